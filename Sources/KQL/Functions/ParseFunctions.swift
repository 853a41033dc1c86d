// Texts of known forms: CSV, paths, versions, URLs.

enum ParseFunctions {
  static let table: [ScalarFunction] = [
    .plain("parse_url", [.string], .dynamic, isNullable: false) { "kql_parse_url(\($0[0]))" },
    .plain("parseurl", [.string], .dynamic, isNullable: false) { "kql_parse_url(\($0[0]))" },
    .plain("parse_urlquery", [.string], .dynamic, isNullable: false) {
      "kql_parse_urlquery(\($0[0]))"
    },
    .plain("parseurlquery", [.string], .dynamic, isNullable: false) {
      "kql_parse_urlquery(\($0[0]))"
    },
    ScalarFunction("format_bytes", 1...3) { call in
      guard call.arguments[0].type.isNumeric, let value = MathFunctions.real(call.arguments[0]),
        call.arguments.count < 2 || call.arguments[1].type.isInteger,
        call.arguments.count < 3 || call.arguments[2].type == .string
      else { return nil }
      return .call(
        .string, [Conversions.finite(value)] + call.arguments.dropFirst(), isNullable: false
      ) { "kql_format_bytes(\(SQLText.joined($0, ", ", .primary)))" }
    },
    ScalarFunction("parse_command_line", 2...2) { call in
      guard call.arguments[0].type == .string,
        call.arguments[1].constantText?.lowercased() == "windows"
      else { return nil }
      return .call(.dynamic, [call.arguments[0]], isNullable: true) {
        "kql_parse_command_line(\($0[0]))"
      }
    },
    .plain("parse_csv", [.string], .dynamic, naming: .argument) { "kql_parse_csv(\($0[0]))" },
    .plain("parse_path", [.string], .dynamic) { "kql_parse_path(\($0[0]))" },
    .plain("parse_version", [.string], .decimal, isNullable: true) {
      "kql_parse_version(\($0[0]))"
    },
  ]
}
