// Arrays and bags of values of any type.

extension DynamicFunctions {
  static let packing: [ScalarFunction] = [
    ScalarFunction("pack_array", 0...64) { packed($0, "kql_pack_array") },
    ScalarFunction("pack", 2...126) { bag($0) },
    ScalarFunction("bag_pack", 2...126) { bag($0) },
    ScalarFunction("pack_dictionary", 2...126) { bag($0) },
  ]

  static func packed(_ call: CallContext, _ name: String) -> Scalar? {
    let values = call.arguments.compactMap { text($0) }
    guard values.count == call.arguments.count else { return nil }
    return .call(.dynamic, values, isNullable: false) {
      "\(trusted: name)(\(SQLText.joined($0, ", ", .primary)))"
    }
  }

  private static func bag(_ call: CallContext) -> Scalar? {
    guard call.arguments.count % 2 == 0 else {
      return call.fail(.argumentCount, "'\(call.name.text)' takes pairs of keys and values")
    }
    var values: [Scalar] = []
    for (index, argument) in call.arguments.enumerated() {
      if index % 2 == 0 {
        guard argument.type == .string else { return nil }
        values.append(argument)
      } else {
        guard let value = text(argument) else { return nil }
        values.append(value)
      }
    }
    return .call(.dynamic, values, isNullable: false) {
      "kql_bag_pack(\(SQLText.joined($0, ", ", .primary)))"
    }
  }

  /// A bag of named values; nil where one of them cannot stand in it.
  static func bag(_ members: [(name: String, value: Scalar)]) -> Scalar? {
    var values: [Scalar] = []
    for member in members {
      guard let value = text(member.value) else { return nil }
      values += [.string(member.name), value]
    }
    return .call(.dynamic, values, isNullable: false) {
      "kql_bag_pack(\(SQLText.joined($0, ", ", .primary)))"
    }
  }
}
