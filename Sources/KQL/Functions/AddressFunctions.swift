// IPv4 addresses. What is no address gives null, which a comparison with false then drops.

enum AddressFunctions {
  static let table: [ScalarFunction] = [
    .plain("ipv4_is_private", [.string], .bool, isNullable: true) {
      "kql_ipv4_is_private(\($0[0]))"
    },
    .plain("parse_ipv4", [.string], .long, isNullable: true, bounds: 0...1 << 32) {
      "kql_parse_ipv4(\($0[0]))"
    },
    .plain("ipv4_is_in_range", [.string, .string], .bool, isNullable: true) {
      "kql_ipv4_is_in_range(\($0[0]), \($0[1]))"
    },
    ScalarFunction("ipv4_is_in_any_range", 2...64) { call in
      guard call.arguments.allSatisfy({ $0.type == .string }) else {
        guard call.arguments.count == 2, call.arguments[0].type == .string,
          call.arguments[1].type == .dynamic
        else { return nil }
        return .call(.bool, call.arguments, isNullable: true) {
          "kql_ipv4_is_in_ranges(\($0[0]), \($0[1]))"
        }
      }
      return .call(.bool, call.arguments, isNullable: true) {
        "kql_ipv4_is_in_range(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    prefixed("ipv4_is_match", .bool), prefixed("ipv4_compare", .long),
    .plain("format_ipv4", [.integer], .string) { "kql_format_ipv4(\($0[0]))" },
  ]

  /// `f(a, b [, prefix])`.
  private static func prefixed(_ name: String, _ type: KustoType) -> ScalarFunction {
    ScalarFunction(name, 2...3) { call in
      guard call.arguments[0].type == .string, call.arguments[1].type == .string,
        call.arguments.count == 2 || call.arguments[2].type.isInteger
      else { return nil }
      return .call(type, call.arguments, isNullable: true) {
        "kql_\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }
}
