// Real captures with numbers that were counted from the files themselves.

import Logs
import TestSupport
import Testing
import Warehouse

@Suite(.enabled(if: SharedData.isPresent))
struct `real Zeek logs` {
  @Test func `the WRCCDC dns log gives the rows that its lines are`() throws {
    let fixture = try ImportFixture()
    let path = try sharedLog("zeek-tsv/zed-sample/dns.log.gz")
    let report = try fixture.load(path)
    #expect(report.files.map(\.outcome) == [.imported])
    #expect(report.inserted == 53_615)
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        "SELECT Result, count(*) FROM DnsEvents GROUP BY 1 ORDER BY 2 DESC, 1") == [
          "NOERROR|42010", "|9497", "NXDOMAIN|2097", "SERVFAIL|8", "REFUSED|2", "NOTIMP|1",
        ])
    #expect(
      try fixture.rows(
        "SELECT QueryType, count(*) FROM DnsEvents GROUP BY 1 ORDER BY 2 DESC, 1") == [
          "A|35525", "AAAA|12597", "NBSTAT|3834", "PTR|1358", "SRV|180", "*|64", "SOA|22",
          "TXT|13", "NS|12", "|9", "AXFR|1",
        ])
    // 2 queries are unset, 12 are the empty name of the root.
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents WHERE Name = ''") == "14")
    #expect(
      try fixture.value("SELECT count(*) FROM DnsEvents WHERE DnsResponseName <> ''") == "39682")
    #expect(
      try fixture.rows("SELECT EventSubType, count(*) FROM DnsEvents GROUP BY 1 ORDER BY 1") == [
        "request|9497", "response|44118",
      ])
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents WHERE Name = '*'") == "3834")
    #expect(
      try fixture.value(
        "SELECT count(*) FROM DnsEvents WHERE Name GLOB '*[A-Z]*' OR Name GLOB '?*.'") == "0")
  }

  @Test func `the first row of the WRCCDC dns log is mapped field by field`() throws {
    let fixture = try ImportFixture()
    try fixture.load(try sharedLog("zeek-tsv/zed-sample/dns.log.gz"))
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, ClientIP, SrcPortNumber, Name, DstIpAddr, DstPortNumber, QueryType,
          Result, ResultCode, IPAddresses, NetworkProtocol, TransactionIdHex, DnsQueryClassName,
          DnsFlags, DnsNetworkDuration, EventSubType, DnsSessionId
        FROM DnsEvents WHERE SourceLine = 9
        """) == [
          "2018-03-24T17:15:20.8657160Z|10.47.1.100|41772|ise.wrccdc.org|10.0.0.100|53|A|NOERROR|0"
            + "|134.71.3.16|UDP|8de9|C_INTERNET|RD RA|0.87|response|CqKst53mF3det3eDV9"
        ])
    #expect(
      try fixture.value("SELECT DnsResponseName FROM DnsEvents WHERE SourceLine = 9")
        == #"[{"data":"ise.wrccdc.cpp.edu","ttl":2230},{"data":"134.71.3.16","ttl":41830}]"#)
    #expect(
      try fixture.value(
        "SELECT count(*) FROM DnsEvents WHERE NOT json_valid(DnsResponseName)"
          + " AND DnsResponseName <> ''") == "0")
  }

  @Test func `the RITA tree gives every connection once, however often it is imported`() throws {
    let fixture = try ImportFixture()
    let path = try sharedLog("zeek-tsv/rita-missing_host")
    let report = try fixture.load(path)
    let logs = report.files.filter { $0.format == "zeek-conn" }
    #expect(logs.count == 72)
    #expect(logs.allSatisfy { $0.outcome == .imported })
    #expect(logs.reduce(0) { $0 + $1.inserted } == 105_918)
    let sessions = try fixture.rows(
      "SELECT EventType, count(*) FROM NetworkConnection GROUP BY 1 ORDER BY 1")
    #expect(sessions == ["conn|105918", "http|18829", "ssl|139"])
    #expect(
      try fixture.rows(
        """
        SELECT ConnectionState, count(*) FROM NetworkConnection WHERE EventType = 'conn'
        GROUP BY 1 ORDER BY 2 DESC LIMIT 5
        """) == ["REJ|55342", "SF|31823", "OTH|14675", "RSTO|2110", "S0|1727"])
    #expect(
      try fixture.rows(
        "SELECT Computer, count(*) FROM NetworkConnection WHERE EventType = 'conn' GROUP BY 1") == [
          "worker-eth0-1|105918"
        ])
    #expect(
      try fixture.value(
        "SELECT count(*) FROM NetworkConnection WHERE SourceIP LIKE '%:%' AND EventType = 'conn'")
        == "145")
    let again = try fixture.load(path)
    #expect(again.inserted == 0)
    #expect(again.files.filter { $0.outcome == .alreadyKnown }.count == 4 * 72)
    #expect(
      try fixture.rows("SELECT EventType, count(*) FROM NetworkConnection GROUP BY 1 ORDER BY 1")
        == sessions)
  }

  @Test func `the Remcos capture keeps the experts' labels`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("incident-remcos-2023-02-22/zeek-labeled"))
    #expect(report.files.filter { $0.format == "zeek-conn" }.map(\.inserted) == [766])
    #expect(report.files.filter { $0.format == "zeek-dns" }.map(\.inserted) == [22])
    #expect(Set(report.files.map(\.note)) == [""])
    #expect(
      try fixture.rows(
        """
        SELECT DestinationIP, DestinationPort, count(*) FROM NetworkConnection
        WHERE json_extract(AdditionalExtensions, '$.label') = 'Malicious' GROUP BY 1, 2
        """) == ["66.63.168.35|5888|719"])
  }

  @Test func `a log that is cut in its last line gives the lines before`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("zeek-tsv/rita-truncated/conn.log"))
    #expect(report.files.map(\.outcome) == [.imported])
    #expect(
      report.files.map(\.note) == [
        "line 67, the last, is incomplete: it is read when it is complete"
      ])
    #expect(report.inserted == 58)
    #expect(report.rejected == 0)
  }

  @Test func `a text is no log, and a log without its header is none`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("zeek-tsv/rita-text_file/conn.log"),
      try sharedLog("zeek-tsv/rita-truncated/conn_top.log"))
    #expect(report.files.map(\.outcome) == [.failed(unknownLog), .failed(unknownLog)])
    #expect(report.anyImported == false)
    #expect(report.anyFailed)
  }

  @Test func `a TAB after #separator is accepted`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("zeek-tsv/zat/conn_date_issue.log"))
    #expect(report.inserted == 3)
    #expect(
      try fixture.rows("SELECT DISTINCT DestinationIP FROM NetworkConnection ORDER BY 1") == [
        "20.197.71.89", "224.0.0.251", "52.182.143.212",
      ])
  }

  @Test func `a gzip file that was cut gives the rows before, and says so`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("zeek-tsv/zat/http.log.corrupt.gz"))
    #expect(
      report.files.map(\.outcome) == [
        .partial("the compressed data ends too early: what came before is in")
      ])
    #expect(report.inserted == 150)
  }

  @Test func `every header of Zeek's own baselines is understood`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("zeek-baselines"))
    let conn = report.files.filter { $0.format == "zeek-conn" }
    #expect(conn.count > 100)
    // Zeek's test suite writes XXXXXXXXXX.XXXXXX for its times; nothing else may be wrong.
    let reasons = Set(report.files.flatMap(\.firstRejections).map(\.reason))
    #expect(
      reasons.isSubset(of: ["the time (ts) cannot be read", "the header names no ts column"]))
  }
}
