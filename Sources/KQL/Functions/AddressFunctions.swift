// Addresses of both families, in columns and in texts. What is no address gives null, which a
// comparison with false then drops; of a string it gives ''.

enum AddressFunctions {
  static let table: [ScalarFunction] =
    [
      .plain("ipv4_is_private", [.string], .bool, isNullable: true) {
        "kql_ipv4_is_private(\($0[0]))"
      },
      .plain("ipv4_netmask_suffix", [.string], .long, isNullable: true, bounds: 0...32) {
        "kql_ipv4_netmask_suffix(\($0[0]))"
      },
      .plain("ipv4_range_to_cidr_list", [.string, .string], .dynamic, isNullable: true) {
        "kql_ipv4_range_to_cidr_list(\($0[0]), \($0[1]))"
      },
    ] + parsing + ranges + comparisons + inTexts

  private static let parsing: [ScalarFunction] = [
    .plain("parse_ipv4", [.string], .long, isNullable: true, bounds: 0...1 << 32) {
      "kql_parse_ipv4(\($0[0]))"
    },
    .plain("parse_ipv4_mask", [.string, .integer], .long, isNullable: true, bounds: 0...1 << 32) {
      "kql_parse_ipv4(\($0[0]), \($0[1]))"
    },
    .plain("parse_ipv6", [.string], .string) { "kql_parse_ipv6(\($0[0]))" },
    .plain("parse_ipv6_mask", [.string, .integer], .string) {
      "kql_parse_ipv6(\($0[0]), \($0[1]))"
    },
    formatted("format_ipv4"), formatted("format_ipv4_mask"),
  ]

  /// `f(ip [, prefix])` of an address as text or number.
  private static func formatted(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 1...2) { call in
      guard call.arguments[0].type == .string || call.arguments[0].type.isInteger,
        call.arguments.dropFirst().allSatisfy({ $0.type.isInteger })
      else { return nil }
      return .call(.string, call.arguments, isNullable: false) {
        "kql_\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }

  // MARK: Ranges and comparisons

  private static let ranges: [ScalarFunction] = ["ipv4", "ipv6"].flatMap { family in
    [
      ScalarFunction.plain("\(family)_is_in_range", [.string, .string], .bool, isNullable: true) {
        "kql_\(trusted: family)_is_in_range(\($0[0]), \($0[1]))"
      },
      anyOf("\(family)_is_in_any_range", isNullable: true) {
        "kql_\(trusted: family)_is_in_range(\(SQLText.joined($0, ", ", .primary)))"
      } array: {
        "kql_\(trusted: family)_is_in_ranges(\($0[0]), \($0[1]))"
      },
    ]
  }

  private static let comparisons: [ScalarFunction] = [
    prefixed("ipv4_is_match", .bool), prefixed("ipv4_compare", .long),
    prefixed("ipv6_is_match", .bool), prefixed("ipv6_compare", .long),
  ]

  /// `f(text, a, b, …)` or `f(text, array)`.
  private static func anyOf(
    _ name: String, isNullable: Bool, list: @escaping @Sendable ([SQLText]) -> SQLText,
    array: @escaping @Sendable ([SQLText]) -> SQLText
  ) -> ScalarFunction {
    ScalarFunction(name, 2...64) { call in
      if call.arguments.allSatisfy({ $0.type == .string }) {
        return .call(.bool, call.arguments, isNullable: isNullable, list)
      }
      guard call.arguments.count == 2, call.arguments[0].type == .string,
        call.arguments[1].type == .dynamic
      else { return nil }
      return .call(.bool, call.arguments, isNullable: isNullable, array)
    }
  }

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

  // MARK: In texts

  private static let inTexts: [ScalarFunction] = ["", "_prefix"].flatMap { suffix in
    [
      ScalarFunction.plain("has_ipv4\(suffix)", [.string, .string], .bool) {
        "kql_has_ipv4\(trusted: suffix)(\($0[0]), \($0[1]))"
      },
      anyOf("has_any_ipv4\(suffix)", isNullable: false) { arguments in
        let tests = arguments.dropFirst().map { sought -> SQLText in
          "kql_has_ipv4\(trusted: suffix)(\(arguments[0]), \(sought))"
        }
        return tests.count == 1 ? tests[0] : "(\(SQLText.joined(tests, " OR ", .or)))"
      } array: {
        "kql_has_any_ipv4\(trusted: suffix)(\($0[0]), \($0[1]))"
      },
    ]
  }
}
