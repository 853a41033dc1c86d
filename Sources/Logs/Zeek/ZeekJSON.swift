// Zeek's logs in JSON, one object a line (Zeek: policy/tuning/json-logs.zeek): how they are recognised,
// and the reading of their lines into the records that ZeekConn and its siblings turn into rows. Ids come
// as `id.orig_h`, nested, or as `id_orig_h`; times as Unix seconds, ISO 8601 or milliseconds.
//
// A line says by `_path` (Corelight) or `@stream` what it is, and then a file may mix all logs of a
// sensor; without them it is told by its keys, and what these do not tell is what the file is.

internal import Warehouse

struct ZeekJSON: LogFormat {
  let name = "zeek-json"
  var names: [String] { ZeekJSONLog.allCases.map { "zeek-\($0.rawValue)-json" } }

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    var isZeek = false
    for line in head.split(separator: 0x0a) {
      guard let keys = ZeekJSONKeys(UnsafeRawBufferPointer(rebasing: line)), keys.hasTime else {
        continue
      }
      if keys.hasPath { return .log(Self.kind(nil)) }
      if let log = keys.log { return .log(Self.kind(log)) }
      isZeek = isZeek || keys.hasIds
    }
    return isZeek ? .unsupported("a Zeek log in JSON that has no table") : nil
  }

  /// - Parameter log: what the file is; nil where each line says so itself.
  private static func kind(_ log: ZeekJSONLog?) -> LogKind {
    // The ledger names the first.
    let tables =
      ZeekJSONLog.tables.filter { $0.name == log?.table.name }
      + ZeekJSONLog.tables
      .filter { $0.name != log?.table.name }
    return LogKind(
      format: log.map { "zeek-\($0.rawValue)-json" } ?? "zeek-json", tables: tables,
      deviceVendor: "Zeek", deviceProduct: log?.rawValue ?? "zeek",
      eventType: log?.rawValue ?? "zeek",
      makeParser: { _ in ZeekJSONParser(log, tables: tables) }, makeSieve: nil)
  }
}

/// A log that is imported from JSON; its raw value is its `#path`.
enum ZeekJSONLog: String, CaseIterable {
  case conn
  case dns
  case files
  case ssl
  case http

  /// The tables of all.
  static let tables = [
    NetworkConnectionTable.table, DnsEventsTable.table, FileEventsTable.table,
  ]

  var table: LogTable {
    switch self {
    case .conn: ZeekConn.table
    case .dns: ZeekDNS.table
    case .files: ZeekFiles.table
    case .ssl: ZeekSSL.table
    case .http: ZeekHTTP.table
    }
  }

  /// The log of a `_path`; as in TSV a filter may have written `conn_red`.
  init?(path: UnsafeRawBufferPointer) {
    let found = Self.allCases.first { log in
      let name = log.rawValue.utf8
      return path.starts(with: name) && (path.count == name.count || path[name.count] == 0x5f)
    }
    guard let found else { return nil }
    self = found
  }

  /// What keys tell of a line without a path.
  init?(_ has: (ZeekJSONKey) -> Bool) {
    if has(.connState) {
      self = .conn
    } else if has(.query), has(.transId) || has(.qtype) || has(.qtypeName) || has(.qclass) {
      self = .dns
    } else if has(.fuid), has(.mimeType) || has(.seenBytes) || has(.analyzers) {
      self = .files
    } else if has(.cipher) || has(.sslHistory) || has(.serverName) && has(.version) {
      self = .ssl
    } else if has(.uri) || has(.transDepth) || has(.method) && has(.host) {
      self = .http
    } else {
      return nil
    }
  }
}

/// The keys that tell which log a line is of.
enum ZeekJSONKey: String, CaseIterable {
  case connState = "conn_state"
  case query
  case transId = "trans_id"
  case qtype
  case qtypeName = "qtype_name"
  case qclass
  case fuid
  case mimeType = "mime_type"
  case seenBytes = "seen_bytes"
  case analyzers
  case cipher
  case sslHistory = "ssl_history"
  case serverName = "server_name"
  case version
  case uri
  case transDepth = "trans_depth"
  case method
  case host
}

/// What the keys of a line's beginning tell.
private struct ZeekJSONKeys {
  private(set) var hasTime = false
  private(set) var hasPath = false
  private(set) var hasIds = false
  private var told: Set<ZeekJSONKey> = []

  /// - Parameter line: may be cut.
  init?(_ line: UnsafeRawBufferPointer) {
    var cursor = JSONCursor(line)
    guard cursor.peek() == 0x7b else { return nil }
    _ = cursor.eachMember { key, cursor in
      note(key)
      return cursor.skipValue()
    }
  }

