// The texts of a run: counted texts one behind the other, which the cells of rows point to.
// Called by PendingRun and RunOccurrenceWriter.

internal import SQLite

/// Texts in one buffer; a cell is the place where a text lies in it.
///
/// Short texts come again and again (`TCP`, `SF`, a sensor's name): a small cache gives them the
/// place that they have, which saves two thirds of the memory.
struct RunTexts {
  /// The cell of the empty text.
  static let empty: UInt32 = 0
  private static let maximumShort = 16
  private static let slotBits: UInt64 = 10

  private struct Short {
    var low: UInt64
    var high: UInt64
    var count: UInt32
    /// `empty`: the slot is free.
    var cell: UInt32
  }

  private(set) var buffer: RawGrowingBuffer
  private let slots: UnsafeMutablePointer<Short>

  /// Texts in this memory, which holds nothing yet.
  init(_ buffer: RawGrowingBuffer) {
    self.buffer = buffer
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: Self.free, count: Self.slotCount)
    removeAll()
  }

  private static var slotCount: Int { 1 << Int(slotBits) }
  private static var free: Short { Short(low: 0, high: 0, count: 0, cell: empty) }

  func deallocate() {
    slots.deallocate()
    buffer.deallocate()
  }

  /// Bytes of text.
  var count: Int { buffer.count }

  /// Gives the texts away, and starts anew in other memory.
  mutating func exchange(_ other: RawGrowingBuffer) -> RawGrowingBuffer {
    defer {
      buffer = other
      removeAll()
    }
    return buffer
  }

  /// Forgets all texts but the empty one.
  mutating func removeAll() {
    slots.update(repeating: Self.free, count: Self.slotCount)
    buffer.count = 0
    buffer.append(UInt8(0))
  }

  /// Gives memory back to the system that no text is in.
  func trim() { buffer.trim() }

  /// The cell for a text, which is copied where it is not there yet.
  @inline(__always)
  mutating func cell(_ start: UnsafeRawPointer, count: Int) -> UInt32 {
    guard count <= Self.maximumShort else { return append(start, count) }
    var words: (low: UInt64, high: UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
    }
    let mixed = (words.low &* 0x9e37_79b9_7f4a_7c15) ^ (words.high &* 0xc2b2_ae3d_27d4_eb4f)
    let slot = slots + Int(mixed >> (64 - Self.slotBits))
    let short = slot.pointee
    if short.low == words.low, short.high == words.high, short.count == count,
      short.cell != Self.empty
    {
      return short.cell
    }
    let cell = append(start, count)
    slot.pointee = Short(low: words.low, high: words.high, count: UInt32(count), cell: cell)
    return cell
  }

  @inline(__always)
  private mutating func append(_ start: UnsafeRawPointer, _ count: Int) -> UInt32 {
    let length = CountedText.prefixLength(count) + count
    buffer.reserve(length)
    let cell = UInt32(truncatingIfNeeded: buffer.count)
    CountedText.write(start, count: count, to: buffer.base + buffer.count)
    buffer.count += length
    return cell
  }
}
