// Bags: members set, removed and sought by keys or paths; bags of all columns.

enum BagFunctions {
  static let table: [ScalarFunction] = [
    .plain("bag_has_key", [.only(.dynamic), .string], .bool, isNullable: true) {
      "kql_bag_has_key(\($0[0]), \($0[1]))"
    },
    ScalarFunction("bag_set_key", 3...3) { call in
      guard call.arguments[0].type == .dynamic, call.arguments[1].type == .string,
        let value = DynamicFunctions.text(call.arguments[2])
      else { return nil }
      return .call(.dynamic, [call.arguments[0], call.arguments[1], value], isNullable: true) {
        "kql_bag_set_key(\($0[0]), \($0[1]), \($0[2]))"
      }
    },
    .plain("bag_remove_keys", [.only(.dynamic), .only(.dynamic)], .dynamic, isNullable: true) {
      "kql_bag_remove_keys(\($0[0]), \($0[1]))"
    },
    .plain("bag_zip", [.only(.dynamic), .only(.dynamic)], .dynamic, isNullable: true) {
      "kql_bag_zip(\($0[0]), \($0[1]))"
    },
    ScalarFunction("pack_all", 0...1) { packAll($0) },
    ScalarFunction("bag_pack_columns", 1...60) { call in
      let names = call.syntax.compactMap(\.value.name?.text)
      let values = call.arguments.compactMap { DynamicFunctions.text($0) }
      guard names.count == values.count, values.count == call.arguments.count else { return nil }
      return .call(.dynamic, values, isNullable: false) { texts in
        let pairs = zip(names, texts).flatMap { [SQLText(.text($0)), $1] }
        return "kql_bag_pack(\(SQLText.joined(pairs, ", ", .primary)))"
      }
    },
    extractJSON("extract_json"), extractJSON("extractjson"),
  ]

  /// SQLite takes at most 127 arguments, which are 60 columns and their names.
  private static let chunk = 60

  /// A bag of the columns; with `true` without those that are null or empty.
  private static func packAll(_ call: CallContext) -> Scalar? {
    var isSparse = false
    if let flag = call.arguments.first {
      guard flag.type == .bool, let number = flag.constantInteger else { return nil }
      isSparse = number != 0
    }
    let columns = call.scope.columns
    guard !call.scope.isOpen, !columns.isEmpty else { return nil }
    let values = columns.compactMap { DynamicFunctions.text($0.scalar) }
    guard values.count == columns.count else { return nil }
    let function = isSparse ? "kql_bag_pack_full" : "kql_bag_pack"
    return .call(.dynamic, values, isNullable: false) { texts in
      let bags = stride(from: 0, to: texts.count, by: chunk).map { start -> SQLText in
        let end = min(start + chunk, texts.count)
        let pairs = (start..<end).flatMap { [SQLText(.text(columns[$0].name)), texts[$0]] }
        return "\(trusted: function)(\(SQLText.joined(pairs, ", ", .primary)))"
      }
      return bags.count == 1 ? bags[0] : "kql_bag_merge(\(SQLText.joined(bags, ", ", .primary)))"
    }
  }

  /// `extract_json(path, text [, typeof(type)])`.
  private static func extractJSON(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 2...3) { call in
      guard call.arguments[0].type == .string else { return nil }
      let source = call.arguments[1]
      guard
        let text = source.type == .dynamic ? DynamicFunctions.convert(source, to: .string) : source,
        text.type == .string
      else { return nil }
      let found = Scalar.call(.dynamic, [call.arguments[0], text], isNullable: true) {
        "kql_extract_json(\($0[0]), \($0[1]))"
      }
      guard call.arguments.count == 3 else { return DynamicFunctions.convert(found, to: .string) }
      guard case .typeOf(let names) = call.syntax[2].value.kind, names.count == 1,
        let type = KustoType(declared: names[0].text)
      else { return nil }
      return DynamicFunctions.convert(found, to: type)
    }
  }
}
