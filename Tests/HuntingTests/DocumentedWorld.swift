// Indicators of every kind, and rows of a documented table that hold them in every spelling.

import Hunting
import Indicators
import SQLite
import TestSupport
import Warehouse

struct DocumentedWorld {
  let fixture: WarehouseFixture

  private static let hash = String(repeating: "ab", count: 32)

  init() throws {
    fixture = try WarehouseFixture()
    try ingest { place, row in
      switch place {
      case 0: row.networkIP = "192.0.2.1"
      case 1: row.networkIP = "2001:db8::1"
      case 2: row.domainName = "evil.example"
      case 3: row.url = "http://evil.example/gate"
      case 4: row.fileHashValue = Self.hash
      case 5: row.emailSenderAddress = "a@evil.example"
      case 6: (row.networkSourceIP, row.networkDestinationIP) = ("192.0.2.7", "192.0.2.1")
      default: row.fileName = "evil.example"
      }
    }
    try fixture.importRows(of: "CommonSecurityLog", Self.rows)
  }

  private func ingest(_ fill: (Int, inout Indicator) -> Void) throws {
    try fixture.ingest(
      try (0..<8).map { place in
        var object = try fixture.object("indicator-\(place)", address: "")
        var row = Indicator()
        row.indicatorId = "indicator-\(place)"
        row.modified = newYear
        fill(place, &row)
        object.indicators = [row]
        return object
      })
  }

  private static let rows: [[String: LogCell]] = {
    let cells: [(String, LogCell)] = [
      ("SourceIP", "192.0.2.1"), ("SourceIP", "192.0.2.7"), ("SourceIP", "2001:DB8::1"),
      ("SourceIP", "2001:db8::1"), ("SourceIP", "evil.example"), ("DestinationIP", "192.0.2.1"),
      ("DestinationIP", "192.0.2.01"), ("DestinationHostName", "evil.example"),
      ("DestinationHostName", "EVIL.example"), ("DestinationHostName", "evil.example."),
      ("DestinationHostName", "192.0.2.1"), ("RequestURL", "http://evil.example/gate"),
      ("RequestURL", "HTTP://EVIL.example/gate"), ("RequestURL", "https://evil.example:8443/x"),
      ("RequestURL", "evil.example/gate"), ("RequestURL", "http://192.0.2.1/"),
      ("FileHash", LogCell(hash)), ("FileHash", LogCell(hash.uppercased())),
      ("DestinationUserID", "a@evil.example"), ("DestinationUserID", "A@EVIL.example"),
    ]
    let each = cells.enumerated().map { place, cell in
      [cell.0: cell.1, "SourceUserName": "row \(place)"] as [String: LogCell]
    }
    // One value in two columns of a row: it must come once.
    return each + [
      ["SourceIP": "192.0.2.1", "DestinationIP": "192.0.2.1", "SourceUserName": "both"],
      [:],
    ]
  }()

  /// The rows of a text, each value as text, joined by `|`.
  func rows(_ text: String, isPruning: Bool = true) throws -> [String] {
    let runner = try HuntRunner(
      database: fixture.database, now: newYear.ticks, isPruning: isPruning)
    var rows: [String] = []
    try runner.run(try runner.compile(text, name: "test")) { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return rows
  }
}
