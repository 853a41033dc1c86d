// Templates of the catalog to SQL: `{base}.Id`, `{SourceIP}.Value`.

/// Fills in a catalog's templates.
enum Template {
  /// The text with each `{name}` replaced by what `place` gives for it.
  static func text(_ template: String, place: (String) -> SQLText.Piece) -> SQLText {
    var result = SQLText(pieces: [])
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { result.append(trusted: String(rest[..<open])) }
      result.pieces.append(place(String(rest[rest.index(after: open)..<close])))
      result.length += 12
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { result.append(trusted: String(rest)) }
    return result
  }

  /// A column's template: `{base}` is the item, `{now}` the query's time, any other name one of the
  /// item's lookups.
  static func text(_ template: String, base: FromItem, now: Int64) -> SQLText {
    var result = text(template) { name in
      name == "now" ? .value(.integer(now)) : .alias(base, name == "base" ? nil : name)
    }
    // What is more than `{key}.Name` may be an expression.
    if result.pieces.count != 2 { result = "(\(result))" }
    return result
  }
}
