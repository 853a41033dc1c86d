// tostring, tolong and their like.

enum ConversionFunctions {
  static let table: [ScalarFunction] = [
    conversion("tostring", .string), conversion("tolong", .long), conversion("toint", .int),
    conversion("todouble", .real), conversion("toreal", .real), conversion("tobool", .bool),
    conversion("toboolean", .bool), conversion("todatetime", .datetime),
    conversion("totimespan", .timespan), conversion("toguid", .guid),
  ]

  private static func conversion(_ name: String, _ type: KustoType) -> ScalarFunction {
    ScalarFunction(name, 1...1, naming: .argument) { call in
      if call.arguments[0].mayBeNaN, !call.arguments[0].nullIsNaN || type != .string {
        return call.fail(
          .unsupported, "the conversion of a value that may be NaN is not supported", at: 0)
      }
      return Conversions.convert(call.arguments[0], to: type)
    }
  }
}
