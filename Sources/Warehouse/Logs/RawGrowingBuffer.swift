// Raw memory that grows, for what goes through an import by the million: arrays cost twice the time
// (exclusivity checks, and copies where realloc moves pages).

internal import Glibc

/// Bytes that grow in place where the system can move pages (realloc over mremap). Its owner frees it.
struct RawGrowingBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    base = Self.checked(malloc(capacity))
  }

  func deallocate() { free(base) }

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
    capacity = max(2 * capacity, count + bytes)
    base = Self.checked(realloc(base, capacity))
  }

  private static func checked(_ memory: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let memory else { fatalError("no memory is left") }
    return memory
  }
}
