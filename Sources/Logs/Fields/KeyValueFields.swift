// Fields under keys: lines of `key=value`, FortiGate's with quoted values and iptables' with bare words,
// and those that a format cuts itself. Called by the formats.

/// The pairs of a line, in order.
struct KeyValueFields {
  private var pairs: [(key: FieldBytes, value: FieldBytes)] = []

  /// Pairs of one line that are kept; FortiGate's longest have about 80.
  private static let maximumPairs = 512

  /// Reads a line. A value is quoted (`"` and `\` in it behind a `\`), or ends at a blank. Words without
  /// `=` are passed over.
  mutating func read(_ line: FieldBytes) {
    pairs.removeAll(keepingCapacity: true)
    var cursor = LineCursor(line)
    while !cursor.isAtEnd, pairs.count < Self.maximumPairs {
      cursor.skipBlanks()
      let key = cursor.prefix(while: { $0 != 0x3d && $0 != 0x20 && $0 != 0x09 })
      guard cursor.take(0x3d) else { continue }
      pairs.append((key, Self.value(&cursor)))
    }
  }

  /// Forgets the last line.
  mutating func removeAll() { pairs.removeAll(keepingCapacity: true) }

  /// Adds a pair that a format cut itself; false, and nothing added, where there are too many.
  @discardableResult
  mutating func append(_ key: FieldBytes, _ value: FieldBytes) -> Bool {
    guard pairs.count < Self.maximumPairs else { return false }
    pairs.append((key, value))
    return true
  }

  /// A key's first value; nil where it is missing or empty.
  subscript(_ key: StaticString) -> FieldBytes? {
    for pair in pairs where pair.key.equals(key) { return pair.value.isEmpty ? nil : pair.value }
    return nil
  }

  /// Calls `body` with each pair.
  func each(_ body: (_ key: FieldBytes, _ value: FieldBytes) -> Void) {
    for pair in pairs { body(pair.key, pair.value) }
  }

  private static func value(_ cursor: inout LineCursor) -> FieldBytes {
    guard cursor.take(0x22) else {
      return cursor.prefix(while: { $0 != 0x20 && $0 != 0x09 })
    }
    let start = cursor.index
    while let byte = cursor.next, byte != 0x22 { cursor.skip(byte == 0x5c ? 2 : 1) }
    let value = cursor.bytes.part(start..<cursor.index)
    cursor.skip(1)
    return value
  }
}
