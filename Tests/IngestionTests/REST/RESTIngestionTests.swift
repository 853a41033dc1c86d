// SOC Defenders' REST feed over a real socket.

import FeedServer
import Indicators
import Samples
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct RESTIngestionTests {
  @Test func `all rows come, and those without a column are rejected with a reason`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.rest(server.url).first)
      #expect(report.subject == "all types")
      #expect(report.fault == nil)
      #expect(report.counts.fetched == testWorld.iocs.count)
      #expect(report.counts.rejected == 2)
      #expect(
        try warehouse.rows("SELECT Reason, Excerpt FROM Rejection ORDER BY 2")
          == [
            "type cve has no observable column|CVE-2099-0001",
            "type mitre-attack has no observable column|T1071.001",
          ])
      // They are kept with what they say.
      #expect(
        try warehouse.rows(
          """
          SELECT Tags, ConfidenceScore FROM ThreatIntelligenceIndicator
          WHERE NetworkIP || DomainName || Url || FileHashValue || EmailSenderAddress = ''
            AND NetworkCidrBlock = '' ORDER BY 1
          """) == ["CVE-2099-0001|85.0", "T1071.001|85.0"])
    }
  }

  @Test func `a row says everything that the feed says`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      try await warehouse.rest(server.url)
      let row = try warehouse.rows(
        """
        SELECT SourceSystem, ConfidenceScore, Description, Tags, IndicatorProvider, NetworkIP,
          AdditionalInformation LIKE '%30 d after last_seen (policy for NetworkIP)%'
            AND AdditionalInformation LIKE '%"origin":"feed"%'
        FROM ThreatIntelligenceIndicator WHERE NetworkIP = '192.0.2.10'
        """)
      #expect(
        row == [
          "SOC Defenders|85.0|Command and control of SampleStealer|c2, samplestealer, T1071.001|"
            + "Picket samples|192.0.2.10|1"
        ])
      // high, medium and low on STIX's scale.
      #expect(
        try warehouse.rows(
          "SELECT DISTINCT ConfidenceScore FROM ThreatIntelligenceIndicator ORDER BY 1")
          == ["15.0", "50.0", "85.0"])
      #expect(
        try warehouse.rows(
          """
          SELECT DomainName FROM ThreatIntelligenceIndicator
          WHERE DomainName LIKE '%phish%'
          """) == ["login.phish.test"])
    }
  }

  @Test func `a second poll asks from the watermark on and changes nothing`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let first = try #require(try await warehouse.rest(server.url).first)
      let rows = try warehouse.indicators()
      let newest = Timestamp(clamping: testWorld.iocs.map(\.lastSeen).max() ?? 0)
      // The server's own time, less an overlap of five minutes.
      #expect(first.watermarkAfter == newest.adding(ticks: -300 * Timestamp.ticksPerSecond).taxii)
      let second = try #require(
        try await warehouse.rest(server.url, now: testDay.adding(days: 1)).first)
      #expect(second.counts.fetched == 1)
      #expect((second.counts.new, second.counts.updated) == (0, 0))
      #expect(second.watermarkAfter == first.watermarkAfter)
      #expect(try warehouse.indicators() == rows)
    }
  }

  @Test func `types are walked one by one, each with a watermark of its own`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let reports = try await warehouse.rest(server.url, types: ["domain", "sha256"])
      #expect(reports.map(\.subject) == ["domain", "sha256"])
      #expect(reports.map(\.counts.new) == [14, 5])
      #expect(
        try warehouse.rows(
          "SELECT count(*) FROM Indicator WHERE DomainName = '' AND FileHashType <> 'SHA-256'")
          == ["0"])
      #expect(
        try warehouse.rows("SELECT Collection FROM Watermark ORDER BY 1") == ["domain", "sha256"])
    }
  }

  @Test func `since is where the first poll begins`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let since = testDay.adding(days: -2)
      try await warehouse.rest(server.url + "/api/v1/iocs", since: since)
      let expected = testWorld.iocs.filter { $0.lastSeen > since.ticks }.count
      #expect(expected > 0 && expected < testWorld.iocs.count)
      #expect(try warehouse.rows("SELECT count(*) FROM RawObject") == [String(expected)])
    }
  }

  @Test func `the same value in two rows is one indicator, and stays it`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      try await warehouse.rest(server.url)
      // 203.0.113.17 stands in two rows of the feed; Sentinel's id is that of source and pattern.
      #expect(
        try warehouse.rows(
          "SELECT count(*) FROM ThreatIntelligenceIndicator WHERE NetworkIP = '203.0.113.17'")
          == ["1"])
      let id = "SELECT IndicatorId FROM Indicator WHERE NetworkIP = '203.0.113.17'"
      let other = try FeedWarehouse()
      try await other.rest(server.url, types: ["ipv4"])
      #expect(try other.rows(id) == warehouse.rows(id))
    }
  }

  @Test func `rows that cannot be used move the offset like all others`() async throws {
    let rows = (0..<250).map { number in
      SampleIOC(
        type: "ipv4", lastSeen: testDay.ticks - Int64(number) * 10_000_000,
        json: number < 220
          ? "{\"id\":\"\(number)\",\"type\":\"ipv4\"}"
          : "{\"id\":\"\(number)\",\"type\":\"ipv4\",\"value\":\"192.0.2.\(number)\"}")
    }
    try await withFeedServer(FeedContent(objects: [], iocs: rows)) { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.rest(server.url).first)
      #expect(report.fault == nil)
      #expect(report.counts.fetched == 250)
      #expect(report.counts.new == 30)
      #expect(report.counts.rejected == 220)
      #expect(report.counts.other == 0)
      #expect(
        try warehouse.rows("SELECT DISTINCT Reason FROM Rejection") == ["no `type` or no `value`"])
    }
  }

  @Test func `a server that ignores the offset is found out`() async throws {
    let page = """
      {"meta":{"total":null},"data":[{"type":"ipv4","value":"192.0.2.1"}]}
      """
    let server = try ScriptedServer(.answer(body: Array(page.utf8)))
    let warehouse = try FeedWarehouse()
    let report = try #require(try await warehouse.rest(server.url).first)
    #expect(
      report.fault
        == "the server repeats a page: it ignores `offset` at \(server.url)/api/v1/iocs")
    #expect(report.watermarkAfter == nil)
    #expect(try warehouse.rows("SELECT NetworkIP FROM Indicator") == ["192.0.2.1"])
  }

  @Test func `a wrong key is refused with the server's own words`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let error = await #expect(throws: FeedError.self) {
        try await warehouse.rest(server.url, credential: .xAPIKey(APIKey("wrong")))
      }
      #expect(error?.kind == .unauthorized)
      #expect(error?.detail?.hasPrefix("invalid_api_key, ") == true)
      #expect(error?.advice?.contains("it was sent as x-api-key") == true)
      #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["failed"])
    }
  }

  @Test func `an answer that is no feed is refused`() async throws {
    let server = try ScriptedServer(.answer(body: Array("{\"status\":\"ok\"}".utf8)))
    let warehouse = try FeedWarehouse()
    let error = await #expect(throws: FeedError.self) { try await warehouse.rest(server.url) }
    #expect(error?.message == "the answer has no `data`")
  }
}
