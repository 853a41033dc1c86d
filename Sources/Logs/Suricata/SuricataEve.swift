// Suricata's eve.json, one event a line (suricata: doc/userguide/output/eve/eve-json-format.rst): how it
// is recognised, and which table an event goes into. SuricataNetwork, SuricataDNS and SuricataFile make
// the rows. Events of other types (stats, anomaly, …) are counted and told. The file is read line by
// line, since Suricata mixes all types in it.

internal import Warehouse

struct SuricataEve: LogFormat {
  let name = "suricata-eve"

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    for line in head.split(separator: 0x0a)
    where Self.isEvent(UnsafeRawBufferPointer(rebasing: line)) {
      return .log(
        LogKind(
          format: "suricata-eve",
          tables: [
            NetworkConnectionTable.table, DnsEventsTable.table, FileEventsTable.table,
          ],
          deviceVendor: "OISF", deviceProduct: "Suricata", eventType: "eve",
          makeParser: { _ in SuricataParser() }, makeSieve: nil))
    }
    return nil
  }

  /// Whether a line, which may be cut, has the members that every event has, whatever their order.
  private static func isEvent(_ line: UnsafeRawBufferPointer) -> Bool {
    var cursor = JSONCursor(line)
    var found: Set<String> = []
    _ = cursor.eachMember { key, cursor in
      for name in ["event_type", "timestamp", "flow_id", "src_ip", "dest_ip"]
      where key.elementsEqual(name.utf8) {
        found.insert(name)
      }
      return cursor.skipValue()
    }
    return found.contains("event_type") && found.count > 1
      || found.isSuperset(of: ["flow_id", "src_ip"])
  }
}

/// Reads the events of an eve.json.
final class SuricataParser: LogParser {
  private let fields = JSONFields(JSONFields.Style(keys: SuricataKey.names))
  private var version = 0
  private let network = SuricataNetwork()
  private let dns = SuricataDNS()
  private let file = SuricataFile()

  func skim(_ line: LogLine) {}

  func isComplete(_ line: LogLine) -> Bool {
    var cursor = JSONCursor(line.bytes)
    return line.isTooLong || cursor.isWholeObject()
  }

  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    if line.isTooLong { return .rejected(LineReader.tooLong) }
    guard !line.bytes.isEmpty else { return .nothing }
    // Most of many files is statistics and alerts: their members are not looked at.
    if let type = Self.eventType(line.bytes) {
      if type.equals("dns") {
        return add(
          line, to: runs, 1, importId: DnsEventsTable.importId,
          sourceLine: DnsEventsTable.sourceLine, file, dns.add)
      }
      if type.equals("fileinfo") {
        return add(
          line, to: runs, 2, importId: FileEventsTable.importId,
          sourceLine: FileEventsTable.sourceLine, file, self.file.add)
      }
      if let event = SuricataNetwork.Event(type) {
        return add(
          line, to: runs, 0, importId: NetworkConnectionTable.importId,
          sourceLine: NetworkConnectionTable.sourceLine, file
        ) { network.add($0, event, to: $1) }
      }
      return .skipped(ZeekText.shown(type))
    }
    return .rejected(fields.read(line.bytes) ?? "no event_type")
  }

  // MARK: Inside

  /// Reads a line's fields; gives why not, if not.
  private func read(_ line: LogLine) -> String? {
    if let reason = fields.read(line.bytes) { return reason }
    guard version != fields.headerVersion else { return nil }
    version = fields.headerVersion
    network.take(fields.header)
    dns.take(fields.header)
    file.take(fields.header)
    return nil
  }

  /// Adds a line's row to one of the tables, by their places.
  private func add(
    _ line: LogLine, to runs: [PendingRun], _ table: Int, importId: Int, sourceLine: Int,
    _ file: Int64, _ fill: (ZeekRecord, PendingRun) -> String?
  ) -> ParsedLine {
    let rows = runs[table]
    if let reason = read(line) ?? fields.withRecord({ fill($0, rows) }) {
      return .rejected(reason)
    }
    rows.set(importId, integer: file)
    rows.set(sourceLine, integer: line.number)
    rows.endRow()
    return .row(table: table)
  }

  /// The `event_type` of a line, as far as it is JSON up to there.
  private static func eventType(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var cursor = JSONCursor(line)
    var type: UnsafeRawBufferPointer?
    _ = cursor.eachMember { key, cursor in
      guard key.elementsEqual("event_type".utf8) else { return cursor.skipValue() }
      type = cursor.string()
      return false
    }
    return type
  }
}
