// The rows of a case in a warehouse of their own, brought in as feeds and imports bring them.

import Indicators
import KQL
import SQLite
import TestSupport
import Warehouse

@testable import Hunting

/// A warehouse with the tables of one case.
struct RuleWarehouse {
  private let fixture: WarehouseFixture
  private let now: Int64
  /// Whether all that the case gives could be brought in as it stands.
  private(set) var isExact = true

  init(_ huntCase: HuntCase) throws {
    fixture = try WarehouseFixture()
    now = huntCase.now
    let outline = try KQLCompiler.outline(
      huntCase.text, catalog: WarehouseCatalog.catalog, options: CompileOptions(now: now)
    ).get()
    let end = outline.query?.utf8.lowerBound ?? huntCase.text.utf8.count
    let statements = String(decoding: Array(huntCase.text.utf8)[..<end], as: UTF8.self)
    for statement in outline.lets {
      let rows = try Self.rows("\(statements)\n;\(statement.name)", now: now)
      try add(rows, to: statement.name)
    }
  }

  /// The rows that the case expects.
  func expected(_ huntCase: HuntCase) throws -> ResultRows {
    huntCase.expectsNone
      ? ResultRows(columns: [], rows: []) : try Self.rows(huntCase.text, now: now)
  }

  /// What a hunt gives over the warehouse.
  func rows(of hunt: Hunt, isPruning: Bool) throws -> ResultRows {
    let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
    let runner = try HuntRunner(database: reader, now: now, isPruning: isPruning)
    return try runner.rows(of: runner.compile(hunt), atMost: 1_000)
  }

  /// Why a hunt gives no rows over the warehouse, and how many it gives.
  func report(on hunt: Hunt) throws -> StageReport {
    let reader = try WarehouseDatabase(path: fixture.database.path, access: .read)
    return try WhyEmpty(runner: HuntRunner(database: reader, now: now)).report(on: hunt)
  }

  private static func rows(_ text: String, now: Int64) throws -> ResultRows {
    let runner = try HuntRunner(database: nil, now: now)
    return try runner.rows(of: runner.compile(text, name: "case"), atMost: 1_000)
  }

  // MARK: Rows

  private mutating func add(_ table: ResultRows, to name: String) throws {
    switch name {
    case "ThreatIntelligenceIndicator": try ingest(table, Self.setLegacy)
    case "ThreatIntelIndicators":
      isExact = false
      try ingest(table, Self.setLive)
    case "DnsEvents":
      isExact = false
      try importQueries(table)
    default: try importRows(table, to: name)
    }
  }

  private func importQueries(_ table: ResultRows) throws {
    let rows = Self.cells(table).map { row -> WarehouseFixture.LogRow in
      let time = Timestamp(iso8601: row["TimeGenerated"] ?? "") ?? .min
      let seconds = time.ticks(since: newYear) / Timestamp.ticksPerSecond
      let answers = row["IPAddresses"]?.split(separator: ",").map { part in
        String(part.drop { $0 == " " })
      }
      return .query(
        seconds, client: row["ClientIP"] ?? "", name: row["Name"] ?? "",
        // Zeek's rows are all queries; what is none has no answer there.
        answers: row["SubType"] == "DynamicUpdate" ? [] : answers ?? [])
    }
    try fixture.importLog(rows, name: "dns.log")
  }

  /// Rows that came at different times are different files.
  private func importRows(_ table: ResultRows, to name: String) throws {
    let rows = Self.cells(table)
    let arrivals = Set(rows.map { $0["_IngestionTime"] ?? "" }).sorted()
    for (place, arrival) in arrivals.enumerated() {
      let mine = rows.filter { ($0["_IngestionTime"] ?? "") == arrival }.map { row in
        row.filter { $0.key != "_IngestionTime" }.mapValues { LogCell($0) }
      }
      try fixture.importRows(
        of: name, mine, name: "\(place).log", now: Timestamp(iso8601: arrival) ?? newYear)
    }
  }

