// `has` and its like: whole terms. A term is a maximal run of letters and digits; all else delimits, the
// underscore too. Where the needle's own edge is no letter or digit, no boundary is asked for there.

internal import KQL
internal import SQLite

enum TermFunctions {
  static func register(on connection: Connection) throws {
    for isFolded in [true, false] {
      let suffix = isFolded ? "" : "_cs"
      try register("kql_has\(suffix)", connection, isFolded, before: true, after: true)
      try register("kql_hasprefix\(suffix)", connection, isFolded, before: true, after: false)
      try register("kql_hassuffix\(suffix)", connection, isFolded, before: false, after: true)
    }
    try registerLists(on: connection)
  }

  /// `in` and `has_any` over a dynamic array: its elements, kept over the calls of a statement.
  private final class Terms {
    let scalars: [[UInt32]]
    let texts: Set<[UInt32]>
    let numbers: Set<Int64>

    init(_ array: DynamicValue?, isFolded: Bool) {
      guard case .array(let elements)? = array else {
        (scalars, texts, numbers) = ([], [], [])
        return
      }
      var texts: [[UInt32]] = []
      var numbers: Set<Int64> = []
      for element in elements {
        switch element {
        case .string(let text): texts.append(isFolded ? Scalars.folded(text) : Scalars.of(text))
        case .long(let number): numbers.insert(number)
        default: break
        }
      }
      scalars = texts
      self.texts = Set(texts)
      self.numbers = numbers
    }
  }

  /// Needles of any type, kept over the calls of a statement.
  private final class Needles {
    let scalars: [[UInt32]]
    init(_ texts: [String]) { scalars = texts.map(Scalars.folded) }
  }

  static func registerLists(on connection: Connection) throws {
    for (name, isFolded) in [("kql_in_array", false), ("kql_in_array_folded", true)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        let terms = call.cached(1) { Terms(call.dynamic(1), isFolded: isFolded) }
        let text = isFolded ? Scalars.folded(call.text(0)) : Scalars.of(call.text(0))
        call.result(terms.texts.contains(text))
      }
    }
    try connection.createFunction("kql_in_numbers", argumentCount: 2) { call in
      let terms = call.cached(1) { Terms(call.dynamic(1), isFolded: false) }
      call.result(!call.isNull(0) && terms.numbers.contains(call.int64(0)))
    }
    try connection.createFunction("kql_has_any_index", argumentCount: 2) { call in
      guard case .array(let elements)? = call.dynamic(1) else { return }
      let needles = call.cached(1) { Needles(elements.map(\.text)) }.scalars
      let text = Scalars.folded(call.text(0))
      let place = needles.firstIndex { has(text, $0, before: true, after: true) }
      call.result(Int64(place ?? -1) as Int64?)
    }
    for (name, isAll) in [("kql_has_any", false), ("kql_has_all", true)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        let terms = call.cached(1) { Terms(call.dynamic(1), isFolded: true) }
        let text = Scalars.folded(call.text(0))
        let test = { (needle: [UInt32]) in has(text, needle, before: true, after: true) }
        call.result(isAll ? terms.scalars.allSatisfy(test) : terms.scalars.contains(where: test))
      }
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
