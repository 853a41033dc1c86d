// What the keys of a log's objects mean, looked up by their bytes: most of reading a line of JSON is
// asking for each of its keys what it is, and the answer is the same on every line. Called by JSONFields.

/// Keys of objects to what is done with their values.
struct JSONKeyTable {
  /// What is done with a value.
  enum Action: Equatable {
    /// It is the field at this place.
    case place(Int)
    /// It is an object whose members are fields; its number among the folders.
    case folder(Int)
    case skip
  }

  private struct Entry {
    let hash: UInt64
    let folder: Int32
    /// Where its bytes lie in `keys`.
    let start: Int32
    let count: Int32
    let action: Int32
  }

  private var entries: [Entry] = []
  /// Places in `entries`, one up; 0 for none. Open addressing.
  private let slots: UnsafeMutablePointer<Int32>
  private var keys: [UInt8] = []

  private static let slotCount = 4_096
  /// A log with more keys than this is read without the table's help for those beyond.
  private static let maximumEntries = 2_048

  init() {
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: 0, count: Self.slotCount)
  }

  func deallocate() { slots.deallocate() }

  mutating func removeAll() {
    entries.removeAll()
    keys.removeAll()
    slots.update(repeating: 0, count: Self.slotCount)
  }

  /// What was noted of a key; nil for nothing.
  ///
  /// - Parameters:
  ///   - key: still escaped.
  ///   - folder: in which it stands, twice its number, and one more where its value is an object.
  @inline(__always)
  func find(_ key: FieldBytes, in folder: Int) -> Action? {
    let hash = Self.hash(key, folder)
    var slot = Int(truncatingIfNeeded: hash >> 52)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash, entry.count == key.count, entry.folder == folder,
        isSame(key, Int(entry.start))
      {
        return Self.action(entry.action)
      }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
    return nil
  }

  mutating func note(_ key: FieldBytes, in folder: Int, _ action: Action) {
    guard entries.count < Self.maximumEntries else { return }
    let hash = Self.hash(key, folder)
    var slot = Int(truncatingIfNeeded: hash >> 52)
    while slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
    let number: Int32 =
      switch action {
      case .place(let place): Int32(place)
      case .skip: -1
      case .folder(let number): -2 - Int32(number)
      }
    entries.append(
      Entry(
        hash: hash, folder: Int32(folder), start: Int32(keys.count), count: Int32(key.count),
        action: number))
    keys.append(contentsOf: key)
    slots[slot] = Int32(entries.count)
  }

  // MARK: Inside

  private static func action(_ number: Int32) -> Action {
    number >= 0 ? .place(Int(number)) : number == -1 ? .skip : .folder(Int(-2 - number))
  }

  @inline(__always)
  private func isSame(_ key: FieldBytes, _ start: Int) -> Bool {
    for index in 0..<key.count where keys[start + index] != key[index] { return false }
    return true
  }

  /// The bytes eight at a time, multiplied: a log's author gains nothing from keys that collide but a
  /// slower log.
  @inline(__always)
  private static func hash(_ key: FieldBytes, _ folder: Int) -> UInt64 {
    let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
    var hash = UInt64(truncatingIfNeeded: folder) &* factor ^ UInt64(key.count)
    var index = 0
    while index + 8 <= key.count {
      hash = (hash ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* factor
      hash ^= hash >> 29
      index += 8
    }
    var rest: UInt64 = 0
    while index < key.count {
      rest = rest << 8 | UInt64(key[index])
      index += 1
    }
    hash = (hash ^ rest) &* factor
    return hash ^ hash >> 29 &* factor
  }
}
