// JSON files as feeds: every shape in which STIX and SOC Defenders' rows are handed around, whole and
// damaged.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct STIXFileTests {
  private static func indicator(_ number: Int, extra: String = "") -> String {
    """
    {"type":"indicator","id":"indicator--\(number)","created":"2026-02-01T00:00:00Z",\
    "modified":"2026-02-01T00:00:00Z","pattern":"[ipv4-addr:value = '192.0.2.\(number)']"\(extra)}
    """
  }

  private static let two = indicator(1) + "," + indicator(2)

  @Test(arguments: [
    ("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[\(two)]}", 2),
    ("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"spec_version\":\"2.0\",\"objects\":[\(two)]}", 2),
    ("{\"objects\":[\(two)],\"spec_version\":\"2.0\",\"type\":\"bundle\"}", 2),
    ("{\"more\":true,\"next\":\"x\",\"objects\":[\(two)]}", 2),
    ("{\"objects\":[\(two)]}", 2), ("[\(two)]", 2), ("\u{feff}\r\n [ \(two) ] \n", 2),
    (indicator(1), 1), ("{\"type\":\"bundle\",\"id\":\"bundle--1\"}", 0), ("{}", 0), ("[]", 0),
    ("{\"objects\":[]}", 0), ("{\"more\":false}", 0),
    ("{\"meta\":{\"total\":1},\"data\":[{\"type\":\"ipv4\",\"value\":\"192.0.2.1\"}]}", 1),
    ("[{\"type\":\"ipv4\",\"value\":\"192.0.2.1\"}]", 1),
    ("{\"type\":\"ipv4\",\"value\":\"192.0.2.1\"}", 1),
  ])
  func `every shape of JSON feed is read`(text: String, rows: Int) throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(text)
    #expect(report.fault == nil)
    #expect(report.counts.new == rows)
    #expect(report.counts.rejected == 0)
    let expected = ["192.0.2.1", "192.0.2.2"].prefix(rows)
    #expect(try warehouse.rows("SELECT NetworkIP FROM Indicator ORDER BY 1") == Array(expected))
    // The same file again changes nothing.
    let before = try warehouse.indicators()
    let again = try warehouse.text(text, now: testDay.adding(days: 1))
    #expect((again.counts.new, again.counts.updated) == (0, 0))
    #expect(try warehouse.indicators() == before)
  }

  @Test func `a file that breaks off keeps what came before, and says where`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text("{\"objects\":[\n\(Self.two),\n{\"type\":\"indic")
    #expect(
      report.fault
        == "invalid JSON at byte 332 (line 3, column 15): the document ends in the middle of a value"
    )
    #expect(report.counts.new == 2)
    #expect(
      try warehouse.rows("SELECT Outcome, Error <> '' FROM IngestRun") == ["failed|1"])
  }

  @Test func `an object that is no JSON fails alone`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text("[\(Self.indicator(1)),{\"type\":tru},\(Self.indicator(2))]")
    #expect(report.fault == nil)
    #expect((report.counts.new, report.counts.rejected) == (2, 1))
    let rejection = try #require(
      try warehouse.rows("SELECT ObjectId, Reason, Excerpt FROM Rejection").first)
    #expect(rejection.hasPrefix("#2|invalid JSON"))
    #expect(rejection.hasSuffix("|{\"type\":tru}"))
  }

  @Test func `two versions of an object in one file are the later one, on every poll`() throws {
    let old = Self.indicator(1, extra: ",\"name\":\"old\"")
    let new = old.replacing("modified\":\"2026-02-01", with: "modified\":\"2026-02-02")
      .replacing("old", with: "new").replacing("192.0.2.1'", with: "192.0.2.9'")
    for text in ["[\(old),\(new)]", "[\(new),\(old)]"] {
      let warehouse = try FeedWarehouse()
      let report = try warehouse.text(text)
      #expect((report.counts.fetched, report.counts.new) == (2, 1))
      for day in 0..<3 {
        let again = try warehouse.text(text, now: testDay.adding(days: Int64(day)))
        #expect((again.counts.new, again.counts.updated) == (0, 0))
        #expect(
          try warehouse.rows("SELECT NetworkIP, Description FROM Indicator") == ["192.0.2.9|new"])
      }
    }
  }

  @Test func `two texts of one version in one file never lose the row`() throws {
    let first = Self.indicator(1, extra: ",\"name\":\"one\"")
    let second = Self.indicator(1, extra: ",\"name\":\"two\"")
    let warehouse = try FeedWarehouse()
    for day in 0..<3 {
      try warehouse.text("[\(first),\(second)]", now: testDay.adding(days: Int64(day)))
      #expect(
        try warehouse.rows("SELECT NetworkIP, Description FROM Indicator") == ["192.0.2.1|two"])
    }
    try warehouse.text("[\(second),\(first)]")
    #expect(try warehouse.rows("SELECT NetworkIP, Description FROM Indicator") == ["192.0.2.1|one"])
  }

  @Test(arguments: [
    "{\"a\":1}", "[1,2,3]", "[{\"a\":1},{\"b\":2}]", "{\"data\":[{\"foo\":1}]}", "null", "\"text\"",
    "{\"Thing\":{\"info\":\"other\",\"Elements\":[]}}", "{\"type\":\"bundle\",\"objects\":{}}",
    "{\"objects\":[\"a\"]}", "{", "[", "{\"objects\":[{\"type\":", "{]", "[tru]", "}",
    "<!DOCTYPE html>\n<html><body>\nindex.html\n192.0.2.1\n</body></html>\n", "", "\u{0}\u{1}\u{2}",
    "GIF89a\u{1}\u{0}192.0.2.1\n", "just words\nand more words\n",
  ])
  func `what is no feed is one clear error and leaves nothing behind`(text: String) throws {
    let warehouse = try FeedWarehouse()
    let path = try warehouse.directory.write(text, to: "feed")
    let error = #expect(throws: FeedFileError.self) { try warehouse.file(path) }
    #expect(error?.description.hasPrefix("\(path): ") == true)
    #expect(error?.reason.contains("\n") == false)
    #expect(try warehouse.writtenRows() == 0)
  }

  @Test func `a large JSON file of another kind is refused, with the place where it is none`()
    throws
  {
    let warehouse = try FeedWarehouse()
    let attributes = String(repeating: "{\"value\":\"192.0.2.1\"},\n", count: 60_000)
    for (end, reason) in [
      ("{}", "is JSON, but neither a STIX bundle nor SOC Defenders' rows"),
      (
        "",
        "invalid JSON at byte 1380022 (line 60001, column 1): expected a value"
      ),
    ] {
      let text = "{\"Thing\":{\"Elements\":[\(attributes)\(end)]}}"
      let error = #expect(throws: FeedFileError.self) { try warehouse.text(text) }
      #expect(error?.reason == reason)
    }
    #expect(try warehouse.writtenRows() == 0)
  }

  @Test func `large garbage is refused before it fills the memory`() throws {
    let warehouse = try FeedWarehouse()
    let lines = String(repeating: "no value here\n", count: 30_000)
    let error = #expect(throws: FeedFileError.self) { try warehouse.text(lines) }
    #expect(error?.reason.hasPrefix("is no list: ") == true)
    let elements = "[" + String(repeating: "{\"a\":1},", count: 30_000) + "{}]"
    #expect(throws: FeedFileError.self) { try warehouse.text(elements) }
    #expect(try warehouse.writtenRows() == 0)
  }

  @Test func `a folder, a missing file and one that may not be read say so`() throws {
    let warehouse = try FeedWarehouse()
    let folder = warehouse.directory.url.path
    func message(_ path: String) -> String? {
      #expect(throws: FeedFileError.self) { try warehouse.file(path) }?.description
    }
    #expect(message(folder) == "\(folder): is a folder: name the files in it")
    #expect(message("\(folder)/none") == "\(folder)/none: No such file or directory")
    #expect(message("/proc/self/mem") != nil)
    #expect(try warehouse.writtenRows() == 0)
  }

  @Test func `a file without a name of its own is called after itself`() throws {
    let warehouse = try FeedWarehouse()
    let path = try warehouse.directory.write(Self.indicator(1), to: "my feed.json")
    #expect(try warehouse.file(path, named: false).source == "my feed.json")
    #expect(
      try warehouse.rows("SELECT SourceSystem, Kind FROM Source") == ["my feed.json|file"])
  }
}