  private mutating func note(_ key: UnsafeRawBufferPointer) {
    func isOne(of names: StaticString...) -> Bool { names.contains { key.equals($0) } }
    if isOne(of: "ts") { hasTime = true }
    if isOne(of: "_path", "@stream", "_stream") { hasPath = true }
    if isOne(of: "uid", "fuid", "id", "id.orig_h", "id_orig_h") { hasIds = true }
    let known = ZeekJSONKey.allCases.first { key.elementsEqual($0.rawValue.utf8) }
    if let known { told.insert(known) }
  }

  var log: ZeekJSONLog? {
    guard hasIds else { return nil }
    return ZeekJSONLog { told.contains($0) }
  }
}

/// Reads the lines of a Zeek log in JSON.
final class ZeekJSONParser: LogParser {
  /// What the file is; nil where each line says so itself.
  private let log: ZeekJSONLog?
  /// By the place of `NetworkConnection`, `DnsEvents` and `FileEvents` among the tables.
  private let places: [Int]
  private let fields = JSONFields(ZeekJSONParser.style)
  private var version = 0
  private var conn = ZeekConn()
  private var dns = ZeekDNS()
  private var files = ZeekFiles()
  private var ssl = ZeekSSL()
  private var http = ZeekHTTP()
  /// Where a line's own name stands.
  private var path = -1
  private var stream = -1
  /// Where the keys stand that tell.
  private var telling: [ZeekJSONKey: Int] = [:]

  private static let style = JSONFields.Style(
    rename: { key in
      switch key {
      case "@stream": "_stream"
      case "@system": "_system_name"
      // Always "zeek".
      case "@proc": nil
      default: key
      }
    },
    seconds: ["rtt", "duration", "TTLs"], times: ["ts"], hasZeekEscapes: true)

  init(_ log: ZeekJSONLog?, tables: [LogTable]) {
    self.log = log
    places = ZeekJSONLog.tables.map { table in
      tables.firstIndex { $0.name == table.name } ?? -1
    }
  }

  func skim(_ line: LogLine) {}

  func isComplete(_ line: LogLine) -> Bool {
    var cursor = JSONCursor(line.bytes)
    return line.isTooLong || cursor.isWholeObject()
  }

  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    if line.isTooLong { return .rejected(LineReader.tooLong) }
    guard !line.bytes.isEmpty else { return .nothing }
    if let reason = fields.read(line.bytes) { return .rejected(reason) }
    if version != fields.headerVersion { takeHeader() }
    return fields.withRecord { record in
      let path = record.field(path) ?? record.field(stream)
      let named = path.map { ZeekJSONLog(path: $0) } ?? nil
      if let path, named == nil { return .skipped(ZeekText.shown(path)) }
      guard let found = named ?? keyed(record) ?? log else {
        return .rejected("no conn, dns, files, ssl or http line, and no _path")
      }
      return add(found, record, runs, line, file)
    }
  }

  // MARK: Inside

  private func takeHeader() {
    version = fields.headerVersion
    let names = fields.header.fields
    path = names.firstIndex(of: "_path") ?? -1
    stream = names.firstIndex(of: "_stream") ?? -1
    telling = [:]
    for key in ZeekJSONKey.allCases { telling[key] = names.firstIndex(of: key.rawValue) }
    conn.take(fields.header)
    dns.take(fields.header)
    files.take(fields.header)
    ssl.take(fields.header)
    http.take(fields.header)
  }

  /// What a line's keys tell of it.
  private func keyed(_ record: ZeekRecord) -> ZeekJSONLog? {
    ZeekJSONLog { key in telling[key].map { record.field($0) != nil } ?? false }
  }

  private func add(
    _ found: ZeekJSONLog, _ record: ZeekRecord, _ runs: [PendingRun], _ line: LogLine,
    _ file: Int64
  ) -> ParsedLine {
    switch found {
    case .conn: add(&conn, record, to: runs, places[0], line, file)
    case .dns: add(&dns, record, to: runs, places[1], line, file)
    case .files: add(&files, record, to: runs, places[2], line, file)
    case .ssl: add(&ssl, record, to: runs, places[0], line, file)
    case .http: add(&http, record, to: runs, places[0], line, file)
    }
  }

  private func add<Log: ZeekLog>(
    _ log: inout Log, _ record: ZeekRecord, to runs: [PendingRun], _ table: Int, _ line: LogLine,
    _ file: Int64
  ) -> ParsedLine {
    let rows = runs[table]
    if let reason = log.add(record, to: rows) { return .rejected(reason) }
    if self.log?.rawValue != Log.path, Log.table.name == NetworkConnectionTable.table.name {
      CellWriter.setText(rows, NetworkConnectionTable.eventType, Log.path)
    }
    rows.set(Log.importIdColumn, integer: file)
    rows.set(Log.sourceLineColumn, integer: line.number)
    rows.endRow()
    return .row(table: table)
  }
}
