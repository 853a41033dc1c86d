// What the compiler asks of the data: the columns of bag_unpack and pivot are made of values. It reads
// nothing itself; the caller may give a function that does.

/// Runs a query for the compiler, over the data that the compiled query will read, and gives its rows:
/// SQLite's values of `CompiledQuery.columns`.
///
/// - Throws: what the database says; the query is then refused with it.
public typealias DataReader = (CompiledQuery) throws -> [[SQLValue]]

extension Binder {
  /// The distinct rows of some texts over a relation, sorted; nil, with a report, where nobody reads or
  /// there are too many.
  func read(
    _ input: Relation, _ columns: [Scalar], _ plugin: NameSyntax, help: String
  ) -> [[String]]? {
    guard !input.isOpen else { return nil }
    guard let reader else {
      report(
        .unsupported, "the columns of '\(plugin.text)' hang on the data, which is not read here",
        plugin.span, help: help)
      return nil
    }
    let named = columns.map { ("", $0) }
    let rows = compute(input, named, keepsHidden: false)
    let keys = rows.columns.map { column("", like: $0.scalar) }
    let distinct = Relation(.aggregate(rows, keys: rows.columns.map(\.scalar), []), keys)
    let limited = Relation(.take(distinct, Int64(Limits.readRows) + 1), distinct.columns)
    do {
      let options = CompileOptions(now: now, pruning: false)
      let found = try reader(KQLCompiler.write(limited, self, catalog, options))
      guard found.count <= Limits.readRows else {
        report(
          .tooLarge, "'\(plugin.text)' gives more than \(Limits.readRows) columns", plugin.span,
          help: help)
        return nil
      }
      let texts = found.map { row in
        row.map { if case .text(let text) = $0 { text } else { "" } }
      }
      return texts.sorted { a, b in
        a.joined(separator: "\u{0}").unicodeScalars
          .lexicographicallyPrecedes(b.joined(separator: "\u{0}").unicodeScalars)
      }
    } catch {
      report(
        .unsupported, "the columns of '\(plugin.text)' could not be read: \(error)", plugin.span,
        help: help)
      return nil
    }
  }
}
