// Bare lists: one value a line, as block lists are published.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct ListFileTests {
  @Test func `each line says its own kind`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      "\u{feff}# a comment\r\n\r\n192.0.2.1\r\n  198.51.100.0/24\t7\n; another\n// and another\n"
        + "Evil.Example.\nhxxps://bad[.]example/a?b=1,c\nsender[@]phish.test\n2001:DB8::1 # now\n"
        + "d41d8cd98f00b204e9800998ecf8427f\n203.0.113[.]7,scanner,2026\n\"quoted.example\"\n"
        + "192.0.2.9/32")
    #expect(report.fault == nil)
    #expect((report.counts.new, report.counts.rejected) == (10, 0))
    #expect(
      try warehouse.rows(
        """
        SELECT NetworkIP, NetworkCidrBlock, DomainName, Url, EmailSenderAddress, FileHashType
        FROM ThreatIntelligenceIndicator ORDER BY 1, 2, 3, 4, 5, 6
        """)
        == [
          "|||||MD5", "||||sender@phish.test|", "|||https://bad.example/a?b=1||",
          "||evil.example|||", "||quoted.example|||", "|198.51.100.0/24||||", "192.0.2.1|||||",
          "192.0.2.9|||||", "2001:db8::1|||||", "203.0.113.7|||||",
        ])
    #expect(
      try warehouse.rows("SELECT Pattern FROM Indicator WHERE Url <> ''")
        == ["[url:value = 'https://bad.example/a?b=1']"])
  }

  @Test func `a line that is no value is rejected with its number`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      "192.0.2.1\n???\n\(String(repeating: "a", count: 70_000))\n192.0.2.256\n192.0.2.2")
    #expect((report.counts.new, report.counts.rejected, report.counts.fetched) == (2, 3, 5))
    #expect(
      try warehouse.rows("SELECT Line, Reason, length(Excerpt) FROM Rejection ORDER BY Line")
        == [
          "2|no address, block, name, URL, hash or e-mail address|3",
          "3|the line is longer than 65536 bytes|500",
          "4|no address, block, name, URL, hash or e-mail address|11",
        ])
  }

  @Test func `a line of hosts(5) is about its name, and not about the address that blocks it`()
    throws
  {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      "# hosts\n127.0.0.1 localhost\n0.0.0.0 bad.example\n127.0.0.1\tworse.example # why\n"
        + "::1 six.example\n0.0.0.0\n")
    #expect(
      try warehouse.rows("SELECT NetworkIP, DomainName FROM Indicator ORDER BY 1, 2")
        == ["|bad.example", "|six.example", "|worse.example"])
    #expect(report.counts.quarantined == 1)
    #expect(report.counts.rejected == 1)
  }

  @Test func `a list of comments only is a feed that has nothing at the time`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text("# nothing today\n\n")
    #expect(report.counts == IngestCounts())
  }

  @Test func `the expiration counts from the time of the list`() throws {
    let warehouse = try FeedWarehouse()
    let path = try warehouse.directory.write("192.0.2.1\nbad.example\n", to: "list")
    let time = try #require(ISO8601DateFormatter().date(from: "2026-02-10T06:00:00Z"))
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
    try warehouse.file(path)
    let expirations = try warehouse.rows(
      "SELECT ExpirationDateTime FROM ThreatIntelligenceIndicator ORDER BY NetworkIP")
    #expect(expirations == ["2026-05-11T06:00:00.0000000Z", "2026-03-12T06:00:00.0000000Z"])
    // A list that is published anew keeps its values valid for longer.
    try FileManager.default.setAttributes(
      [.modificationDate: time.addingTimeInterval(86_400)], ofItemAtPath: path)
    let report = try warehouse.file(path)
    #expect((report.counts.new, report.counts.updated) == (0, 2))
    #expect(
      try warehouse.rows(
        "SELECT ExpirationDateTime FROM ThreatIntelligenceIndicator WHERE NetworkIP <> ''")
        == ["2026-03-13T06:00:00.0000000Z"])
  }

  @Test func `a value that stands twice in a list is one row, on every poll`() throws {
    let warehouse = try FeedWarehouse()
    let path = try warehouse.directory.write("192.0.2.1\n192.0.2.1 # again\n", to: "list")
    #expect(try warehouse.file(path).counts.new == 1)
    let again = try warehouse.file(path)
    #expect((again.counts.fetched, again.counts.new, again.counts.updated) == (2, 0, 0))
  }
}
