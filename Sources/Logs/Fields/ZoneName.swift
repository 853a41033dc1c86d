// Zones that stand behind a time as a name or an offset: ` UTC`, ` EDT`, ` +0200`. Called by WrittenTime.

enum ZoneName {
  /// Names that mean one offset: those of RFC 5322, section 4.3 (in hours), and Europe's and Japan's.
  /// `IST` and `BST` are used for several, and are left to `--tz`.
  private static let names: [(name: StaticString, hours: Int64)] = [
    ("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7),
    ("MDT", -6), ("PST", -8), ("PDT", -7), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2),
    ("EET", 2), ("EEST", 3), ("JST", 9),
  ]

  /// The offset from UTC in seconds, behind blanks; nil, and nothing read, where no zone comes next.
  static func offset(_ cursor: inout LineCursor) -> Int64? {
    let start = cursor.index
    cursor.skipBlanks()
    if let offset = named(&cursor) ?? signed(&cursor) { return offset }
    cursor.rewind(to: start)
    return nil
  }

  private static func named(_ cursor: inout LineCursor) -> Int64? {
    let start = cursor.index
    let word = cursor.prefix(while: { $0 &- 0x41 < 26 })
    // A zone ends the stamp, or a blank or Cisco's colon follows it.
    if let zone = names.first(where: { word.equals($0.name) }), isEnd(cursor.next) {
      return zone.hours * 3_600
    }
    cursor.rewind(to: start)
    return nil
  }

  /// `+0200`, `-05:00`
  private static func signed(_ cursor: inout LineCursor) -> Int64? {
    let isEast = cursor.take(0x2b)
    guard isEast || cursor.take(0x2d) else { return nil }
    let start = cursor.index
    guard let first = cursor.number(maximumDigits: 4) else { return nil }
    var (hours, minutes) = (first / 100, first % 100)
    if cursor.index - start == 2, cursor.take(0x3a) {
      guard let second = cursor.number(maximumDigits: 2) else { return nil }
      (hours, minutes) = (first, second)
    } else if cursor.index - start != 4 {
      return nil
    }
    guard hours < 24, minutes < 60, isEnd(cursor.next) else { return nil }
    let seconds = Int64(hours * 3_600 + minutes * 60)
    return isEast ? seconds : -seconds
  }

  private static func isEnd(_ byte: UInt8?) -> Bool {
    byte == nil || byte == 0x20 || byte == 0x09 || byte == 0x3a || byte == 0x5d
  }
}
