// tostring, tolong and their like.

enum ConversionFunctions {
  static let table: [ScalarFunction] = [
    conversion("tostring", .string), conversion("tolong", .long), conversion("toint", .int),
    conversion("todouble", .real), conversion("toreal", .real), conversion("tobool", .bool),
    conversion("toboolean", .bool), conversion("todatetime", .datetime),
    conversion("totimespan", .timespan), conversion("toguid", .guid),
    conversion("todecimal", .decimal), conversion("totime", .timespan),
  ]

  private static func conversion(_ name: String, _ type: KustoType) -> ScalarFunction {
    ScalarFunction(name, 1...1, naming: .argument) { call in
      Conversions.convert(call.arguments[0], to: type)
    }
  }
}
