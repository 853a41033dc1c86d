// The dictionary of the observables of an import, in memory: bytes -> a small number, so that a value
// is looked up in the database once and not once a row.
//
// It belongs to the thread that reads the log. The thread that writes needs the bytes of a number, and
// gets them without a lock: a value's bytes are never moved or changed once they are in
// (ValueMemory), and with each run go the addresses of the values that are new since the last.
// What the database knows of a value (its Id and its roles) is the writing thread's alone
// (ObservableResolver). The hand-over of the run orders the one thread's writes before the other's
// reads.

internal import Glibc
internal import SQLite

/// Bytes that stay where they are until nobody needs them: filled by one thread, and read by another
/// up to where that one has been told.
final class ValueMemory: @unchecked Sendable {
  // Written by the filling thread alone; the other never looks at these, only at the bytes.
  private var pieces: [UnsafeMutableRawPointer] = []
  @exclusivity(unchecked) private var free = 0
  @exclusivity(unchecked) private var next: UnsafeMutableRawPointer

  private static let pieceLength = 1 << 20

  init() { next = UnsafeMutableRawPointer(mutating: Self.nowhere) }

  /// An address where nothing is, for a value that has no bytes here.
  static var nowhere: UnsafeRawPointer { UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped }

  deinit { for piece in pieces { piece.deallocate() } }

  /// Bytes that are taken from the system.
  @exclusivity(unchecked) private(set) var byteCount = 0

  /// Keeps a value as a `CountedText`.
  func add(_ bytes: UnsafeRawPointer, count: Int) -> UnsafeRawPointer {
    let length = CountedText.prefixLength(count) + count
    if length > free {
      free = max(length, Self.pieceLength)
      next = .allocate(byteCount: free, alignment: 8)
      pieces.append(next)
      byteCount += free
    }
    defer {
      next += length
      free -= length
    }
    CountedText.write(bytes, count: count, to: next)
    return UnsafeRawPointer(next)
  }
}

/// Interns byte strings. Confined to the importing thread.
final class ObservableInterner {
  private struct Slot {
    /// The upper half of the hash.
    var tag: UInt32
    /// 0: the slot is free.
    var number: UInt32
    var value: UnsafeRawPointer
  }

  @exclusivity(unchecked) private(set) var memory = ValueMemory()
  @exclusivity(unchecked) private var newValues: [UnsafeRawPointer] = []
  @exclusivity(unchecked) private var count: UInt32 = 1
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var mask: Int
  // A log's author must not be able to choose names that collide.
  private let seed = UInt64.random(in: .min ... .max)

  private static let initialSlots = 1 << 12
  /// A dictionary that knows '' alone, whose number is 0.
  init() {
    slots = Self.makeSlots(Self.initialSlots)
    mask = Self.initialSlots - 1
  }

  deinit { slots.deallocate() }

  private static func makeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(tag: 0, number: 0, value: ValueMemory.nowhere), count: count)
    return slots
  }

  /// Forgets everything; the numbers given before lose their meaning, and `memory` is another.
  func reset() {
    memory = ValueMemory()
    newValues = []
    count = 1
    slots.deallocate()
    slots = Self.makeSlots(Self.initialSlots)
    mask = Self.initialSlots - 1
  }

  /// Whether so much is held that it should be forgotten at the next boundary: about 100 MB with
  /// what the writing thread holds of it.
  var isLarge: Bool { count > 1 << 20 || memory.byteCount > 32 << 20 }

  /// The addresses of the values that are new since this was asked last, in the order of their
  /// numbers; the first is number 1 after a reset.
  func takeNewValues() -> [UnsafeRawPointer] {
    defer { newValues = [] }
    return newValues
  }

  /// The number for a value; '' is always 0.
  func intern(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return 0 }
    let hash = Self.hash(bytes, seed: seed)
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].number != 0 {
      if slots[place].tag == tag {
        let value = CountedText.bytes(at: slots[place].value)
        if value.count == bytes.count, let known = value.baseAddress,
          memcmp(known, start, bytes.count) == 0
        {
          return slots[place].number
        }
      }
      place = (place + 1) & mask
    }
    let value = memory.add(start, count: bytes.count)
    newValues.append(value)
    slots[place] = Slot(tag: tag, number: count, value: value)
    defer {
      count += 1
      if Int(count) * 2 > mask { grow() }
    }
    return count
  }

  private func grow() {
    let size = (mask + 1) * 2
    let old = UnsafeMutableBufferPointer(start: slots, count: mask + 1)
    slots = Self.makeSlots(size)
    mask = size - 1
    for slot in old where slot.number != 0 {
      let hash = Self.hash(CountedText.bytes(at: slot.value), seed: seed)
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place].number != 0 { place = (place + 1) & mask }
      slots[place] = slot
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
