// The observables of documented tables by the definition: of each cell its text and its canonical form,
// of an URL the host too, read from the rows as they stand.

internal import Indicators
internal import SQLite
internal import Warehouse

extension MatchOracle {
  /// Writes (role, observable, row, time) of every documented table into `temp.DocumentedSighting`;
  /// the observable of a value that is missing is -1.
  func noteDocumented() throws {
    let connection = fixture.database.connection
    try connection.execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS DocumentedSighting (
        Role INTEGER, ObservableId INTEGER, RowId INTEGER, TimeGenerated INTEGER,
        PRIMARY KEY (Role, ObservableId, RowId));
      DELETE FROM temp.DocumentedSighting
      """)
    let insert = try connection.prepare(
      """
      INSERT OR IGNORE INTO temp.DocumentedSighting
      SELECT ?1, coalesce((SELECT Id FROM Observable WHERE Value = ?2), -1), ?3, ?4
      """)
    for table in try fixture.database.logTables.compactMap({ DocumentedTable.named($0.name) }) {
      for column in table.columns {
        guard let nature = column.nature else { continue }
        let rows = try connection.prepare(
          """
          SELECT Id, TimeGenerated, "\(column.storage)" FROM "\(table.logTable.storage)"
          WHERE "\(column.storage)" <> ''
          """)
        var cells: [(id: Int64, time: Int64, text: String)] = []
        try rows.eachRow { cells.append(($0.int64(0), $0.int64(1), $0.text(2))) }
        for cell in cells {
          for (role, value) in Self.values(of: cell.text, nature) where !value.isEmpty {
            insert.bind([
              .integer(role), .text(value), .integer(cell.id), .integer(cell.time),
            ])
            try insert.run()
          }
        }
      }
    }
  }

  private static func values(
    of text: String, _ nature: DocumentedTable.Nature
  ) -> [(Int64, String)] {
    /// A value under the role of its nature where it is canonical or has no canonical form, else
    /// that form there, and the spelling beside it.
    func spelled(
      _ text: String, _ canonical: String?, _ role: Int64, _ other: Int64
    )
      -> [(Int64, String)]
    {
      guard let canonical, canonical != text else { return [(role, text)] }
      return [(role, canonical), (other, text)]
    }
    func name(_ text: String) -> [(Int64, String)] {
      spelled(text, DomainName(text)?.text, 2048, 65536)
    }
    switch nature {
    case .address: return spelled(text, IPAddress(text)?.text, 1024, 32768)
    case .name: return name(text)
    case .hash: return [(4096, text), (4096, FileHash(value: text)?.value ?? text)]
    case .mail: return [(16384, text), (16384, EmailAddress(text)?.text ?? text)]
    case .url:
      return [(8192, text), (8192, IndicatorURL(text)?.text ?? text)]
        + [URLHost(text)?.text ?? "", URLParts(text).host].flatMap(name)
        + [(1024, URLHost(text).flatMap { IPAddress($0.text)?.text } ?? "")]
    }
  }
}
