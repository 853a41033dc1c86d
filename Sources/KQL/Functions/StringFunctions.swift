// Functions of strings. Lengths and positions count Unicode code points, as SQLite's do.

enum StringFunctions {
  static let table: [ScalarFunction] = [
    .plain("strlen", [.string], .long, naming: .prefixed("strlen"), bounds: 0...1 << 31) {
      "length(\($0[0]))"
    },
    .plain("tolower", [.string], .string) { "kql_tolower(\($0[0]))" },
    .plain("toupper", [.string], .string) { "kql_toupper(\($0[0]))" },
    .plain("string_size", [.string], .long, naming: .prefixed("string_size"), bounds: 0...1 << 31) {
      "length(CAST(\($0[0]) AS BLOB))"
    },
    .plain("replace_string", [.string, .string, .string], .string) {
      "replace(\($0[0]), \($0[1]), \($0[2]))"
    },
    ScalarFunction("strcat", 1...64) { concatenation($0) },
    ScalarFunction("strcat_delim", 2...64) { delimited($0) },
    ScalarFunction("substring", 2...3) { substring($0) },
  ]

  /// Every argument as text; null where one has none.
  private static func texts(_ values: [Scalar]) -> [Scalar]? {
    let texts = values.compactMap { Conversions.text($0) }
    return texts.count == values.count ? texts : nil
  }

  private static func concatenation(_ call: CallContext) -> Scalar? {
    guard let texts = texts(call.arguments) else { return nil }
    return .call(.string, texts) { "(\(SQLText.joined($0, " || ", .concatenation)))" }
  }

  private static func delimited(_ call: CallContext) -> Scalar? {
    guard call.arguments[0].type == .string, let texts = texts(call.arguments) else { return nil }
    guard texts.count > 1 else { return .string("") }
    return .call(.string, texts) { parts in
      var elements: [SQLText] = []
      for (index, part) in parts.dropFirst().enumerated() {
        if index > 0 { elements.append(parts[0]) }
        elements.append(part)
      }
      return "(\(SQLText.joined(elements, " || ", .concatenation)))"
    }
  }

  /// A negative start counts from the end; past an end there is nothing.
  private static func substring(_ call: CallContext) -> Scalar? {
    let arguments = call.arguments
    guard arguments[0].type == .string, arguments.dropFirst().allSatisfy({ $0.type.isInteger })
    else { return nil }
    if let start = arguments[1].constantInteger, (0..<1 << 30).contains(start) {
      if arguments.count == 2 {
        return .call(.string, [arguments[0]]) { "substr(\($0[0]), \(start + 1))" }
      }
      if let length = arguments[2].constantInteger, (0..<1 << 30).contains(length) {
        return .call(.string, [arguments[0]]) { "substr(\($0[0]), \(start + 1), \(length))" }
      }
    }
    return .call(.string, arguments, isNullable: false) {
      "kql_substring(\(SQLText.joined($0, ", ", .primary)))"
    }
  }
}
