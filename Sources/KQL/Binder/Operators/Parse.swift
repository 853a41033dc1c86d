// parse and parse-where: a pattern of texts, stars and columns becomes a regular expression, as the
// documentation of kind=regex describes it; `*` is .*?, a string column (.*?), a number its digits. Of
// kind=regex the engine is greedy, against the documentation, unless flags=U.

extension Binder {
  func bindParse(
    _ input: Relation, _ options: [OptionSyntax], _ text: ExpressionSyntax,
    _ pieces: [ParsePieceSyntax], _ isFilter: Bool, _ operation: OperatorSyntax, _ scope: Scope
  ) -> Relation {
    var kind = "simple"
    var flags = ""
    for option in options {
      switch option.name.text {
      case "kind": kind = option.value
      case "flags": flags = option.value
      default: report(.syntax, "'\(option.name.text)' is no option of parse", option.name.span)
      }
    }
    guard ["simple", "regex", "relaxed"].contains(kind) else {
      return invalidRelation(
        .syntax, "'\(kind)' is no kind of parse", operation.keyword.span,
        help: "the kinds are simple, regex, relaxed")
    }
    guard flags.allSatisfy({ "Uims".contains($0) }) else {
      return invalidRelation(
        .unsupported, "the flags '\(flags)' are not supported", operation.keyword.span)
    }
    let value = bind(text, scope)
    guard !value.isInvalid else { return Relation(.invalid, input.columns, isOpen: true) }
    guard value.type == .string else {
      return invalidRelation(
        .argumentType, "'parse' needs a string, not \(value.type.rawValue)", text.span)
    }
    let pattern = Self.pattern(pieces, kind, flags)
    let types = Self.types(pieces, areChecked: kind == "simple")
    let match = Scalar.call(
      .dynamic, [value, .string(pattern), .string(types)], isNullable: true
    ) { "kql_parse(\($0[0]), \($0[1]), \($0[2]))" }
    var relation = input
    if isFilter {
      let found = Scalar.call(.bool, [match], isNullable: false) {
        "(\(operand: $0[0]) IS NOT NULL)"
      }
      relation = Relation(.filter(input, found), input.columns, isOpen: input.isOpen)
    }
    var columns = relation.columns.map { (name: $0.name, value: $0.scalar) }
    var index: Int64 = 0
    for case .column(let name, let type) in pieces {
      let position = index
      index += 1
      let captured = Scalar.call(.string, [match], isNullable: false) {
        "coalesce(json_extract(\($0[0]), '$[\(position)]'), '')"
      }
      guard let converted = Conversions.convert(captured, to: type ?? .string) else {
        report(.unsupported, "a column of this type is not supported in 'parse'", name.span)
        continue
      }
      if let known = columns.firstIndex(where: { $0.name == name.text }) {
        columns[known].value = converted
      } else {
        columns.append((name.text, converted))
      }
    }
    return compute(relation, columns)
  }

  private static func pattern(
    _ pieces: [ParsePieceSyntax], _ kind: String, _ flags: String
  ) -> String {
    var pattern = flags.isEmpty ? "^" : "(?\(flags))^"
    if kind != "regex" { pattern = "(?s)^" }
    var index = 0
    for piece in pieces {
      switch piece {
      case .text(let text, _): pattern += kind == "regex" ? "(?:\(text))" : escaped(text)
      case .star: pattern += kind == "regex" ? ".*" : ".*?"
      case .column(_, let type):
        // Named, since the texts of kind=regex may hold groups of their own.
        pattern += "(?P<c\(index)>\(part(type, kind)))"
        index += 1
      }
    }
    return pattern + "$"
  }

  private static func part(_ type: KustoType?, _ kind: String) -> String {
    let number: String
    switch type {
    case .int?, .long?: number = #"\s*[-+]?\d+\s*"#
    case .real?: number = #"\s*[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?\s*"#
    default: return kind == "regex" ? ".*" : ".*?"
    }
    // Relaxed, text that is no number leaves its column alone null.
    return kind == "relaxed" ? "\(number)|.*?" : number
  }

  /// One letter for each column: the type that its text must fit, or s where any will do.
  private static func types(_ pieces: [ParsePieceSyntax], areChecked: Bool) -> String {
    var types = ""
    for case .column(_, let type) in pieces {
      let letters: [KustoType: String] = [
        .long: "l", .int: "i", .real: "r", .datetime: "d", .timespan: "t",
      ]
      types += areChecked ? type.flatMap { letters[$0] } ?? "s" : "s"
    }
    return types
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
