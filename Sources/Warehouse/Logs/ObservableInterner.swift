// The dictionary of the observables of one import, in memory: bytes -> a small number, so that a
// value is looked up in the database once and not once a row. Values are kept in one arena.
// Exclusivity of the stored properties is not checked at run time: two look-ups a row come here.

internal import Glibc

/// Interns byte strings. Confined to the importing thread.
final class ObservableInterner {
  struct Entry {
    var hash: UInt64
    var offset: Int
    var length: Int
    /// `Observable.Id`; -1 until it is known.
    var databaseId: Int64
    /// Roles that the database is known to have for the value.
    var storedRoles: ObservableRole
    /// Roles seen since.
    var seenRoles: ObservableRole
  }

  @exclusivity(unchecked) private(set) var entries: [Entry] = []
  @exclusivity(unchecked) private(set) var arena: [UInt8] = []
  @exclusivity(unchecked) private var slots: [UInt32]
  @exclusivity(unchecked) private var mask: Int
  // A log's author must not be able to choose names that collide.
  private let seed = UInt64.random(in: .min ... .max)

  init() {
    let size = 1 << 12
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    reset()
  }

  /// Forgets everything; the numbers given before lose their meaning. Number 0 is ''.
  func reset() {
    entries.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = 0 }
    entries.append(
      Entry(hash: 0, offset: 0, length: 0, databaseId: 0, storedRoles: [], seenRoles: []))
  }

  /// Whether so much is held that it should be forgotten at the next boundary: about 200 MB.
  var isLarge: Bool { arena.count > 64 << 20 || entries.count > 2 << 20 }

  /// The number for a value; '' is always 0 and takes no role.
  func intern(_ bytes: UnsafeRawBufferPointer, role: ObservableRole) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let hash = Self.hash(bytes, seed: seed)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash, matches(index, bytes) {
        entries[index].seenRoles.formUnion(role)
        return index
      }
      slot = (slot + 1) & mask
    }
    let index = entries.count
    slots[slot] = UInt32(index)
    entries.append(
      Entry(
        hash: hash, offset: arena.count, length: bytes.count, databaseId: -1, storedRoles: [],
        seenRoles: role))
    arena.append(contentsOf: bytes)
    if entries.count * 2 > slots.count { grow() }
    return index
  }

  /// The bytes of a number, for the length of the call.
  func withBytes<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let entry = entries[index]
    return try arena.withUnsafeBytes { arena in
      try body(UnsafeRawBufferPointer(rebasing: arena[entry.offset..<entry.offset + entry.length]))
    }
  }

  /// Notes what the database holds for a number.
  func store(_ index: Int, databaseId: Int64, roles: ObservableRole) {
    entries[index].databaseId = databaseId
    entries[index].storedRoles = roles
  }

  private func matches(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let entry = entries[index]
    guard entry.length == bytes.count else { return false }
    return arena.withUnsafeBytes { arena in
      let stored = UnsafeRawBufferPointer(
        rebasing: arena[entry.offset..<entry.offset + entry.length])
      guard let left = stored.baseAddress, let right = bytes.baseAddress else { return true }
      return memcmp(left, right, bytes.count) == 0
    }
  }

  private func grow() {
    let size = slots.count * 2
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    for index in 1..<entries.count {
      var slot = Int(truncatingIfNeeded: entries[index].hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index)
    }
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
