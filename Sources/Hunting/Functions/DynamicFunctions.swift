// Dynamic values: members, elements, types and casts. NULL stands for the dynamic null.

internal import KQL
internal import SQLite

extension FunctionCall {
  /// A dynamic argument; nil where it is null.
  func dynamic(_ index: Int) -> DynamicValue? {
    guard !isNull(index), let value = DynamicValue(json: text(index)), !value.isNull else {
      return nil
    }
    return value
  }

  /// Answers with a dynamic value.
  func result(_ value: DynamicValue?) {
    if let value, !value.isNull { result(value.json) }
  }
}

enum DynamicFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_parse_json", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(DynamicValue.parsed(call.text(0))) }
    }
    try connection.createFunction("kql_member", argumentCount: 2) { call in
      call.result(call.dynamic(0)?.member(call.text(1)))
    }
    try connection.createFunction("kql_element", argumentCount: 2) { call in
      if !call.isNull(1) { call.result(call.dynamic(0)?.element(call.int64(1))) }
    }
    try connection.createFunction("kql_json_string", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(DynamicValue.string(call.text(0)).json) }
    }
    try connection.createFunction("kql_json_real", argumentCount: 1) { call in
      if let value = call.real(0) { call.result(DynamicValue.real(value).json) }
    }
    try connection.createFunction("kql_gettype", argumentCount: 1) { call in
      call.result(typeName(call.dynamic(0) ?? .null))
    }
    try registerCasts(on: connection)
  }

  private static func registerCasts(on connection: Connection) throws {
    try connection.createFunction("kql_dynamic_text", argumentCount: 1) { call in
      call.result(call.dynamic(0)?.text ?? "")
    }
    try connection.createFunction("kql_dynamic_tolong", argumentCount: 1) { call in
      call.result(call.dynamic(0).flatMap(long))
    }
    try connection.createFunction("kql_dynamic_toint", argumentCount: 1) { call in
      guard let value = call.dynamic(0) else { return }
      if case .real(let number) = value {
        let whole = max(-2_147_483_648, min(2_147_483_647, number.rounded(.towardZero)))
        return call.result(whole.isNaN ? nil : Int64(whole))
      }
      if case .string(let text) = value {
        return call.result(
          ConversionFunctions.long(text).flatMap { Int32(exactly: $0) }.map { Int64($0) })
      }
      // The low 32 bits, as toint() of a long.
      call.result(long(value).map { Int64(Int32(truncatingIfNeeded: $0)) })
    }
    try connection.createFunction("kql_dynamic_todouble", argumentCount: 1) { call in
      switch call.dynamic(0) {
      case .real(let number)?: call.result(number)
      case .long(let number)?: call.result(.real(Double(number)))
      case .bool(let value)?: call.result(.real(value ? 1 : 0))
      case .string(let text)?:
        if let number = ConversionFunctions.real(text) { call.result(number) }
      default: break
      }
    }
    try connection.createFunction("kql_dynamic_tobool", argumentCount: 1) { call in
      switch call.dynamic(0) {
      case .bool(let value)?: call.result(value)
      case .long(let number)?: call.result(number != 0)
      case .string(let text)?: call.result(ConversionFunctions.bool(text))
      default: break
      }
    }
    // For comparisons: the value if it is of the type, else null.
    try connection.createFunction("kql_dynamic_string", argumentCount: 1) { call in
      if case .string(let text)? = call.dynamic(0) { call.result(text) }
    }
    try connection.createFunction("kql_dynamic_number", argumentCount: 1) { call in
      switch call.dynamic(0) {
      case .real(let number)?: call.result(.real(number))
      case .long(let number)?: call.result(.integer(number))
      default: break
      }
    }
    try connection.createFunction("kql_dynamic_bool", argumentCount: 1) { call in
      if case .bool(let value)? = call.dynamic(0) { call.result(value) }
    }
  }

  static func long(_ value: DynamicValue) -> Int64? {
    switch value {
    case .long(let number): number
    case .real(let number):
      number.isNaN
        ? nil : Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? Int64.min : Int64.max)
    case .bool(let flag): flag ? 1 : 0
    case .string(let text): ConversionFunctions.long(text)
    default: nil
    }
  }

  static func typeName(_ value: DynamicValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .long: "long"
    case .real: "double"
    case .string: "string"
    case .array: "array"
    case .bag: "dictionary"
    }
  }
}
