// The text of pending rows: cells that say where a text lies in the arena, and the arena itself.
// Called by PendingRun and RunWriter.

internal import Glibc

/// Text cells: an offset in the arena and, in the low 24 bits, a length.
///
/// Short texts come again and again (`TCP`, `SF`, a sensor's name): a small cache gives them the
/// place that they have, which saves the arena two thirds of its size, and lets the writer see by
/// the cell alone that a row's text is that of the row before.
struct TextCells {
  /// Bits of a cell that hold the length.
  static let lengthBits: Int64 = 24
  private static let maximumShort = 16
  private static let slotBits: UInt64 = 10

  private struct Short {
    var low: UInt64
    var high: UInt64
    /// 0: the slot is free, since no text has the length 0.
    var cell: Int64
  }

  private let slots: UnsafeMutablePointer<Short>

  init() {
    slots = .allocate(capacity: 1 << Int(Self.slotBits))
    slots.initialize(repeating: Short(low: 0, high: 0, cell: 0), count: 1 << Int(Self.slotBits))
  }

  func deallocate() { slots.deallocate() }

  /// Forgets the places, when the arena starts anew.
  func removeAll() {
    slots.update(repeating: Short(low: 0, high: 0, cell: 0), count: 1 << Int(Self.slotBits))
  }

  /// The cell for a text, which is copied into the arena where it is not there yet.
  @inline(__always)
  func cell(
    _ start: UnsafeRawPointer, count: Int, in arena: inout RawGrowingBuffer
  ) -> Int64 {
    guard count <= Self.maximumShort else { return append(start, count, &arena) }
    var words: (low: UInt64, high: UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
    }
    let mixed = (words.low &* 0x9e37_79b9_7f4a_7c15) ^ (words.high &* 0xc2b2_ae3d_27d4_eb4f)
    let slot = slots + Int(mixed >> (64 - Self.slotBits))
    let short = slot.pointee
    if short.low == words.low, short.high == words.high, Self.range(short.cell).count == count {
      return short.cell
    }
    let cell = append(start, count, &arena)
    slot.pointee = Short(low: words.low, high: words.high, cell: cell)
    return cell
  }

  @inline(__always)
  private func append(
    _ start: UnsafeRawPointer, _ count: Int, _ arena: inout RawGrowingBuffer
  ) -> Int64 {
    let cell = Int64(arena.count) << Self.lengthBits | Int64(count)
    arena.append(start, count: count)
    return cell
  }

  /// A cell's place in the arena.
  @inline(__always)
  static func range(_ cell: Int64) -> Range<Int> {
    let offset = Int(cell >> lengthBits)
    return offset..<offset + Int(cell & ((1 << lengthBits) - 1))
  }
}

/// Bytes that grow in place where the system can move pages (realloc over mremap).
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
  mutating func append(_ start: UnsafeRawPointer, count bytes: Int) {
    reserve(bytes)
    (base + count).copyMemory(from: start, byteCount: bytes)
    count += bytes
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
