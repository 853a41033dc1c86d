// Functions of the bits of whole numbers.

enum BitFunctions {
  static let table: [ScalarFunction] = [
    .plain("binary_and", [.integer, .integer], .long, naming: .argument) {
      "(\(operand: $0[0]) & \(operand: $0[1]))"
    },
    .plain("binary_or", [.integer, .integer], .long, naming: .argument) {
      "(\(operand: $0[0]) | \(operand: $0[1]))"
    },
    .plain("binary_not", [.integer], .long, naming: .argument) { "(~\(operand: $0[0]))" },
    .plain("binary_xor", [.integer, .integer], .long, naming: .argument) {
      """
      ((\(operand: $0[0]) | \(operand: $0[1])) & ~(\(operand: $0[0]) & \(operand: $0[1])))
      """
    },
    .plain("binary_shift_left", [.integer, .integer], .long, naming: .argument) {
      "kql_shift(\($0[0]), \($0[1]), 1)"
    },
    .plain("binary_shift_right", [.integer, .integer], .long, naming: .argument) {
      "kql_shift(\($0[0]), \($0[1]), -1)"
    },
    .plain("bitset_count_ones", [.integer], .long, naming: .argument, bounds: 0...64) {
      "kql_bitset_count_ones(\($0[0]))"
    },
    ScalarFunction("tohex", 1...2, naming: .argument) { call in
      guard call.arguments.allSatisfy({ $0.type.isInteger }) else { return nil }
      return .call(.string, call.arguments, isNullable: false) {
        "kql_tohex(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
  ]
}