  /// The cells of each row as the text that an importer reads; absent ones are left out.
  private static func cells(_ table: ResultRows) -> [[String: String]] {
    table.rows.map { row in
      var cells: [String: String] = [:]
      for (column, value) in zip(table.columns, row) {
        switch (value, column.type) {
        case (.integer(let ticks), .datetime):
          cells[column.name] = Timestamp(clamping: ticks).description
        case (.integer(let bit), .bool): cells[column.name] = bit == 1 ? "true" : "false"
        case (.integer(let number), _): cells[column.name] = String(number)
        case (.real(let number), _): cells[column.name] = String(number)
        case (.text(let text), _): cells[column.name] = text.isEmpty ? nil : text
        case (.null, _), (.blob, _): break
        }
      }
      return cells
    }
  }

  // MARK: Indicators

  /// Each row is a version that came at its `TimeGenerated`.
  private func ingest(
    _ table: ResultRows, _ set: ([String: String], inout Indicator) -> Void
  ) throws {
    let rows = Self.cells(table).sorted {
      ($0["TimeGenerated"] ?? "") < ($1["TimeGenerated"] ?? "")
    }
    for row in rows {
      let time = Timestamp(iso8601: row["TimeGenerated"] ?? "") ?? newYear
      var indicator = Indicator()
      indicator.indicatorId = row["IndicatorId"] ?? row["Id"] ?? ""
      indicator.modified = time
      indicator.revoked = row["Active"] == "false" || row["IsActive"] == "false"
      set(row, &indicator)
      let data = row["Data"] ?? "{}"
      let session = IngestSession(
        database: fixture.database,
        source: SourceDescription(sourceSystem: "Feed", kind: "file", address: "test"),
        collection: "", now: time)
      try session.commit(
        [
          FeedObject(
            objectId: indicator.indicatorId, stixType: "indicator", modified: time,
            data: Array(data.utf8), mapping: "\(row)", isIndicator: true, indicators: [indicator])
        ], watermark: nil)
      try session.finish()
    }
  }

  private static func setLegacy(_ row: [String: String], _ indicator: inout Indicator) {
    indicator.expirationDateTime = row["ExpirationDateTime"].flatMap { Timestamp(iso8601: $0) }
    indicator.confidenceScore = row["ConfidenceScore"].flatMap { Double($0) }
    indicator.description = row["Description"] ?? ""
    indicator.domainName = row["DomainName"] ?? ""
    indicator.emailSenderAddress = row["EmailSenderAddress"] ?? ""
    indicator.fileHashType = row["FileHashType"] ?? ""
    indicator.fileHashValue = row["FileHashValue"] ?? ""
    indicator.fileName = row["FileName"] ?? ""
    indicator.networkIP = row["NetworkIP"] ?? ""
    indicator.networkDestinationIP = row["NetworkDestinationIP"] ?? ""
    indicator.networkSourceIP = row["NetworkSourceIP"] ?? ""
    indicator.url = row["Url"] ?? ""
  }

  private static func setLive(_ row: [String: String], _ indicator: inout Indicator) {
    indicator.validUntil = row["ValidUntil"].flatMap { Timestamp(iso8601: $0) }
    indicator.expirationDateTime = indicator.validUntil
    indicator.observablePath = row["ObservableKey"] ?? ""
    let value = row["ObservableValue"] ?? ""
    switch indicator.observablePath.prefix(while: { $0 != ":" }) {
    case "domain-name": indicator.domainName = value
    case "email-addr": indicator.emailSenderAddress = value
    case "file": indicator.fileHashValue = value
    case "url": indicator.url = value
    case "network-traffic": indicator.networkDestinationIP = value
    case "ipv4-addr", "ipv6-addr": indicator.networkIP = value
    default: indicator.fileMutexName = value
    }
  }
}
