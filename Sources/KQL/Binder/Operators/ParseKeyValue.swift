// parse-kv: keys and their values in a text.

extension Binder {
  /// `parse-kv text as (key:type, …) with (options)`
  func bindKeyValue(
    _ input: Relation, _ text: ExpressionSyntax, _ keys: [DeclarationSyntax],
    _ options: [OptionSyntax], _ operation: OperatorSyntax, _ scope: Scope
  ) -> Relation {
    let value = bind(text, scope)
    guard !value.isInvalid, value.type == .string else {
      if !value.isInvalid {
        report(.argumentType, "'parse-kv' needs a string, not \(value.type.rawValue)", text.span)
      }
      return Relation(.invalid, input.columns, isOpen: true)
    }
    guard let arguments = keyValueArguments(options, keys, operation) else {
      return Relation(.invalid, input.columns, isOpen: true)
    }
    var columns = input.columns.map { (name: $0.name, value: $0.scalar) }
    for key in keys {
      let found = Scalar.call(
        .string, [value, .string(key.name.text)] + arguments, isNullable: false
      ) { "kql_parse_kv(\(SQLText.joined($0, ", ", .primary)))" }
      guard let converted = Conversions.convert(found, to: key.type) else {
        report(.unsupported, "a key of this type is not supported", key.name.span)
        continue
      }
      if let known = columns.firstIndex(where: { $0.name == key.name.text }) {
        columns[known].value = converted
      } else {
        columns.append((key.name.text, converted))
      }
    }
    return compute(input, columns)
  }

  /// The form, and the options, as `kql_parse_kv` takes them.
  private func keyValueArguments(
    _ options: [OptionSyntax], _ keys: [DeclarationSyntax], _ operation: OperatorSyntax
  ) -> [Scalar]? {
    var settings: [String: String] = [:]
    var quotes: [String] = []
    var escapes = ""
    for option in options {
      switch option.name.text {
      case "quote" where (1...2).contains(option.value.unicodeScalars.count):
        quotes.append(option.value)
      case "escape" where option.value.unicodeScalars.count == 1: escapes += option.value
      case "quote", "escape":
        report(
          .syntax,
          "'\(option.name.text)' must be \(option.name.text == "quote" ? "one or two" : "one")"
            + " characters", option.valueSpan)
        return nil
      case "greedy" where ["true", "false"].contains(option.value), "pair_delimiter",
        "kv_delimiter", "regex":
        settings[option.name.text] = option.value
      default:
        report(.syntax, "'\(option.name.text)' is no option of parse-kv", option.name.span)
        return nil
      }
    }
    if let regex = settings["regex"] {
      guard settings.count == 1, quotes.isEmpty, escapes.isEmpty else {
        report(.syntax, "'regex' stands alone", operation.keyword.span)
        return nil
      }
      return [.string("regex"), .string(regex)]
    }
    let pairs = settings["pair_delimiter"]
    let values = settings["kv_delimiter"]
    let isGreedy = settings["greedy"] == "true"
    guard (pairs == nil) == (values == nil), pairs != "", values != "", pairs != nil || !isGreedy
    else {
      report(
        .syntax, "pair_delimiter and kv_delimiter are given both or not at all",
        operation.keyword.span)
      return nil
    }
    // The documentation has commas between pairs, the engine was seen to reject them.
    guard pairs != "," else {
      report(
        .unsupported, "a comma between pairs is not supported", operation.keyword.span,
        help: "replace it first: parse-kv replace_string(text, ',', ';') …")
      return nil
    }
    let form = pairs == nil ? "any" : isGreedy ? "greedy" : "delimited"
    return [
      .string(form), .string(pairs ?? ""), .string(values ?? ""),
      .string(quotes.joined(separator: "\n")), .string(escapes),
      .string(keys.map(\.name.text).joined(separator: "\n")),
    ]
  }
}
