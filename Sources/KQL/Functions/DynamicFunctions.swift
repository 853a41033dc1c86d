// Dynamic values: paths, parse_json, arrays and bags. All of it is kql_ functions over JSON text; a
// missing member is null and never an error.

enum DynamicFunctions {
  static let table: [ScalarFunction] =
    [
      ScalarFunction("parse_json", 1...1, naming: .argument) { parse($0) },
      ScalarFunction("todynamic", 1...1, naming: .argument) { parse($0) },
      ScalarFunction("toobject", 1...1, naming: .argument) { parse($0) },
      ScalarFunction("parsejson", 1...1, naming: .argument) { parse($0) },
      ScalarFunction("dynamic_to_json", 1...1) { call in
        guard call.arguments[0].type == .dynamic else { return nil }
        return .call(.string, call.arguments, isNullable: false) { "coalesce(\($0[0]), 'null')" }
      },
      ScalarFunction("gettype", 1...1, naming: .prefixed("type")) { typeName($0) },
      length("array_length", .long), length("arraylength", .long),
      plain("array_sum", 1...1, .real), plain("array_reverse", 1...1), plain("bag_keys", 1...1),
      plain("array_concat", 1...64), plain("bag_merge", 1...64),
      plain("treepath", 1...1, naming: .prefixed("tree")),
      plain("set_union", 2...64), plain("set_intersect", 2...64), plain("set_difference", 2...64),
      ScalarFunction("array_slice", 3...3) { withNumbers($0) },
      ScalarFunction("array_rotate_left", 2...2) { withNumbers($0) },
      ScalarFunction("array_rotate_right", 2...2) { withNumbers($0) },
      ScalarFunction("set_has_element", 2...2) { contains($0, .bool) },
      joined("strcat_array"), joined("array_strcat"),
      ScalarFunction("zip", 2...16) { packed($0, "kql_zip") },
      ScalarFunction("repeat", 2...2, naming: .prefixed("repeat")) { call in
        guard call.arguments[1].type.isInteger, call.arguments[0].type != .dynamic,
          let value = text(call.arguments[0])
        else {
          return nil
        }
        return .call(.dynamic, [value, call.arguments[1]], isNullable: true) {
          "kql_repeat(\($0[0]), \($0[1]))"
        }
      },
    ] + packing

  private static func plain(
    _ name: String, _ arity: ClosedRange<Int>, _ type: KustoType = .dynamic,
    naming: ScalarFunction.Naming = .unnamed
  ) -> ScalarFunction {
    ScalarFunction(name, arity, naming: naming) { call in
      guard call.arguments.allSatisfy({ $0.type == .dynamic }) else { return nil }
      return .call(type, call.arguments, isNullable: true, mayBeNaN: false) {
        "kql_\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
      }
    }
  }

  private static func joined(_ name: String) -> ScalarFunction {
    .plain(name, [.only(.dynamic), .string], .string, isNullable: false) {
      "kql_strcat_array(\($0[0]), \($0[1]))"
    }
  }

  private static func length(_ name: String, _ type: KustoType) -> ScalarFunction {
    ScalarFunction(name, 1...1) { call in
      guard call.arguments[0].type == .dynamic else { return nil }
      if case .text(let json)? = call.arguments[0].constantValue,
        case .array(let elements) = DynamicValue.parsed(json)
      {
        return .long(Int64(elements.count))
      }
      return .call(type, call.arguments, isNullable: true, bounds: 0...1 << 40) {
        "kql_array_length(\($0[0]))"
      }
    }
  }

  private static func withNumbers(_ call: CallContext) -> Scalar? {
    guard call.arguments[0].type == .dynamic,
      call.arguments.dropFirst().allSatisfy({ $0.type.isInteger })
    else { return nil }
    let name = call.name.text
    return .call(.dynamic, call.arguments, isNullable: true) {
      "kql_\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
    }
  }

  private static func contains(_ call: CallContext, _ type: KustoType) -> Scalar? {
    guard call.arguments[0].type == .dynamic, let value = text(call.arguments[1]) else {
      return nil
    }
    let name = call.name.text
    return .call(type, [call.arguments[0], value], isNullable: true) {
      "kql_\(trusted: name)(\($0[0]), \($0[1]))"
    }
  }

