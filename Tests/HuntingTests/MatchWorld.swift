// A warehouse with something for every kind of match. Of each kind of observable there are four
// indicators: `live` was valid when the events happened and is, `lapsed` was and is no longer, `later`
// is but was not yet, `gone` is neither. Beside each hit stand near misses.

import Hunting
import Indicators
import KQL
import TestSupport
import Warehouse

struct MatchWorld {
  /// Noon of the day on whose first minutes all events happen.
  static let now = newYear.adding(ticks: 43_200 * Timestamp.ticksPerSecond)

  /// When an indicator is valid.
  enum Validity: String, CaseIterable {
    case live, lapsed, later, gone

    var from: Timestamp? {
      switch self {
      // Where a feed does not say since when, it was.
      case .live: nil
      case .lapsed, .gone: newYear.adding(days: -30)
      case .later: newYear.adding(ticks: 3_600 * Timestamp.ticksPerSecond)
      }
    }

    var until: Timestamp {
      switch self {
      case .live, .later: newYear.adding(days: 30)
      case .lapsed: newYear.adding(ticks: 3_600 * Timestamp.ticksPerSecond)
      case .gone: newYear.adding(days: -1)
      }
    }

    /// Four values side by side: 0, 1, 2, 3.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  let fixture: WarehouseFixture

  init() throws {
    fixture = try WarehouseFixture()
    try fixture.ingest(try Validity.allCases.flatMap { try Self.indicators($0, fixture) })
    try importConnections()
    try importQueries()
    try importFiles()
  }

  func runner(isPruning: Bool) throws -> HuntRunner {
    try HuntRunner(database: fixture.database, now: Self.now.ticks, isPruning: isPruning)
  }

  /// Header and rows of a hunt as the sqlite3 shell would print them, values parted by commas.
  func table(_ hunt: Hunt, isPruning: Bool) throws -> [String] {
    let query = try runner(isPruning: isPruning).compile(hunt.text, name: hunt.name)
    let rows = try fixture.rows(String(query.shellSQL.dropLast()))
    return [query.columns.map(\.name).joined(separator: ",")]
      + rows.map { $0.replacing("|", with: ",") }
  }

  // MARK: Values

  static func address(_ validity: Validity) -> String { "198.51.100.\(1 + validity.place)" }
  static func hash(_ validity: Validity, _ count: Int) -> String {
    String(repeating: ["a", "b", "c", "d"][validity.place], count: count)
  }

  private static func indicators(
    _ validity: Validity, _ fixture: WarehouseFixture
  ) throws -> [FeedObject] {
    var objects: [FeedObject] = []
    func add(_ set: (inout Indicator) -> Void) throws {
      var object = try fixture.object("\(validity)-\(objects.count)", address: "")
      object.indicators[0].expirationDateTime = validity.until
      object.indicators[0].validFrom = validity.from
      object.indicators[0].confidenceScore = Double(90 - validity.place)
      object.indicators[0].description = "\(validity)"
      object.indicators[0].threatType = "\(validity)"
      set(&object.indicators[0])
      objects.append(object)
    }
    let place = validity.place
    try add { $0.networkIP = address(validity) }
    try add { $0.networkDestinationIP = "198.51.100.\(11 + place)" }
    try add { $0.networkSourceIP = "198.51.100.\(21 + place)" }
    try add { $0.networkCidrBlock = "203.0.113.\(16 * place)/28" }
    try add { $0.networkCidrBlock = "2001:db8:\(1 + place)::/48" }
    try add { $0.networkDestinationCidrBlock = "203.0.113.\(64 + 16 * place)/28" }
    try add { $0.networkSourceCidrBlock = "203.0.113.\(128 + 16 * place)/28" }
    try add { $0.domainName = "\(validity).example" }
    try add { $0.url = "http://\(validity).url.example:8080/gate.php?id=1#x" }
    try add { $0.url = "https://192.0.2.\(1 + place)/payload" }
    for count in [64, 40, 32] { try add { $0.fileHashValue = hash(validity, count) } }
    return objects
  }

  // MARK: Logs

  /// A value for a column.
  private enum Cell {
    case text(String)
    case number(Int64)
  }

  private func write(_ table: LogTable, _ rows: [[Int: Cell]]) throws {
    try fixture.importRows(of: table, name: table.name, count: rows.count) { place, run in
      for (column, cell) in rows[place] {
        switch cell {
        case .number(let number): run.set(column, integer: number)
        case .text(let text):
          Array(text.utf8).withUnsafeBytes {
            if case .observable = table.columns[column].kind {
              run.set(column, observable: $0)
            } else {
              run.set(column, text: $0)
            }
          }
          guard table.listRoles == [.answer], column == DnsEventsTable.ipAddresses else { continue }
          for address in text.split(separator: ", ") {
            Array(address.utf8).withUnsafeBytes { run.add(.answer, observable: $0) }
          }
        }
      }
    }
  }

