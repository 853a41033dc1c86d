// Templates of the catalog to SQL: `{base}.Id`, `{SourceIP}.Value`.

/// Fills in a catalog's templates.
enum Template {
  /// The text with each `{name}` replaced by what `place` gives for it.
  static func text(_ template: String, place: (String) -> SQLText.Piece) -> SQLText {
    var result = SQLText(pieces: [])
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { result.append(String(rest[..<open])) }
      result.pieces.append(place(String(rest[rest.index(after: open)..<close])))
      result.length += 12
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { result.append(String(rest)) }
    return result
  }

  /// A column's template: `{base}` is the item, any other name one of its lookups.
  static func text(_ template: String, base: FromItem) -> SQLText {
    var result = text(template) { .alias(base, $0 == "base" ? nil : $0) }
    // What is more than `{key}.Name` may be an expression.
    if result.pieces.count != 2 { result = "(\(result))" }
    return result
  }
}
