// Tables with a header: what their columns mean, and the traps of real ones.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct TableFileTests {
  private func rows(_ text: String, _ columns: String) throws -> (IngestReport, [String]) {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(text)
    return (report, try warehouse.rows("SELECT \(columns) FROM Indicator ORDER BY Id"))
  }

  private func day(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%S', \(column) / 10000000 - 62135596800, 'unixepoch')"
  }

  @Test func `SOC Defenders' CSV gives what its JSON gives`() throws {
    let csv = """
      id,type,value,confidence,first_seen,last_seen,source_article,source_feed,category,tags
      7a,ipv4,198.51.100.7,high,2026-02-01T00:00:00Z,2026-02-20T00:00:00Z,"A ""title"", long",URLhaus,malware,"c2, bot"
      7b,cve,CVE-2026-1,low,2026-02-01T00:00:00Z,,,,,
      """
    let (report, rows) = try rows(
      csv,
      """
      NetworkIP, ConfidenceScore, \(day("ValidFrom")), \(day("ExpirationDateTime")),
      IndicatorProvider, Tags, ExternalIndicatorId, Pattern
      """)
    #expect(report.format == "table")
    #expect((report.counts.new, report.counts.rejected) == (1, 1))
    #expect(
      rows == [
        "198.51.100.7|85.0|2026-02-01T00:00:00|2026-03-22T00:00:00|URLhaus|c2, bot, malware|7a|"
          + "[ipv4-addr:value = '198.51.100.7']"
      ])
  }

  @Test func `an export of Sentinel's table comes back column by column`() throws {
    let csv = """
      \u{FEFF}"TimeGenerated [UTC]",SourceSystem,ConfidenceScore,Description,"ExpirationDateTime [UTC]",IndicatorId,Active,FileHashType,FileHashValue,FileName,NetworkDestinationIP,NetworkDestinationPort,EmailSourceIpAddress,TrafficLightProtocolLevel,Type\r
      "2/25/2026, 10:22:08.123 PM",Other,80,"two\r
      lines","3/25/2027, 12:05:00 AM",ID1,true,sha1,DA39A3EE5E6B4B0D3255BFEF95601890AFD80700,a.exe,,,,amber,ThreatIntelligenceIndicator\r
      "2/25/2026, 10:22:08.123 PM",Other,,,"3/25/2027, 12:05:00 AM",ID1,true,,,,198.51.100.7,443,,,ThreatIntelligenceIndicator\r
      "2/25/2026, 10:22:08.123 PM",Other,,,"3/25/2027, 12:05:00 AM",ID2,false,,,,,,198.51.100.9,,ThreatIntelligenceIndicator\r
      """
    let (report, rows) = try rows(
      csv,
      """
      IndicatorId, FileHashType || FileHashValue || FileName, NetworkDestinationIP,
      NetworkDestinationPort, EmailSourceIpAddress, TrafficLightProtocolLevel, Revoked,
      \(day("Modified")), \(day("ValidUntil"))
      """)
    #expect(report.format == "Sentinel table")
    #expect((report.counts.new, report.counts.rejected) == (3, 0))
    let times = "2026-02-25T22:22:08|2027-03-25T00:05:00"
    #expect(
      rows == [
        "ID1|SHA-1da39a3ee5e6b4b0d3255bfef95601890afd80700a.exe||||amber|0|\(times)",
        "ID1||198.51.100.7|443|||0|\(times)", "ID2||||198.51.100.9||1|\(times)",
      ])
  }

  @Test func `Microsoft's published tables have trailing blanks and American dates`() throws {
    let csv = """
      \u{FEFF}TimeGenerated,IoC,IoC_Type,ExpirationDateTime,Description,Action,Type,TrafficLightProtocolLevel\r
      12/7/2022,bad.example ,domainname,12/31/2026,What,Alert,Rapid Release TI,Clear\r
      13/40/2022,198.51.100.7,IP,12/31/2026,,Alert,Rapid Release TI,\r
      12/7/2022,C:\\x\\y.dll,filepath,12/31/2026,,Alert,Rapid Release TI,Clear\r
      12/7/2022,{0000},GUID,12/31/2026,,Alert,Rapid Release TI,Clear\r
      """
    let (report, rows) = try rows(
      csv,
      "DomainName || NetworkIP || FilePath, \(day("ValidUntil")), TrafficLightProtocolLevel, Action"
    )
    #expect((report.counts.new, report.counts.rejected) == (3, 2))
    #expect(
      rows == [
        "bad.example|2026-12-31T00:00:00|white|Alert", "198.51.100.7|2026-12-31T00:00:00||Alert",
        "C:\\x\\y.dll|2026-12-31T00:00:00|white|Alert",
      ])
  }

  @Test func `a file's other hashes and its name stand beside its value`() throws {
    let csv = """
      DateAdded,FirstSeen,IoC,Type,TLP,SHA1,MD5,Filename
      5/28/2021,1/28/2021,\(String(repeating: "a", count: 64)),SHA256,White,\(String(repeating: "B", count: 40)),,a b.iso
      5/28/2021,,bad.example,Domain,White,,,
      """
    let (_, rows) = try rows(csv, "FileHashType, FileHashValue, FileName, DomainName")
    #expect(
      rows == [
        "SHA-256|\(String(repeating: "a", count: 64))|a b.iso|",
        "SHA-1|\(String(repeating: "b", count: 40))|a b.iso|", "|||bad.example",
      ])
  }

  @Test(arguments: [
    ("ip,country\n198.51.100.7,DE\n<<<<<<< HEAD\n", ["198.51.100.7||"]),
    ("ip_address;domain\n198.51.100.7;vpn.example\n", ["198.51.100.7||", "|vpn.example|"]),
    (
      "SHA256,App\n\(String(repeating: "c", count: 64)),X\n",
      ["||\(String(repeating: "c", count: 64))"]
    ),
    (
      "# first_seen_utc,dst_ip,dst_port,malware\n2026-01-01 00:00:00,198.51.100.7,443,Bot\n",
      ["198.51.100.7443||"]
    ),
    ("# Last update\n#\n# IP\tnumber of lists\n#\n198.51.100.7\t10\n", ["198.51.100.7||"]),
    ("domain\nhxxp.bad[.]example\n", ["|hxxp.bad.example|"]),
    ("ioc_value,ioc_type\n198.51.100.7:8080,ip:port\n", ["198.51.100.78080||"]),
    ("value,type\nBad[.]Example,domain\n", ["|bad.example|"]),
    ("2026-01-01,198.51.100.7,scanner\n", ["198.51.100.7||"]),
  ])
  func `a header says which column is the value`(text: String, expected: [String]) throws {
    let (_, rows) = try rows(
      text,
      """
      NetworkIP || NetworkDestinationIP || coalesce(NetworkDestinationPort, ''), DomainName,
      FileHashValue
      """)
    #expect(rows == expected)
  }

  @Test(arguments: [
    ("25/2/2026", "1/2/2026", "2026-02-01"), ("2/25/2026", "1/2/2026", "2026-01-02"),
    ("1/1/2026", "1.2.2026", "2026-02-01"), ("1/1/2026", "2026-01-02", "2026-01-02"),
    ("1/1/2026", "1/2/2026 13:00", "2026-01-02"), ("1/1/2026", "1/2/2026, 12:00 AM", "2026-01-02"),
  ])
  func `the dates of a file tell whether the day or the month stands first`(
    other: String, date: String, expected: String
  ) throws {
    let (_, rows) = try rows(
      "ip,first_seen\n198.51.100.7,\"\(date)\"\n198.51.100.8,\(other)\n",
      "substr(\(day("ValidFrom")), 1, 10)")
    #expect(rows.first == expected)
  }

  @Test func `a bad line costs itself, with its number`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      "ip,note\n198.51.100.7,\"two\nlines\"\nnone,x\n198.51.100.8,\"open\n198.51.100.9,y\n")
    #expect((report.counts.new, report.counts.rejected) == (2, 2))
    #expect(
      try warehouse.rows("SELECT Line, Reason FROM Rejection ORDER BY Line") == [
        "4|ipv4-addr:value: 'none' is no IP address or block", "5|a quote is not closed",
      ])
    let again = try warehouse.text("ip,note\n198.51.100.7,\"two\nlines\"\n198.51.100.9,y\n")
    #expect(again.counts.new == 0)
  }

  @Test func `a report gives what is defanged in it, and hashes`() throws {
    let warehouse = try FeedWarehouse()
    var options = FileOptions()
    options.isDefanged = true
    let sha1 = String(repeating: "4", count: 40)
    try warehouse.text(
      """
      The loader at hxxps://bad[.]example/gate.php?x=1, hosted on 198.51.100[.]7 (see
      https://blog.example/post), mails "ceo[at]bad(dot)example". C2: hxxp[:]//c2{.}example.
      Its dropper is \(sha1); version 1.2.3.4 of the tool is harmless, as is safe.example.
      """, options: options)
    #expect(
      try warehouse.rows(
        """
        SELECT Url || NetworkIP || EmailSenderAddress || FileHashValue || DomainName
        FROM Indicator ORDER BY Id
        """) == [
          "https://bad.example/gate.php?x=1", "198.51.100.7", "ceo@bad.example",
          "http://c2.example", sha1,
        ])
    let plain = FeedFileError.self
    #expect(throws: plain) { try warehouse.text("nothing at safe.example\n", options: options) }
  }

  @Test func `prose is no list, and a file in UTF-16 is told as such`() throws {
    let warehouse = try FeedWarehouse()
    let prose = "Permission is hereby\ngranted, free of charge\nevil.example\nto any person\n"
    let error = #expect(throws: FeedFileError.self) { try warehouse.text(prose) }
    #expect(error?.reason.hasPrefix("is no list: 3 of its 4 first lines hold no value") == true)
    #expect(try warehouse.writtenRows() == 0)
    let path = warehouse.directory.path("utf16.csv")
    try Data([0xFF, 0xFE, 0x69, 0x00]).write(to: URL(fileURLWithPath: path))
    let encoding = #expect(throws: FeedFileError.self) { try warehouse.file(path) }
    #expect(encoding?.reason == "is UTF-16: save it as UTF-8")
  }
}