  private static func parse(_ call: CallContext) -> Scalar? {
    let value = call.arguments[0]
    switch value.type {
    case .dynamic: return value
    case .string:
      if let text = value.constantText { return .dynamic(DynamicValue.parsed(text)) }
      return .call(.dynamic, [value], isNullable: true) { "kql_parse_json(\($0[0]))" }
    default: return text(value)
    }
  }

  /// `gettype`: known of all but dynamic values.
  private static func typeName(_ call: CallContext) -> Scalar? {
    let value = call.arguments[0]
    guard value.type == .dynamic else { return .string(value.type.rawValue) }
    return .call(.string, [value], isNullable: false) { "kql_gettype(\($0[0]))" }
  }

  // MARK: Values

  /// Any value as a dynamic one: JSON text, NULL for null.
  static func text(_ scalar: Scalar) -> Scalar? {
    if scalar.isNullConstant { return .null(.dynamic) }
    switch scalar.type {
    case .dynamic: return scalar
    case .string, .guid:
      if let text = scalar.constantText { return .dynamic(.string(text)) }
      return .call(.dynamic, [scalar]) { "kql_json_string(\($0[0]))" }
    case .int, .long: return .call(.dynamic, [scalar]) { "CAST(\($0[0]) AS TEXT)" }
    case .bool:
      return .call(.dynamic, [scalar]) {
        "CASE \($0[0]) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
      }
    case .real:
      return .call(.dynamic, [scalar]) { "kql_json_real(\($0[0]))" }
    case .datetime:
      return .call(.dynamic, [scalar]) { "('\"' || \(ShellFormat.datetime($0[0])) || '\"')" }
    case .timespan:
      return .call(.dynamic, [scalar]) { "('\"' || \(ShellFormat.timespan($0[0])) || '\"')" }
    case .decimal: return .call(.dynamic, [scalar]) { "('\"' || \($0[0]) || '\"')" }
    }
  }

  /// A dynamic value as another type: cast, with strings parsed.
  static func convert(_ scalar: Scalar, to type: KustoType) -> Scalar? {
    switch type {
    case .string:
      .call(.string, [scalar], isNullable: false) { "kql_dynamic_text(\($0[0]))" }.meaning(.text)
    case .long: .call(.long, [scalar], isNullable: true) { "kql_dynamic_tolong(\($0[0]))" }
    case .int: .call(.int, [scalar], isNullable: true) { "kql_dynamic_toint(\($0[0]))" }
    case .real:
      .call(.real, [scalar], isNullable: true, mayBeNaN: true) {
        "kql_dynamic_todouble(\($0[0]))"
      }
    case .bool: .call(.bool, [scalar], isNullable: true) { "kql_dynamic_tobool(\($0[0]))" }
    case .datetime:
      .call(.datetime, [scalar], isNullable: true) { "kql_todatetime(kql_dynamic_text(\($0[0])))" }
    case .timespan:
      .call(.timespan, [scalar], isNullable: true) { "kql_totimespan(kql_dynamic_text(\($0[0])))" }
    case .guid:
      .call(.guid, [scalar], isNullable: true) { "kql_toguid(kql_dynamic_text(\($0[0])))" }
    case .dynamic: scalar
    case .decimal:
      .call(.decimal, [scalar], isNullable: true) {
        "kql_todecimal(kql_dynamic_text(\($0[0])))"
      }
    }
  }

  /// `value.name`, `value["name"]`, `value[0]`.
  static func path(_ value: Scalar, _ key: Scalar) -> Scalar? {
    switch key.type {
    case .string:
      .call(.dynamic, [value, key], isNullable: true) { "kql_member(\($0[0]), \($0[1]))" }
        .meaning(.member)
    case .int, .long:
      .call(.dynamic, [value, key], isNullable: true) { "kql_element(\($0[0]), \($0[1]))" }
    case .dynamic:
      .call(.dynamic, [value, key], isNullable: true) {
        "kql_member(\($0[0]), kql_dynamic_text(\($0[1])))"
      }
    default: nil
    }
  }
}

extension Scalar {
  /// A constant dynamic value.
  static func dynamic(_ value: DynamicValue) -> Scalar {
    .constant(value.isNull ? .null : .text(value.json), .dynamic)
  }
}
