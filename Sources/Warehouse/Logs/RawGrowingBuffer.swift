// Raw memory that grows, for what goes through an import by the million: arrays cost twice the time
// (exclusivity checks, and copies where realloc moves pages).

internal import Glibc

/// Bytes that grow. Its owner frees it.
///
/// A large one is mapped in huge pages: rows are read in another order than that in which they lie, so
/// that with pages of 4 KiB each misses the processor's table of pages, and each page costs a fault.
struct RawGrowingBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private var capacity: Int
  private let isMapped: Bool
  var count = 0

  private static let hugePage = 2 << 20

  /// A buffer that takes memory as it is filled; from 2 MiB on, the rest is only reserved.
  init(capacity: Int) {
    isMapped = capacity >= Self.hugePage
    self.capacity = isMapped ? Self.roundedUp(capacity) : capacity
    base = isMapped ? Self.map(self.capacity) : Self.checked(malloc(capacity))
  }

  func deallocate() {
    if isMapped { munmap(base, capacity) } else { free(base) }
  }

  /// Gives the memory behind what is filled back to the system, where it is a large buffer.
  func trim() {
    guard isMapped else { return }
    let kept = Self.roundedUp(count)
    if kept < capacity { madvise(base + kept, capacity - kept, MADV_DONTNEED) }
  }

  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if count + bytes > capacity { grow(bytes) }
  }

  @inline(__always)
  mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    reserve(size)
    (base + count).storeBytes(of: value, as: Value.self)
    count += size
  }

  @inline(never)
  private mutating func grow(_ bytes: Int) {
    let larger = max(2 * capacity, count + bytes)
    if isMapped {
      let rounded = Self.roundedUp(larger)
      let mapped = Self.map(rounded)
      mapped.copyMemory(from: base, byteCount: count)
      munmap(base, capacity)
      (base, capacity) = (mapped, rounded)
    } else {
      base = Self.checked(realloc(base, larger))
      capacity = larger
    }
  }

  private static func roundedUp(_ bytes: Int) -> Int { (bytes + hugePage - 1) & -hugePage }

  /// Reserves memory that begins at a huge page; pages are taken when they are written.
  private static func map(_ bytes: Int) -> UnsafeMutableRawPointer {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let whole = mmap(nil, bytes + hugePage, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let whole, whole != MAP_FAILED else { return checked(nil) }
    let before = -Int(bitPattern: whole) & (hugePage - 1)
    if before > 0 { munmap(whole, before) }
    let base = whole + before
    if before < hugePage { munmap(base + bytes, hugePage - before) }
    // Where the system has none to give, small pages do.
    madvise(base, bytes, MADV_HUGEPAGE)
    return base
  }

  private static func checked(_ memory: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let memory else { fatalError("no memory is left") }
    return memory
  }
}
