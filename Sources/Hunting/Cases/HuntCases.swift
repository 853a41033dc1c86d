// Runs the cases of a hunt: each in a database of its own, with the ways over the matches and without.

public import KQL
internal import SQLite

/// The unit tests of hunts.
public enum HuntCases {
  /// Reads a file of cases; see `HuntCaseReader` for its form.
  ///
  /// - Parameter file: what messages call it.
  /// - Throws: `HuntRefused` with the lines that are wrong.
  public static func read(_ text: String, file: String) throws -> [HuntCase] {
    try HuntCaseReader.cases(of: text, file: file)
  }

  /// Runs cases of a hunt, in their order.
  ///
  /// - Parameters:
  ///   - hunt: the hunt; its name is what messages call its text.
  ///   - catalog: the documented tables.
  public static func run(
    _ hunt: Hunt, _ cases: [HuntCase], catalog: Catalog = WarehouseCatalog.catalog
  ) throws -> [HuntCaseResult] {
    try cases.map { try run($0, of: hunt, catalog: catalog) }
  }

  /// Runs the cases of a text.
  ///
  /// - Parameters:
  ///   - hunt: the KQL of the hunt.
  ///   - cases: the text of its cases.
  /// - Throws: `HuntRefused` where the cases cannot be read; what is wrong within one is its result.
  public static func run(
    _ hunt: String, cases: String, name: String = "hunt",
    catalog: Catalog = WarehouseCatalog.catalog
  ) throws -> [HuntCaseResult] {
    try run(
      Hunt(name: "\(name).kql", text: hunt), read(cases, file: "\(name).test.kql"),
      catalog: catalog)
  }

  /// Runs one case of a hunt.
  public static func run(
    _ huntCase: HuntCase, of hunt: Hunt, catalog: Catalog = WarehouseCatalog.catalog
  ) throws -> HuntCaseResult {
    var rows = 0
    do {
      let run = try HuntCaseRun(huntCase, hunt, documented: catalog)
      let actual = try run.actualRows()
      rows = actual.rows.count
      let difference = try run.difference(from: actual)
      return HuntCaseResult(
        huntCase: huntCase, outcome: difference.map { .failed($0) } ?? .passed, rows: rows)
    } catch let refused as HuntRefused {
      return HuntCaseResult(huntCase: huntCase, outcome: .broken(refused.description), rows: rows)
    } catch let error as SQLiteError {
      if error.isInterrupted { throw error }
      return HuntCaseResult(huntCase: huntCase, outcome: .broken(error.description), rows: rows)
    }
  }
}
