// Exports of documented tables as JSON: objects whose members are a table's columns, bare, in an array, or
// as Defender's streaming API sends them (`category` names the table, `properties` holds the row). How
// they are told, and the rows of their lines.

internal import Indicators
internal import Warehouse

struct JSONTableLog: LogFormat {
  let name = "json-export"

  /// Before the name of a table of Advanced Hunting.
  private static let prefix = "AdvancedHunting-"

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    guard let first = Self.firstObject(head) else { return nil }
    let names = Self.members(first)
    if names.contains("category"), names.contains("properties") {
      return Self.streamed(head)
    }
    let line = JSONLine(["Type"])
    _ = line.read(first)
    let type = line[0].map { String(decoding: $0, as: UTF8.self) }
    return TableChoice.table(names, type: type).map { .log(Self.kind(of: $0, names: names)) }
  }

  /// A file whose members are to be a table's columns; nil where it does not begin as JSON.
  static func kind(of table: TargetTable, _ head: UnsafeRawBufferPointer) -> LogKind? {
    firstObject(head).map { kind(of: table, names: members($0)) }
  }

  /// A file as a map describes it.
  static func kind(_ map: ColumnMap) -> LogKind {
    kind([JSONTable(map: map, category: nil)], format: "mapped-json", vendor: "", product: "")
  }

  private static func kind(of table: TargetTable, names: [String]) -> LogKind {
    // Later lines may have columns that the first has not.
    var map = ColumnMap(table, namedBy: names + table.columns)
    map.keepsRest = false
    let lost = names.filter { ColumnMap.place(of: $0, in: table) == nil }.map {
      LogText.shown($0)
    }
    return kind(
      [JSONTable(map: map, category: nil, lost: lost)], format: "\(table.table.name)-json",
      vendor: "Microsoft", product: "Sentinel")
  }

  private static func kind(
    _ tables: [JSONTable], format: String, vendor: String, product: String
  ) -> LogKind {
    var kind = LogKind(
      format: format, tables: tables.map(\.map.target.table), deviceVendor: vendor,
      deviceProduct: product, eventType: tables[0].map.target.table.name,
      makeParser: { JSONTableParser(tables, clock: $0) }, makeSieve: nil)
    if tables.count == 1 { kind.mapping = tables[0].map.lines }
    return kind
  }

  /// The tables of a stream: the one of the first line, and all of Advanced Hunting that may follow.
  private static func streamed(_ head: FieldBytes) -> RecognizedLog? {
    let line = JSONLine(["category"])
    guard let first = firstObject(head), line.read(first) == nil || line[0] != nil,
      let category = line[0].map({ String(decoding: $0, as: UTF8.self) }),
      category.hasPrefix(prefix)
    else { return nil }
    let table = String(category.dropFirst(prefix.count))
    let families = ["Device", "Email", "Url", "Identity", "CloudApp", "Alert"]
    let others = DocumentedTable.names.filter { name in
      name != table && families.contains { name.hasPrefix($0) }
    }
    let tables = ([table] + others).compactMap { name in
      TargetTable.named(name).map { target in
        var map = ColumnMap(target, namedBy: target.columns + ["Timestamp"])
        map.keepsRest = false
        return JSONTable(map: map, category: prefix + name)
      }
    }
    guard !tables.isEmpty else { return .unsupported("a stream of Defender's \(table)") }
    return .log(
      kind(tables, format: "advanced-hunting-json", vendor: "Microsoft", product: "Defender"))
  }

  /// The first line that is JSON; it may be cut.
  private static func firstObject(_ head: FieldBytes) -> FieldBytes? {
    for line in head.split(separator: 0x0a) {
      let bytes = FieldBytes(rebasing: line).trimmed
      guard !bytes.isEmpty else { continue }
      return bytes.first == 0x7b ? bytes : nil
    }
    return nil
  }

  private static func members(_ line: FieldBytes) -> [String] {
    var names: [String] = []
    var cursor = JSONCursor(line)
    _ = cursor.eachMember { key, cursor in
      names.append(String(decoding: key, as: UTF8.self))
      return names.count < 4_096 && cursor.skipValue()
    }
    return names
  }
}

/// A table that lines of a file go into.
struct JSONTable: Sendable {
  let map: ColumnMap
  /// What `category` says of its lines; nil where all lines are the table's.
  let category: String?
  /// Members of the first line that have no column.
  var lost: [String] = []
}

/// Reads lines of JSON into tables.
final class JSONTableParser: LogParser {
  private struct Target {
    let category: [UInt8]
    let mapping: RecordMapping
    let members: JSONLine
  }

  private let targets: [Target]
  private let category = JSONLine(["category"])
  private let isStream: Bool
  /// The target of the last line.
  private var last = 0

  init(_ tables: [JSONTable], clock: LogClock) {
    let clock =
      tables[0].map.encoding == .json
      ? clock : LogClock(zone: TimeZoneRules(fixed: 0), reference: clock.reference)
    isStream = tables[0].category != nil
    targets = tables.map { table in
      let names = table.map.columns.compactMap { column in
        if case .field(let name) = column.source { name } else { nil }
      }
      return Target(
        category: Array((table.category ?? "").utf8),
        mapping: RecordMapping(table.map, names: names, lost: table.lost, clock: clock),
        members: JSONLine(names.map { table.category == nil ? $0 : "properties." + $0 }))
    }
  }

  var note: String {
    var notes: [String] = []
    for note in targets.map(\.mapping.note) where !notes.contains(note) { notes.append(note) }
    return notes.asNote
  }

  func skim(_ line: LogLine) {}

  func isComplete(_ line: LogLine) -> Bool {
    var cursor = JSONCursor(line.bytes)
    return line.isTooLong || cursor.isWholeObject()
  }

  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    if line.isTooLong { return .rejected(LineReader.tooLong) }
    guard !line.bytes.trimmed.isEmpty else { return .nothing }
    if isStream {
      if let reason = category.read(line.bytes) { return .rejected(reason) }
      guard let name = category[0] else { return .rejected("it has no category") }
      guard let found = targets.firstIndex(where: { name.elementsEqual($0.category) }) else {
        return .skipped(LogText.shown(name))
      }
      last = found
    }
    let target = targets[last]
    if let reason = target.members.read(line.bytes) { return .rejected(reason) }
    return add(target, line, runs[last], file)
  }

  func parseAgain(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    add(targets[last], line, runs[last], file)
  }

  private func add(
    _ target: Target, _ line: LogLine, _ run: PendingRun, _ file: Int64
  ) -> ParsedLine {
    let reason = target.mapping.add(to: run, file: file, line: line.number) { target.members[$0] }
    return reason.map { .rejected($0) } ?? .row(table: last)
  }
}
