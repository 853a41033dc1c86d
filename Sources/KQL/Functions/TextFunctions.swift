// Functions that search and split text.

enum TextFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("split", 2...3, naming: .argument) { call in
      var arguments = call.arguments
      if arguments[0].type == .dynamic {
        arguments[0] = DynamicFunctions.convert(arguments[0], to: .string) ?? arguments[0]
      }
      guard arguments[0].type == .string, arguments[1].type == .string else { return nil }
      if arguments.count == 3, !arguments[2].type.isInteger { return nil }
      return .call(.dynamic, arguments, isNullable: arguments.count == 3) {
        "kql_split(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("indexof", 2...5) { call in
      // Text and needle may be of any type: their texts are sought.
      let texts = call.arguments.prefix(2).compactMap { Conversions.text($0) }
      guard texts.count == 2, call.arguments.dropFirst(2).allSatisfy({ $0.type.isInteger })
      else { return nil }
      let arguments = texts + call.arguments.dropFirst(2)
      return .call(.long, arguments, isNullable: true) {
        "kql_indexof(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("indexof_regex", 2...5) { call in
      guard call.arguments[0].type == .string, call.arguments[1].type == .string,
        call.arguments.dropFirst(2).allSatisfy({ $0.type.isInteger })
      else { return nil }
      return .call(.long, call.arguments, isNullable: true) {
        "kql_indexof_regex(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("countof", 2...3) { call in
      guard call.arguments.allSatisfy({ $0.type == .string }) else { return nil }
      var isRegex = false
      if call.arguments.count == 3 {
        switch call.arguments[2].constantText {
        case "normal": break
        case "regex": isRegex = true
        default:
          return call.fail(.argumentType, "the kind must be \"normal\" or \"regex\"", at: 2)
        }
      }
      return .call(.long, Array(call.arguments.prefix(2)), bounds: 0...1 << 40) {
        isRegex
          ? "kql_countof_regex(\($0[0]), \($0[1]))" : "kql_countof(\($0[0]), \($0[1]))"
      }
    },
    ScalarFunction("reverse", 1...1) { call in
      guard let text = Conversions.text(call.arguments[0]) else { return nil }
      return .call(.string, [text]) { "kql_reverse(\($0[0]))" }
    },
    ScalarFunction("strrep", 2...3) { call in
      guard let text = Conversions.text(call.arguments[0]), call.arguments[1].type.isInteger,
        call.arguments.count == 2 || call.arguments[2].type == .string
      else { return nil }
      let rest = call.arguments.dropFirst()
      return .call(.string, [text] + rest, isNullable: false) {
        "kql_strrep(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
  ]
}
