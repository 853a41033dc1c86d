// Letter case as .NET's invariant culture folds it (one scalar to one scalar), and functions that search
// and cut text.

internal import SQLite

#if canImport(Glibc)
  internal import Glibc
#endif

/// Text as Unicode scalars, the unit in which Kusto counts.
enum Scalars {
  static func of(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  static func text(_ scalars: some Sequence<UInt32>) -> String {
    var view = String.UnicodeScalarView()
    for value in scalars { if let scalar = Unicode.Scalar(value) { view.append(scalar) } }
    return String(view)
  }

  /// Without letter case: every scalar's upper-case form, where that is one scalar.
  static func folded(_ text: String) -> [UInt32] { of(text).map(upper) }

  static func upper(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return value &- 0x61 < 26 ? value - 32 : value }
    return mapped(value) { $0.uppercaseMapping }
  }

  static func lower(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return value &- 0x41 < 26 ? value + 32 : value }
    return mapped(value) { $0.lowercaseMapping }
  }

  private static func mapped(
    _ value: UInt32, _ mapping: (Unicode.Scalar.Properties) -> String
  ) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return value }
    let text = mapping(scalar.properties).unicodeScalars
    return text.count == 1 ? text.first?.value ?? value : value
  }

  /// The first place of a needle at or after an offset.
  static func find(_ needle: [UInt32], in text: [UInt32], from start: Int = 0) -> Int? {
    guard let first = needle.first else { return start <= text.count ? start : nil }
    var position = start
    while position + needle.count <= text.count {
      if text[position] == first,
        needle.indices.allSatisfy({ text[position + $0] == needle[$0] })
      {
        return position
      }
      position += 1
    }
    return nil
  }
}

/// A folded needle, kept over the calls of a statement.
final class Needle {
  let scalars: [UInt32]
  init(_ text: String, isFolded: Bool) {
    scalars = isFolded ? Scalars.folded(text) : Scalars.of(text)
  }
}

enum TextFunctions {
  static func register(on connection: Connection) throws {
    try mapping("kql_fold", connection) { Scalars.text(Scalars.folded($0)) }
    try mapping("kql_toupper", connection) { Scalars.text(Scalars.folded($0)) }
    try mapping("kql_tolower", connection) { Scalars.text(Scalars.of($0).map(Scalars.lower)) }
    try mapping("kql_reverse", connection) { Scalars.text(Scalars.of($0).reversed()) }
    for isFolded in [true, false] {
      let suffix = isFolded ? "" : "_cs"
      try search("kql_contains\(suffix)", connection, isFolded) {
        Scalars.find($1, in: $0) != nil
      }
      try search("kql_startswith\(suffix)", connection, isFolded) { $0.starts(with: $1) }
      try search("kql_endswith\(suffix)", connection, isFolded) { $0.suffix($1.count) == $1[...] }
    }
    try registerParts(on: connection)
  }

  private static func mapping(
    _ name: String, _ connection: Connection, _ body: @escaping (String) -> String
  ) throws {
    try connection.createFunction(name, argumentCount: 1) { call in
      if !call.isNull(0) { call.result(body(call.text(0))) }
    }
  }

  private static func search(
    _ name: String, _ connection: Connection, _ isFolded: Bool,
    _ body: @escaping ([UInt32], [UInt32]) -> Bool
  ) throws {
    try connection.createFunction(name, argumentCount: 2) { call in
      let text = isFolded ? Scalars.folded(call.text(0)) : Scalars.of(call.text(0))
      let needle = call.cached(1) { Needle(call.text(1), isFolded: isFolded) }
      call.result(body(text, needle.scalars))
    }
  }

  private static func registerParts(on connection: Connection) throws {
    try connection.createFunction("kql_substring", argumentCount: -1) { call in
      guard !call.isNull(1), call.count < 3 || !call.isNull(2) else { return call.result("") }
      let text = Scalars.of(call.text(0))
      let start = call.int64(1)
      let count = Int64(text.count)
      // A negative start counts from the end; before the text there is nothing.
      guard start >= -count else { return call.result("") }
      let from = start < 0 ? count + start : min(start, count)
      let length = call.count < 3 ? 1 << 41 : max(0, min(call.int64(2), 1 << 41))
      call.result(Scalars.text(text[Int(from)..<Int(min(count, from + length))]))
    }
    try connection.createFunction("kql_indexof", argumentCount: -1) { call in
      call.result(index(call))
    }
    try connection.createFunction("kql_countof", argumentCount: 2) { call in
      let text = Scalars.of(call.text(0))
      let needle = Scalars.of(call.text(1))
      guard !needle.isEmpty else { return call.result(0 as Int64) }
      // Occurrences may overlap.
      var count: Int64 = 0
      var start = 0
      while let place = Scalars.find(needle, in: text, from: start) {
        count += 1
        start = place + 1
      }
      call.result(count)
    }
    try connection.createFunction("kql_assert", argumentCount: 2) { call in
      guard call.int64(0) != 0 else { return call.fail("assert(): \(call.text(1).prefix(200))") }
      call.result(true as Bool?)
    }
    try connection.createFunction("kql_strrep", argumentCount: -1) { call in
      let count = max(0, min(call.int64(1), 1_024))
      let parts = [String](repeating: call.text(0), count: Int(count))
      call.result(parts.joined(separator: call.text(2)))
    }
  }

  /// `indexof(text, needle [, start [, length [, occurrence]]])`; -1 where it is not.
  private static func index(_ call: borrowing FunctionCall) -> Int64? {
    let text = Scalars.of(call.text(0))
    let needle = Scalars.of(call.text(1))
    var start: Int64 = call.count > 2 ? call.int64(2) : 0
    if start < 0 { start = max(0, Int64(text.count) &+ start) }
    let length: Int64 = call.count > 3 ? call.int64(3) : -1
    var occurrence: Int64 = call.count > 4 ? call.int64(4) : 1
    guard length >= -1, occurrence >= 1, !needle.isEmpty else { return nil }
    guard start <= text.count else { return -1 }
    var position = Int(start)
    // Behind an occurrence the length counts anew (indexof's page: ("abcdefgabcdefg","cde",1,10,2) is 9).
    while let place = Scalars.find(needle, in: text, from: position),
      length < 0 || Int64(place + needle.count - position) <= length
    {
      occurrence -= 1
      if occurrence == 0 { return Int64(place) }
      position = place + 1
    }
    return -1
  }
}
