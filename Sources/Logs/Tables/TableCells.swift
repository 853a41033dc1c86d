// The cells of a row, set column by column from texts: what exports and mapped files have in common,
// whatever table they go into. Called by RecordMapping.

internal import Indicators
internal import Warehouse

/// How the times of a column are written.
enum TimeForm: String, CaseIterable, Sendable {
  /// ISO 8601, a locale's date and time, or Unix time, as each value looks.
  case auto
  case iso8601 = "iso"
  case unix
  case unixMilliseconds = "unix-ms"
  case unixMicroseconds = "unix-us"
  case unixNanoseconds = "unix-ns"
  /// `31/12/2026 23:59`
  case dayFirst = "day-first"
  /// `12/31/2026 11:59 PM`
  case monthFirst = "month-first"
  /// Of a duration: seconds, where the column has milliseconds.
  case seconds

  /// Reads a time.
  func time(_ field: FieldBytes, _ clock: LogClock) -> Timestamp? {
    switch self {
    case .auto, .seconds:
      return clock.iso8601(field) ?? WrittenTime.date(field, clock) ?? clock.unix(field)
    case .iso8601: return clock.iso8601(field)
    case .unix: return Timestamp(unixSecondsText: field)
    case .unixMilliseconds: return Timestamp(unixMillisecondsText: field)
    case .unixMicroseconds: return Self.unix(field, perSecond: 1_000_000)
    case .unixNanoseconds: return Self.unix(field, perSecond: 1_000_000_000)
    case .dayFirst, .monthFirst:
      clock.isDayFirst = self == .dayFirst
      return WrittenTime.date(field, clock)
    }
  }

  private static func unix(_ field: FieldBytes, perSecond: Int64) -> Timestamp? {
    guard let number = FieldNumber.integer(field), number >= 0 else { return nil }
    let fraction = number % perSecond
    return Timestamp(
      unixSeconds: number / perSecond,
      fraction: perSecond > Timestamp.ticksPerSecond
        ? fraction / (perSecond / Timestamp.ticksPerSecond)
        : fraction * (Timestamp.ticksPerSecond / perSecond))
  }
}

/// A row of one table that is filled by columns.
protocol TableCells: AnyObject {
  /// Starts a row.
  func begin(_ run: PendingRun)
  /// Sets a cell; `time` is read where the column is one.
  ///
  /// - Returns: false where the text is no value of the column; then the cell is absent.
  func set(_ place: Int, _ field: FieldBytes, _ form: TimeForm, _ clock: LogClock) -> Bool
  /// Adds a field that has no column, where the table can keep it.
  func keep(_ name: FieldBytes, _ field: FieldBytes)
  /// Ends the row.
  ///
  /// - Returns: why it is rejected; nil where it was added.
  func end(file: Int64, line: Int64) -> String?
}

extension FieldBytes {
  /// Whether it stands for an absent value, as programs that export write it.
  var isNullText: Bool {
    equalsIgnoringCase("null") || equalsIgnoringCase("nan") || equals("-")
  }
}

/// What a target table is, and its columns by name.
struct TargetTable: Sendable {
  let table: LogTable
  /// The documented names, by place.
  let columns: [String]
  private let places: [String: Int]
  private let documented: DocumentedTable?

  /// The place of a column, in any case.
  func place(of name: String) -> Int? { places[name.lowercased()] }

  /// The place of the time that each row must have.
  var timePlace: Int { table.timeColumn }

  func makeCells() -> any TableCells {
    if let documented { return DocumentedCells(documented) }
    switch table.name {
    case NetworkConnectionTable.table.name: return EventCells<NetworkEvent>()
    case DnsEventsTable.table.name: return EventCells<DNSEvent>()
    default: return EventCells<FileEvent>()
    }
  }

  /// The table of a name; case-sensitive.
  static func named(_ name: String) -> TargetTable? {
    if let own = LogTable.own.first(where: { $0.name == name }) { return TargetTable(own) }
    return DocumentedTable.named(name).map(TargetTable.init)
  }

  /// The names of all, in their order.
  static var names: [String] { (LogTable.own.map(\.name) + DocumentedTable.names).sorted() }

  private init(_ own: LogTable) {
    let names = own.columns.map { column in
      if case .observable = column.kind { return String(column.name.dropLast(2)) }
      return column.name
    }
    // The row's origin is not for a log to say.
    self.init(own, Array(names.dropLast(2)), nil)
  }

  init(_ documented: DocumentedTable) {
    self.init(documented.logTable, documented.columns.map(\.name), documented)
  }

  private init(_ table: LogTable, _ columns: [String], _ documented: DocumentedTable?) {
    (self.table, self.columns, self.documented) = (table, columns, documented)
    places = Dictionary(
      columns.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }
}
