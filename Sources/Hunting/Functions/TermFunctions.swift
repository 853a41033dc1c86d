// `has` and its like: whole terms. A term is a maximal run of letters and digits; all else delimits, the
// underscore too. Where the needle's own edge is no letter or digit, no boundary is asked for there.

internal import SQLite

enum TermFunctions {
  static func register(on connection: Connection) throws {
    for isFolded in [true, false] {
      let suffix = isFolded ? "" : "_cs"
      try register("kql_has\(suffix)", connection, isFolded, before: true, after: true)
      try register("kql_hasprefix\(suffix)", connection, isFolded, before: true, after: false)
      try register("kql_hassuffix\(suffix)", connection, isFolded, before: false, after: true)
    }
  }

  private static func register(
    _ name: String, _ connection: Connection, _ isFolded: Bool, before: Bool, after: Bool
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      let text = isFolded ? Scalars.folded(call.text(0)) : Scalars.of(call.text(0))
      let needle = call.cached(1) { Needle(call.text(1), isFolded: isFolded) }.scalars
      call.result(has(text, needle, before: before, after: after))
    }
  }

  private static func has(
    _ text: [UInt32], _ needle: [UInt32], before: Bool, after: Bool
  ) -> Bool {
    guard let first = needle.first, let last = needle.last else { return true }
    let needsBefore = before && isTerm(first)
    let needsAfter = after && isTerm(last)
    var start = 0
    while let place = Scalars.find(needle, in: text, from: start) {
      let end = place + needle.count
      let startsTerm = !needsBefore || place == 0 || !isTerm(text[place - 1])
      let endsTerm = !needsAfter || end == text.count || !isTerm(text[end])
      if startsTerm, endsTerm { return true }
      start = place + 1
    }
    return false
  }

  /// Letters and decimal digits.
  static func isTerm(_ value: UInt32) -> Bool {
    if value < 0x80 {
      return value &- 0x30 < 10 || (value | 0x20) &- 0x61 < 26
    }
    return ScalarClass.letter.contains(value) || ScalarClass.digit.contains(value)
  }
}
