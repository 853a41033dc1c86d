// What the tests of formats that are lines of text share: a text imported on its own, the columns that
// are looked at, and lines that no program writes.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

/// A text that was imported into a warehouse of its own.
struct ImportedText {
  let fixture: ImportFixture
  let report: FileReport

  init(_ text: String, zone: TimeZoneRules? = nil) throws {
    try self.init(Array(text.utf8), zone: zone)
  }

  init(_ bytes: [UInt8], zone: TimeZoneRules? = nil) throws {
    fixture = try ImportFixture()
    let report = try fixture.load(try fixture.write(bytes, to: "x.log"), zone: zone)
    self.report = try #require(report.files.first)
  }

  /// A file of the shared collection.
  init(shared path: String) throws {
    fixture = try ImportFixture()
    self.report = try #require(try fixture.load(try sharedLog(path)).files.first)
  }

  /// The columns of NetworkConnection that most formats fill, a row in a text, in the order of lines.
  func network(where condition: String = "1") throws -> [String] {
    try fixture.rows(
      """
      SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName,
        RequestURL, Protocol, ApplicationProtocol, SentBytes, ReceivedBytes, DeviceAction,
        CommunicationDirection, NetworkSessionId, Computer
      FROM NetworkConnection WHERE \(condition) ORDER BY SourceLine
      """)
  }

  /// The columns of DnsEvents that most formats fill.
  func dns(where condition: String = "1") throws -> [String] {
    try fixture.rows(
      """
      SELECT TimeGenerated, ClientIP, Name, QueryType, Result, IPAddresses, EventSubType, Computer
      FROM DnsEvents WHERE \(condition) ORDER BY SourceLine
      """)
  }

  /// A column of all rows of NetworkConnection.
  func network(_ column: String) throws -> [String] {
    try fixture.rows("SELECT \(column) FROM NetworkConnection ORDER BY SourceLine")
  }

  /// A column of all rows of DnsEvents.
  func dns(_ column: String) throws -> [String] {
    try fixture.rows("SELECT \(column) FROM DnsEvents ORDER BY SourceLine")
  }

  var reasons: [String] { report.firstRejections.map(\.reason) }
}

/// What a file of the shared collection comes to.
struct ExpectedFile: Sendable, CustomTestStringConvertible {
  let path: String
  let rows: Int
  let rejected: Int
  /// Without what is said of zones.
  let note: String

  init(_ path: String, rows: Int, rejected: Int = 0, note: String = "") {
    (self.path, self.rows, self.rejected, self.note) = (path, rows, rejected, note)
  }

  var testDescription: String { path }

  /// Imports it and compares.
  func check(format: String) throws {
    let report = try ImportedText(shared: path).report
    #expect(report.format == format)
    #expect(report.inserted == rows)
    #expect(report.rejected == rejected)
    let zones = "its times name no zone: taken as UTC (--tz names another)"
    let notes = report.note.components(separatedBy: "; ").filter { $0 != zones }
    #expect(notes.joined(separator: "; ") == note)
  }
}

/// Lines that no program writes, made of one that it does.
func hostileLines(_ line: String) -> [UInt8] {
  let bytes = Array(line.utf8)
  var text = bytes + [0x0a]
  // Cut at each byte, from either end.
  for end in bytes.indices { text += bytes[..<end] + [0x0a] }
  for start in bytes.indices { text += bytes[start...] + [0x0a] }
  // Each byte in turn something else.
  for (number, place) in bytes.indices.enumerated() {
    let replacements: [UInt8] = [0x00, 0x22, 0x5c, 0x20, 0x3d, 0x2c, 0x3a, 0x28, 0xff, 0x1b]
    var changed = bytes
    changed[place] = replacements[number % replacements.count]
    text += changed + [0x0a]
  }
  let digits = Array(String(repeating: "9", count: 400).utf8)
  for place in bytes.indices where bytes[place] &- 0x30 < 10 {
    text += bytes[..<place] + digits + bytes[(place + 1)...] + [0x0a]
  }
  let many = (0..<1_000).map { "k\($0)=v,\"x\\" }.joined(separator: " ")
  return text + bytes + Array(many.utf8) + [0x0a]
}

/// Imports such lines: none crashes, each comes to something, and the first is a row.
func checkHostileLines(_ line: String) throws {
  let imported = try ImportedText(hostileLines(line))
  #expect(imported.report.outcome == .imported)
  #expect(imported.report.inserted >= 1)
  let texts = [
    ("NetworkConnection", "RequestURL"), ("NetworkConnection", "AdditionalExtensions"),
    ("DnsEvents", "Name"), ("DnsEvents", "AdditionalFields"), ("FileEvents", "FileName"),
  ]
  for (table, column) in texts {
    let raw =
      "SELECT count(*) FROM \(table) WHERE instr(\(column), char(27)) + instr(\(column), char(0))"
    #expect(try imported.fixture.value(raw) == "0")
  }
}
