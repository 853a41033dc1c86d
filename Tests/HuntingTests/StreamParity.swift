// A stream held against an import: the same hunts over the same files, both ways.

import Foundation
import Hunting
import Indicators
import Ingestion
import KQL
import Logs
import SQLite
import TestSupport
import Testing
import Warehouse

/// A warehouse with indicators and no logs.
struct StreamParity {
  let fixture: WarehouseFixture
  private let now: Timestamp

  /// Where each row was read: no hunt that ships shows it.
  private static let places = [("NetworkConnection", "DestinationIP"), ("DnsEvents", "ClientIP")]
    .map { table, column in
      Hunt(
        name: "places of \(table)",
        text: """
          \(table)
          | join kind=inner (ThreatIntelligenceIndicator | where isnotempty(NetworkIP))
              on $left.\(column) == $right.NetworkIP
          | project SourceFile, SourceLine, TimeGenerated, \(column)
          | sort by SourceFile asc, SourceLine asc
          """)
    }

  /// Ingests bare values, which expire after `now`.
  init(indicators: [String], now: Timestamp = newYear) throws {
    fixture = try WarehouseFixture()
    self.now = now
    let list = try fixture.directory.write(
      indicators.joined(separator: "\n") + "\n", to: "indicators.txt")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(now.unixSeconds))],
      ofItemAtPath: list)
    // Real logs are full of private addresses.
    var policy = FeedPolicy()
    policy.isHygienic = false
    _ = try FileIngestion(database: fixture.database, now: now, policy: policy)
      .ingest(path: list, name: nil)
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = fixture.directory.path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Imports into a copy and streams past the original; the rows of every hunt must be the same, and
  /// what is told of the files.
  ///
  /// - Returns: how many rows each hunt gave, and what was told of the files.
  @discardableResult
  func check(
    _ paths: [String], _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws -> (rows: [String: Int], files: [FileReport]) {
    let copy = fixture.directory.path("copy-\(UUID().uuidString).db")
    try fixture.database.connection.execute("VACUUM INTO '\(copy)'")
    let imported = try WarehouseDatabase(path: copy, access: .write)
    let importReport = try LogImport(database: imported, now: now.ticks).run(paths: paths)
    let streamed = try WarehouseDatabase(path: fixture.database.path, access: .read)
    let stream = try LogStream(database: streamed, now: now.ticks)
    let report = try stream.run(paths: paths)

    var rows: [String: Int] = [:]
    for hunt in Hunt.all + Self.places {
      let expected = try self.rows(of: hunt, in: imported)
      #expect(
        try self.rows(of: hunt, in: streamed) == expected, comment, sourceLocation: location)
      rows[hunt.name] = expected.count
    }
    #expect(report.files.count == importReport.files.count, comment, sourceLocation: location)
    for (file, other) in zip(report.files, importReport.files) {
      #expect(told(file) == told(other), comment, sourceLocation: location)
    }
    return (rows, report.files)
  }

  private func told(_ file: FileReport) -> [String] {
    ["\(file.outcome)", "\(file.inserted)", "\(file.rejected)"]
      + file.firstRejections.map { "\($0.line) \($0.reason) \($0.excerpt)" }
  }

  private func rows(of hunt: Hunt, in database: WarehouseDatabase) throws -> [String] {
    let runner = try HuntRunner(database: database, now: now.ticks)
    let query = try runner.compile(hunt.text, name: hunt.name)
    #expect(query.isDriven)
    var rows: [String] = []
    try runner.run(query) { row in
      rows.append((0..<row.count).map { row.text(Int32($0)) }.joined(separator: "|"))
    }
    return rows
  }
}
