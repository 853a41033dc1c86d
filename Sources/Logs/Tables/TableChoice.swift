// Which table the columns of an export are those of: the one that has most of them. Called by the
// detection of CSV and JSON exports.

internal import Warehouse

enum TableChoice {
  /// The least share of an export's columns that its table must have.
  private static let leastShare = 0.6
  /// And the least number of them: two columns are anybody's.
  private static let leastCount = 3

  /// The table that an export is of; nil where no table has enough of its columns, or none of them is
  /// the table's time.
  ///
  /// - Parameters:
  ///   - names: the export's columns.
  ///   - type: the value of its column `Type` in the first row, which names the table.
  static func table(_ names: [String], type: String?) -> TargetTable? {
    let written = Set(names.map(ColumnName.plain))
    let plain = Set(written.map { $0.lowercased() })
    guard plain.contains("timegenerated") || plain.contains("timestamp") else { return nil }
    if let type, let named = TargetTable.named(type) { return named }
    var best: (table: TargetTable, score: (Int, Int, Int))?
    for name in TargetTable.names {
      guard let table = TargetTable.named(name) else { continue }
      let count = plain.reduce(0) { $0 + (ColumnMap.place(of: $1, in: table) == nil ? 0 : 1) }
      guard count >= leastCount, Double(count) >= leastShare * Double(plain.count) else { continue }
      // Of two that have as many, the one that writes more of them so is meant (SourceIP is no SourceIp),
      // and then the narrower one.
      let alike = table.columns.count { written.contains($0) }
      let score = (count, alike, -table.columns.count)
      if let best, best.score >= score { continue }
      best = (table, score)
    }
    return best?.table
  }
}
