// The dictionary of the observables of an import, in memory: bytes -> a small number, so that a value
// is looked up in the database once and not once a row.
//
// It belongs to the thread that reads the log. The thread that writes needs the bytes of a number, and
// gets them without a lock: a value's bytes are never moved or changed once they are in
// (ValueMemory), and with each run go the places of the values that are new since the last.
// What the database knows of a value (its Id and its roles) is the writing thread's alone
// (ObservableResolver). The hand-over of the run orders the one thread's writes before the other's
// reads.

internal import Glibc
internal import SQLite

/// Values that stay where they are until nobody needs them: filled by one thread, and read by another
/// up to where that one has been told.
///
/// An entry is the value's number and the value as a `CountedText`.
final class ValueMemory: @unchecked Sendable {
  // Written by the filling thread alone; the other never looks at it, only at the bytes.
  @exclusivity(unchecked) private var buffer: RawGrowingBuffer

  /// Bytes of entries after which no line should be begun.
  static let fullLength = 24 << 20
  /// A line's values take less than 24 MB: 1 MiB of text, in which a byte may become four (`\xHH`),
  /// and six bytes for each of at most half a million values.
  private static let capacity = 48 << 20
  private static let numberLength = MemoryLayout<UInt32>.size

  /// Memory that knows '' alone, at the place 0.
  init() {
    buffer = RawGrowingBuffer(capacity: Self.capacity)
    buffer.append(UInt32(0))
    buffer.append(UInt8(0))
  }

  deinit { buffer.deallocate() }

  var byteCount: Int { buffer.count }

  /// What the places of values count from, where SQL and `bytes` find a text.
  var texts: UnsafeRawPointer { UnsafeRawPointer(buffer.base + Self.numberLength) }

  /// The bytes of the value at a place.
  @inline(__always)
  func bytes(at place: UInt32) -> UnsafeRawBufferPointer {
    CountedText.bytes(at: texts + Int(place))
  }

  /// The number of the value at a place.
  @inline(__always)
  func number(at place: UInt32) -> UInt32 {
    (buffer.base + Int(place)).loadUnaligned(as: UInt32.self)
  }

  /// Keeps a value.
  ///
  /// - Returns: its place.
  func add(_ bytes: UnsafeRawPointer, count: Int, number: UInt32) -> UInt32 {
    let length = Self.numberLength + CountedText.prefixLength(count) + count
    // The other thread has addresses of this memory: it must never move.
    precondition(buffer.count + length <= Self.capacity, "a line with too many values")
    let place = buffer.count
    buffer.append(number)
    CountedText.write(bytes, count: count, to: buffer.base + buffer.count)
    buffer.count = place + length
    return UInt32(place)
  }
}

/// Interns byte strings. Confined to the importing thread.
final class ObservableInterner {
  private struct Slot {
    /// The upper half of the hash.
    var tag: UInt32
    /// In `memory`; 0: the slot is free.
    var place: UInt32
  }

  @exclusivity(unchecked) private(set) var memory = ValueMemory()
  @exclusivity(unchecked) private var newValues: [UInt32] = []
  @exclusivity(unchecked) private var count: UInt32 = 1
  /// Slots of eight bytes; in huge pages, because every look-up misses the caches anyhow.
  @exclusivity(unchecked) private var buffer: RawGrowingBuffer
  @exclusivity(unchecked) private var mask: Int
  // A log's author must not be able to choose names that collide.
  private let seed = UInt64.random(in: .min ... .max)

  private static let initialSlots = 1 << 12

  private let limits: ImportLimits
  private let watch: ValueWatch?

  /// A dictionary that knows '' alone, whose number is 0.
  ///
  /// - Parameters:
  ///   - limits: what `isLarge` goes by.
  ///   - watch: told of every value that comes.
  init(limits: ImportLimits = ImportLimits(), watch: ValueWatch? = nil) {
    self.limits = limits
    self.watch = watch
    buffer = Self.makeSlots(Self.initialSlots)
    mask = Self.initialSlots - 1
  }

  deinit { buffer.deallocate() }

  private var slots: UnsafeMutablePointer<Slot> {
    buffer.base.assumingMemoryBound(to: Slot.self)
  }

  private static func makeSlots(_ count: Int) -> RawGrowingBuffer {
    let buffer = RawGrowingBuffer(capacity: count * MemoryLayout<Slot>.stride)
    buffer.base.initializeMemory(
      as: Slot.self, repeating: Slot(tag: 0, place: 0), count: count)
    return buffer
  }

  /// Forgets everything; the numbers given before lose their meaning, and `memory` is another.
  func reset() {
    memory = ValueMemory()
    newValues = []
    count = 1
    watch?.reset()
    buffer.deallocate()
    buffer = Self.makeSlots(Self.initialSlots)
    mask = Self.initialSlots - 1
  }

  /// Whether so much is held that it should be forgotten at the next boundary: about 70 MB with
  /// what the writing thread holds of it.
  var isLarge: Bool { count > limits.values || memory.byteCount > limits.valueBytes }

  /// The places of the values that are new since this was asked last, in the order of their
  /// numbers; the first is number 1 after a reset.
  func takeNewValues() -> [UInt32] {
    defer { newValues = [] }
    return newValues
  }

  /// The hash of a value, by which it is looked up.
  @inline(__always)
  func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { Self.hash(bytes, seed: seed) }

  /// Asks for the memory in which `prepareValue` looks.
  @inline(__always)
  func prepareSlot(_ hash: UInt64) {
    prefetch(slots + (Int(truncatingIfNeeded: hash) & mask))
  }

  /// Asks for the memory in which `intern` looks, where `prepareSlot` was called before.
  @inline(__always)
  func prepareValue(_ hash: UInt64) {
    prefetch(memory.texts + Int(slots[Int(truncatingIfNeeded: hash) & mask].place))
  }

  /// The number for a value that is not ''; its hash is that of `hash`.
  func intern(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> UInt32 {
    guard let start = bytes.baseAddress else { return 0 }
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].place != 0 {
      let slot = slots[index]
      if slot.tag == tag {
        let value = memory.bytes(at: slot.place)
        if value.count == bytes.count, let known = value.baseAddress,
          memcmp(known, start, bytes.count) == 0
        {
          let number = memory.number(at: slot.place)
          watch?.meet(number, at: slot.place, in: memory)
          return number
        }
      }
      index = (index + 1) & mask
    }
    let number = count
    let place = memory.add(start, count: bytes.count, number: number)
    newValues.append(place)
    watch?.meet(number, at: place, in: memory)
    slots[index] = Slot(tag: tag, place: place)
    count += 1
    if Int(count) * 2 > mask { grow() }
    return number
  }

  private func grow() {
    let size = (mask + 1) * 2
    let old = buffer
    let oldSlots = UnsafeMutableBufferPointer(start: slots, count: mask + 1)
    buffer = Self.makeSlots(size)
    mask = size - 1
    for slot in oldSlots where slot.place != 0 {
      let hash = Self.hash(memory.bytes(at: slot.place), seed: seed)
      var index = Int(truncatingIfNeeded: hash) & mask
      while slots[index].place != 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
    old.deallocate()
  }

  /// A seeded multiply-and-fold hash over eight bytes at a time.
  private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var hash = seed ^ (UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15)
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = fold(hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < bytes.count {
      tail = tail << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return fold(hash, tail)
  }

  private static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }
}
