// Files of columns: exports of Sentinel, Log Analytics and Defender as CSV, files that a map describes,
// and the formats that are nothing but columns. How they are told by their header line. The rows are
// DelimitedParser's.

internal import Delimited
internal import Warehouse

/// How a file of columns is read.
struct DelimitedPlan: Sendable {
  let map: ColumnMap
  let separator: UInt8
  /// Whether an export's times without a zone are UTC by their documentation.
  var isUTC = false
  /// A line behind the last record, from which on nothing is data.
  var trailer: StaticString?
}

struct DelimitedLog: LogFormat {
  let name = "csv"
  var names: [String] {
    let tables = TargetTable.names.map { "\($0)-csv" }
    return ColumnFormats.all.map(\.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    } + tables
  }

  private static let separators: [UInt8] = [0x2c, 0x09, 0x3b, 0x7c]

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    guard let header = Header(head) else { return nil }
    for builtIn in ColumnFormats.all where builtIn.isOurs(header.names) {
      return .log(Self.kind(builtIn.plan(header.separator), builtIn))
    }
    guard let table = TableChoice.table(header.names, type: header.type) else { return nil }
    return .log(Self.kind(of: table, header.separator, names: header.names))
  }

  /// A file whose columns are to be those of a table.
  ///
  /// - Returns: nil where it has no header of several columns.
  static func kind(of table: TargetTable, _ head: UnsafeRawBufferPointer) -> LogKind? {
    guard let header = Header(head) else { return nil }
    return kind(of: table, header.separator, names: header.names)
  }

  private static func kind(
    of table: TargetTable, _ separator: UInt8, names: [String]
  ) -> LogKind {
    let map = ColumnMap(table, namedBy: names)
    let isLocal = names.contains(where: ColumnName.isLocalTime)
    let plan = DelimitedPlan(map: map, separator: separator, isUTC: !isLocal)
    var kind = LogKind(
      format: "\(table.table.name)-csv", tables: [table.table], deviceVendor: "Microsoft",
      deviceProduct: "Sentinel", eventType: table.table.name,
      makeParser: { DelimitedParser(plan, clock: $0) }, makeSieve: nil)
    kind.mapping = map.lines
    return kind
  }

  private static func kind(_ plan: DelimitedPlan, _ format: ColumnFormat) -> LogKind {
    var kind = LogKind(
      format: format.name, tables: [plan.map.target.table], deviceVendor: format.deviceVendor,
      deviceProduct: format.deviceProduct, eventType: format.eventType,
      makeParser: { DelimitedParser(plan, clock: $0) }, makeSieve: nil)
    kind.mapping = plan.map.lines
    return kind
  }

  /// A file as a map describes it; nil where the map names no separator and the file has no header.
  static func kind(_ map: ColumnMap, _ head: UnsafeRawBufferPointer) -> LogKind? {
    guard
      let separator = map.separator ?? Header(head)?.separator ?? (map.header == nil ? nil : 0x2c)
    else { return nil }
    let plan = DelimitedPlan(map: map, separator: separator)
    var kind = LogKind(
      format: "mapped-csv", tables: [map.target.table], deviceVendor: "", deviceProduct: "",
      eventType: map.target.table.name, makeParser: { DelimitedParser(plan, clock: $0) },
      makeSieve: nil)
    kind.mapping = map.lines
    return kind
  }

  /// The first line as names of columns.
  struct Header {
    let names: [String]
    let separator: UInt8
    /// What the first row has under `Type`.
    let type: String?

    init?(_ head: UnsafeRawBufferPointer) {
      let lines = head.split(separator: 0x0a, maxSplits: 2)
      guard let first = lines.first else { return nil }
      let line = Self.withoutReturn(first)
      var best: (names: [String], separator: UInt8)?
      for separator in DelimitedLog.separators {
        guard let names = Self.fields(line, separator), names.count > best?.names.count ?? 1 else {
          continue
        }
        best = (names, separator)
      }
      guard let best else { return nil }
      (names, separator) = best
      let place = names.firstIndex { $0.lowercased() == "type" }
      let row = lines.count > 1 ? Self.fields(Self.withoutReturn(lines[1]), separator) : nil
      type = place.flatMap { place in row.flatMap { place < $0.count ? $0[place] : nil } }
    }

    private static func withoutReturn(_ line: Slice<UnsafeRawBufferPointer>) -> FieldBytes {
      FieldBytes(rebasing: line.last == 0x0d ? line.dropLast() : line)
    }

    private static func fields(_ line: FieldBytes, _ separator: UInt8) -> [String]? {
      var splitter = DelimitedSplitter(separator: separator)
      guard splitter.split(line) else { return nil }
      return (0..<splitter.count).map { DelimitedParser.name(splitter.field($0)) }
    }
  }
}
