// Templates of the catalog to SQL: `{base}.Id`, `{SourceIP}.Value`.

/// Fills in a catalog's templates.
enum Template {
  /// The text with each `{name}` replaced by what `place` gives for it.
  static func text(_ template: String, place: (String) -> SQLText.Piece) -> SQLText {
    filled(template) { SQLText(pieces: [place($0)]) }
  }

  /// The text with each `{name}` replaced by SQL.
  static func filled(_ template: String, place: (String) -> SQLText) -> SQLText {
    var result = SQLText(pieces: [])
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { result.append(trusted: String(rest[..<open])) }
      result.append(place(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { result.append(trusted: String(rest)) }
    return result
  }

  /// A column's template: `{base}` is the item, `{now}` the query's time in ticks, any other name one
  /// of the item's lookups.
  static func text(_ template: String, base: FromItem, now: Int64) -> SQLText {
    var result = text(template) { name in
      switch name {
      case "base": .alias(base, nil)
      case "now": .value(.integer(now))
      default: .alias(base, name)
      }
    }
    // What is more than `{key}.Name` may be an expression.
    if result.pieces.count != 2 { result = "(\(result))" }
    return result
  }
}
