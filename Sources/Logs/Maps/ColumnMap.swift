// Which field of a file goes into which column: what `--map` reads from YAML, what an export's own header
// says, and what the formats that are nothing but columns (nfdump, Argus) are here.

/// A way from fields to the columns of a table.
public struct ColumnMap: Sendable {
  /// Where a column's value comes from.
  enum Source: Sendable, Equatable {
    /// A field by its name: of a header, or the dotted path of a JSON member.
    case field(String)
    /// The same in every row.
    case constant(String)
  }

  /// One column.
  struct Column: Sendable {
    /// Its place in the table.
    let place: Int
    let source: Source
    var form = TimeForm.auto
    /// The zone of times without one; nil for the import's.
    var zone: TimeZoneRules?
  }

  /// What the records are.
  enum Encoding: String, CaseIterable, Sendable {
    case csv
    case json
  }

  let target: TargetTable
  var encoding = Encoding.csv
  /// Between fields; nil where the header tells.
  var separator: UInt8?
  /// The names of the fields where no header line names them.
  var header: [String]?
  var columns: [Column]
  /// Whether fields without a column are kept in the table's column for further fields.
  var keepsRest = true
  /// Whether the user has written it: a field of it that a file has not is then told.
  var isWritten = false

  /// The mapping for people: `DestinationIP <- dst`, a line each, in the table's order; columns whose
  /// names are the fields' share one.
  public var lines: [String] {
    var same: [String] = []
    let others = columns.sorted { $0.place < $1.place }.compactMap { column -> String? in
      let name = target.columns[column.place]
      switch column.source {
      case .field(name):
        same.append(name)
        return nil
      case .field(let field): return "\(name) <- \(field)"
      case .constant(let value): return "\(name) = \"\(value)\""
      }
    }
    guard !same.isEmpty else { return others }
    let shown = same.prefix(12).joined(separator: ", ")
    return others + ["by their own names: \(shown)" + (same.count > 12 ? ", …" : "")]
  }

  /// The columns that have a header's names, in any case; `Timestamp`, which Defender has, is
  /// `TimeGenerated` where the table has no column of that name.
  ///
  /// - Parameter names: as the file writes them.
  init(_ target: TargetTable, namedBy names: [String]) {
    self.target = target
    columns = []
    var taken: Set<Int> = []
    for name in names {
      guard let place = Self.place(of: name, in: target) else { continue }
      // A row has its time under one of both names.
      let isOther = target.place(of: ColumnName.plain(name)) == nil
      guard taken.insert(place).inserted || isOther else { continue }
      columns.append(Column(place: place, source: .field(name)))
    }
  }

  init(_ target: TargetTable, columns: [Column]) {
    self.target = target
    self.columns = columns
  }

  /// The column that a header's name means; nil for none.
  static func place(of name: String, in target: TargetTable) -> Int? {
    let name = ColumnName.plain(name)
    return target.place(of: name)
      ?? (name.lowercased() == "timestamp" ? target.timePlace : nil)
  }
}

/// The names in the header of an export.
enum ColumnName {
  /// Without what the portal adds: `TimeGenerated [UTC]`, `TimeGenerated [Local Time]`.
  static func plain(_ name: String) -> String {
    guard name.last == "]", let start = name.lastIndex(of: "[") else { return name }
    var plain = name[..<start]
    while plain.last == " " { plain.removeLast() }
    return String(plain)
  }

  /// Whether the portal says that its times are the user's.
  static func isLocalTime(_ name: String) -> Bool {
    name.lowercased().hasSuffix("[local time]")
  }
}