  private func importConnections() throws {
    var rows: [[Int: Cell]] = []
    func add(_ source: String, _ destination: String, host: String = "") {
      typealias Table = NetworkConnectionTable
      rows.append([
        Table.sourceIP: .text(source), Table.destinationIP: .text(destination),
        Table.destinationPort: .number(443), Table.destinationHostName: .text(host),
        Table.connectionState: .text(rows.count.isMultiple(of: 2) ? "SF" : "S0"),
        Table.sentBytes: .number(Int64(rows.count)), Table.receivedBytes: .number(0),
      ])
    }
    for validity in Validity.allCases {
      let place = validity.place
      for address in [
        Self.address(validity), "198.51.100.\(11 + place)", "198.51.100.\(21 + place)",
      ] {
        add("10.0.0.1", address)
        add(address, "10.0.0.2")
      }
      for block in [0, 64, 128] {
        add("10.0.0.3", "203.0.113.\(block + 16 * place + 15)")
        add("203.0.113.\(block + 16 * place)", "10.0.0.4")
      }
      add("fd00::1", "2001:db8:\(1 + place):ffff::1")
      add("10.0.0.5", "192.0.2.100", host: "\(validity).example")
      add("10.0.0.6", "192.0.2.100", host: "a.b.\(validity).example")
      add("10.0.0.7", "192.0.2.100", host: "\(validity).url.example")
      add("10.0.0.8", "192.0.2.\(1 + place)", host: "192.0.2.\(1 + place)")
      // Near misses.
      add("10.0.0.9", "192.0.2.100", host: "near\(validity).example")
      add("10.0.0.9", "192.0.2.100", host: "\(validity).example.near")
      add("10.0.0.9", "192.0.2.100", host: "near.\(validity).url.example")
    }
    add("10.0.0.9", "203.0.113.200")
    add("10.0.0.9", "2001:db8:9::1")
    add("10.0.0.9", "198.51.100.100")
    add("10.0.0.9", "")
    try write(NetworkConnectionTable.table, rows)
  }

  private func importQueries() throws {
    var rows: [[Int: Cell]] = []
    func add(_ client: String, _ name: String, _ answer: String = "") {
      rows.append([
        DnsEventsTable.clientIP: .text(client), DnsEventsTable.name: .text(name),
        DnsEventsTable.ipAddresses: .text(answer),
      ])
    }
    for validity in Validity.allCases {
      let place = validity.place
      add("10.0.0.1", "\(validity).example")
      add("10.0.0.2", "a.b.\(validity).example")
      add("10.0.0.3", "\(validity).url.example", "192.0.2.100")
      add("10.0.0.4", "good.test", "192.0.2.100, \(Self.address(validity))")
      add("10.0.0.5", "good.test", "2001:db8:\(1 + place)::5, 203.0.113.\(16 * place + 7)")
      // Two addresses of one block, and one twice: each element of an answer is a row.
      let twice = "203.0.113.\(16 * place + 2)"
      add("10.0.0.6", "two.test", "203.0.113.\(16 * place + 1), \(twice)")
      add(
        "10.0.0.7", "a.\(validity).a.\(validity).example", "\(Self.address(validity)), 192.0.2.100")
      // Near misses.
      add("10.0.0.9", "near\(validity).example", "198.51.100.10")
      add("10.0.0.9", "\(validity).example.near", "203.0.113.200, 2001:db8:9::1")
      add("10.0.0.9", "near.\(validity).url.example", "198.51.100.\(11 + place)")
    }
    add("10.0.0.9", "")
    try write(DnsEventsTable.table, rows)
  }

  private func importFiles() throws {
    var rows: [[Int: Cell]] = []
    func add(_ name: String, _ sha256: String, _ sha1: String, _ md5: String) {
      typealias Table = FileEventsTable
      rows.append([
        Table.fileName: .text(name), Table.sha256: .text(sha256), Table.sha1: .text(sha1),
        Table.md5: .text(md5), Table.computer: .text("pc"), Table.sourceIP: .text("10.0.0.1"),
        Table.destinationIP: .text("10.0.0.2"), Table.fileContentType: .text("text/plain"),
      ])
    }
    let other = { (count: Int) in String(repeating: "e", count: count) }
    for validity in Validity.allCases {
      add("\(validity)-256", Self.hash(validity, 64), other(40), other(32))
      add("\(validity)-1", other(64), Self.hash(validity, 40), other(32))
      add("\(validity)-5", "", "", Self.hash(validity, 32))
    }
    add("near", other(64), other(40), other(32))
    add("nothing", "", "", "")
    try write(FileEventsTable.table, rows)
  }
}
