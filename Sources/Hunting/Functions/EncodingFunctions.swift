// Text as other text: percent encoding, Base64 of bytes, code points, quoted patterns, replacements.

internal import KQL
internal import SQLite

enum EncodingFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_url_encode", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(encoded(call.text(0), space: "+")) }
    }
    try connection.createFunction("kql_url_encode_component", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      let text = encoded(call.text(0), space: "%20")
      // The documentation has its hexadecimal digits in lower case, other recorded answers in upper.
      let hasLetters = text.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
        .contains { $0.prefix(2).contains { $0.isLetter } }
      if hasLetters {
        return call.fail("url_encode_component() of such text is not supported: use url_encode()")
      }
      call.result(text)
    }
    try connection.createFunction("kql_isascii", argumentCount: 1) { call in
      call.result(call.withText(0) { $0.allSatisfy { $0 < 0x80 } })
    }
    try connection.createFunction("kql_codepoints", argumentCount: 1) { call in
      call.result(.array(Scalars.of(call.text(0)).map { .long(Int64($0)) }))
    }
    try connection.createFunction("kql_characters", argumentCount: -1) { call in characters(call) }
    try connection.createFunction("kql_regex_quote", argumentCount: 1) { call in
      guard let text = quoted(call.text(0)) else {
        return call.fail("regex_quote() of such text is not supported")
      }
      call.result(text)
    }
    try connection.createFunction("kql_translate", argumentCount: 3) { call in
      call.result(
        translated(Scalars.of(call.text(2)), Scalars.of(call.text(0)), Scalars.of(call.text(1))))
    }
    try connection.createFunction("kql_replace_strings", argumentCount: 3) { call in
      guard case .array(let sought)? = call.dynamic(1), case .array(let given)? = call.dynamic(2),
        sought.count == given.count
      else { return call.fail("replace_strings() needs two arrays of one length") }
      // What another value than a string would replace stays as it is (the function's page).
      let pairs = zip(sought, given).compactMap { pair -> (String, String)? in
        guard case .string(let old) = pair.0 else { return nil }
        guard case .string(let new) = pair.1 else { return (old, old) }
        return (old, new)
      }
      call.result(replaced(call.text(0), pairs))
    }
    try registerBytes(on: connection)
  }

  private static func registerBytes(on connection: Connection) throws {
    try connection.createFunction("kql_base64_decode_toarray", argumentCount: 1) { call in
      guard let bytes = Base64.decoded(Array(call.text(0).utf8)) else { return }
      call.result(.array(bytes.map { .long(Int64($0)) }))
    }
    try connection.createFunction("kql_base64_encode_fromarray", argumentCount: 1) { call in
      guard case .array(let elements)? = call.dynamic(0) else { return call.result("") }
      var bytes: [UInt8] = []
      for element in elements {
        guard case .long(let number) = element, let byte = UInt8(exactly: number) else {
          return call.result("")
        }
        bytes.append(byte)
      }
      call.result(Base64.encoded(bytes))
    }
    try connection.createFunction("kql_base64_encode_fromguid", argumentCount: 1) { call in
      let digits = Array(call.text(0).filter { $0 != "-" })
      guard digits.count == 32 else { return call.result("") }
      let bytes = (0..<16).compactMap { UInt8(String(digits[$0 * 2..<$0 * 2 + 2]), radix: 16) }
      guard bytes.count == 16 else { return call.result("") }
      // A guid's first three groups are numbers, the lowest byte first.
      let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
      call.result(Base64.encoded(order.map { bytes[$0] }))
    }
  }

  /// All but letters, digits and `-_.!*()` as `%xx`.
  private static func encoded(_ text: String, space: String) -> String {
    let plain = Set("-_.!*()".utf8)
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      if byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || plain.contains(byte) {
        result.append(byte)
      } else if byte == 0x20 {
        result += Array(space.utf8)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func characters(_ call: borrowing FunctionCall) {
    var scalars = String.UnicodeScalarView()
    for index in 0..<call.count {
      let value = call.dynamic(index)
      let elements: [DynamicValue]
      if case .array(let inner)? = value { elements = inner } else { elements = [value ?? .null] }
      for element in elements {
        guard case .long(let number) = element, let code = UInt32(exactly: number),
          let scalar = Unicode.Scalar(code)
        else { return call.fail("\(element.text.prefix(20)) is no code point of a character") }
        scalars.append(scalar)
      }
    }
    call.result(String(scalars))
  }

  /// A backslash before each sign that means something in a pattern; nil where others than letters, digits
  /// and such signs stand, of which it is not known.
  private static func quoted(_ text: String) -> String? {
    let signs = Set("\\^$.|?*+()[{")
    var result = ""
    for character in text {
      if signs.contains(character) {
        result += "\\"
      } else if character.isASCII, !character.isLetter, !character.isNumber, character != "_" {
        return nil
      }
      result.append(character)
    }
    return result
  }

  /// Each scalar of one list as that of another at the same place; the last stands for those missing.
  private static func translated(
    _ text: [UInt32], _ sought: [UInt32], _ given: [UInt32]
  ) -> String {
    var map: [UInt32: UInt32?] = [:]
    for (index, scalar) in sought.enumerated() where map[scalar] == nil {
      map[scalar] = .some(index < given.count ? given[index] : given.last)
    }
    return Scalars.text(text.compactMap { map[$0] ?? $0 })
  }

  /// Replacements one after another, each in what none before it has made.
  private static func replaced(_ text: String, _ pairs: [(String, String)]) -> String {
    var parts: [(text: [UInt32], isMade: Bool)] = [(Scalars.of(text), false)]
    for (sought, given) in pairs where !sought.isEmpty {
      let needle = Scalars.of(sought)
      let replacement = Scalars.of(given)
      parts = parts.flatMap { part -> [(text: [UInt32], isMade: Bool)] in
        guard !part.isMade else { return [part] }
        var pieces: [(text: [UInt32], isMade: Bool)] = []
        var start = 0
        while let place = Scalars.find(needle, in: part.text, from: start) {
          pieces.append((Array(part.text[start..<place]), false))
          pieces.append((replacement, true))
          start = place + needle.count
        }
        pieces.append((Array(part.text[start...]), false))
        return pieces
      }
    }
    return Scalars.text(parts.flatMap(\.text))
  }
}
