// Collections of a TAXII server over a real socket: walking, resuming, and what the rows become.

import FeedServer
import Indicators
import Samples
import Synchronization
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct TAXIIIngestionTests {
  private static let root = "/api/taxii2/api/"

  /// Fails, or does something else, in place of one request for objects.
  private final class Interrupting: HTTPTransport {
    struct Killed: Error {}
    let transport: CurlTransport
    let page: Int
    let requests = Mutex(0)

    init(page: Int) throws {
      transport = try CurlTransport()
      self.page = page
    }

    func send(
      _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
      if request.url.path.hasSuffix("/objects/") {
        let number = requests.withLock { count in
          count += 1
          return count
        }
        if number == page { throw Killed() }
      }
      return try transport.send(request, onChunk: onChunk)
    }
  }

  @Test func `envelopes and bundles of any page size give the same rows`() async throws {
    let expected = try FeedWarehouse()
    try await withFeedServer(options: FeedOptions(pageSize: 1_000)) { server in
      let report = try #require(try await expected.taxii(server.url + Self.root).first)
      #expect(report.fault == nil)
      #expect(report.counts.new == 65)
    }
    let rows = try expected.indicators()
    #expect(rows.count == 65)
    for style in FeedOptions.Style.allCases {
      for size in [1, 7] where style == .envelope || size > 1 {
        let warehouse = try FeedWarehouse()
        try await withFeedServer(options: FeedOptions(pageSize: size, style: style)) { server in
          let report = try #require(try await warehouse.taxii(server.url + Self.root).first)
          #expect(report.fault == nil, "\(style) by \(size)")
          #expect(try warehouse.rows("SELECT count(*) FROM Rejection") == ["1"])
          let second = try #require(
            try await warehouse.taxii(server.url + Self.root, now: testDay.adding(days: 1)).first)
          #expect(second.counts.fetched == 0)
          #expect(second.watermarkAfter == report.watermarkAfter)
        }
        #expect(try warehouse.indicators() == rows, "\(style) by \(size)")
      }
    }
  }

  @Test func `bundles of one object cannot be walked, and the report says so`() async throws {
    try await withFeedServer(options: FeedOptions(pageSize: 1, style: .bundle)) { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.taxii(server.url + Self.root).first)
      #expect(
        report.fault
          == "1 or more objects share one date_added, a page holds no more than 1, and the server "
          + "sends no `next` at \(server.url)/api/taxii2/api/collections/all/")
      #expect(
        try warehouse.rows("SELECT Outcome, Fetched > 0 FROM IngestRun") == ["failed|1"])
    }
  }

  @Test func `the next poll brings just what was published since`() async throws {
    for style in FeedOptions.Style.allCases {
      try await withFeedServer(options: FeedOptions(pageSize: 20, style: style)) { server in
        let warehouse = try FeedWarehouse()
        try await warehouse.taxii(server.url + Self.root)
        let before = try warehouse.indicators()
        await server.publish([
          object("indicator--1", pattern: "[ipv4-addr:value = '192.0.2.250']", day: 1),
          object("indicator--2", pattern: "[domain-name:value = 'new.example']", day: 1),
        ])
        let report = try #require(
          try await warehouse.taxii(server.url + Self.root, now: testDay.adding(days: 1)).first)
        #expect(report.counts.new == 2)
        #expect(report.counts.updated == 0)
        #expect(report.watermarkBefore != report.watermarkAfter)
        let after = try warehouse.indicators()
        #expect(after.count == before.count + 2)
        #expect(Set(after).isSuperset(of: before))
      }
    }
  }

  @Test func `a poll that is killed between pages leaves whole pages, and the next completes it`()
    async throws
  {
    for style in FeedOptions.Style.allCases {
      try await withFeedServer(options: FeedOptions(pageSize: 10, style: style)) { server in
        let whole = try FeedWarehouse()
        try await whole.taxii(server.url + Self.root)
        let warehouse = try FeedWarehouse()
        let transport = try Interrupting(page: 3)
        await #expect(throws: Interrupting.Killed.self) {
          try await warehouse.taxii(server.url + Self.root, transport: transport)
        }
        // Two pages; those of a bundle overlap by one object.
        let kept = style == .envelope ? "20" : "19"
        #expect(try warehouse.rows("SELECT count(*) FROM RawObject") == [kept])
        #expect(
          try warehouse.rows("SELECT Outcome, Pages, EndedAt IS NULL FROM IngestRun")
            == ["running|2|1"])
        try await warehouse.taxii(server.url + Self.root)
        #expect(try warehouse.indicators() == whole.indicators())
        #expect(
          try warehouse.rows("SELECT Id, Data FROM ThreatIntelObjects ORDER BY Id")
            == whole.rows("SELECT Id, Data FROM ThreatIntelObjects ORDER BY Id"))
      }
    }
  }

  @Test func `since is where the first poll begins, and no later one`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let start = testDay.adding(days: -2)
      try await warehouse.taxii(server.url + Self.root, since: start)
      let count = try warehouse.rows("SELECT count(*) FROM RawObject")
      // Two of them were revoked meanwhile, and come in their last version only.
      let versions = testWorld.objects.filter { $0.dateAdded > start.ticks }.count
      #expect(count == [String(versions - 2)])
      let again = try await warehouse.taxii(server.url + Self.root, since: .min)
      #expect(again.map(\.counts.fetched) == [0])
    }
  }

  @Test func `a page of nothing but faulty objects does not end the walk of a bundle`()
    async throws
  {
    let bad = (1...3).map {
      SampleObject(
        json: "{\"type\":\"indicator\",\"n\":\($0)}",
        dateAdded: testDay.adding(days: -3 + $0).ticks)
    }
    let good = object("indicator--1", pattern: "[ipv4-addr:value = '192.0.2.1']", day: 5)
    let content = FeedContent(objects: bad + [good])
    try await withFeedServer(content, options: FeedOptions(pageSize: 2, style: .bundle)) { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.taxii(server.url + Self.root).first)
      #expect(report.fault == nil)
      #expect(report.counts.new == 1)
      #expect(
        try warehouse.rows("SELECT DISTINCT Reason FROM Rejection") == ["no `id`"])
    }
  }

  // MARK: Rows

  @Test func `a row says everything that its object says`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      try await warehouse.taxii(server.url + Self.root)
      #expect(
        try warehouse.rows(
          """
          SELECT SourceSystem, NetworkIP, ConfidenceScore, Description, ThreatType, Tags,
            TrafficLightProtocolLevel, KillChainC2, IndicatorProvider, TimeGenerated
          FROM ThreatIntelligenceIndicator WHERE NetworkIP = '192.0.2.10'
          """)
          == [
            "SOC Defenders|192.0.2.10|85.0|Command and control of SampleStealer|"
              + "malicious-activity|c2, samplestealer|green|1|Picket samples|"
              + "2026-03-01T12:00:00.0000000Z"
          ])
      // An OR gives a row each, an AND one row.
      #expect(
        try warehouse.rows(
          """
          SELECT NetworkIP, DomainName FROM ThreatIntelligenceIndicator
          WHERE Description = 'SampleStealer panel' ORDER BY 1
          """) == ["|panel.stealer.test", "198.51.100.150|"])
      #expect(
        try warehouse.rows(
          """
          SELECT FileName, FileHashType, length(FileHashValue) FROM ThreatIntelligenceIndicator
          WHERE Description = 'SampleStealer dropper'
          """) == ["invoice.exe|SHA-256|64"])
      #expect(
        try warehouse.rows(
          """
          SELECT NetworkDestinationIP, NetworkIP, NetworkCidrBlock FROM ThreatIntelligenceIndicator
          WHERE NetworkDestinationIP <> '' OR NetworkCidrBlock <> '' ORDER BY 1
          """) == ["||203.0.113.128/28", "203.0.113.60||"])
      #expect(
        try warehouse.rows(
          """
          SELECT TrafficLightProtocolLevel, count(*) FROM ThreatIntelligenceIndicator
          GROUP BY 1 ORDER BY 1
          """
        ).map { $0.split(separator: "|").first.map(String.init) } == [
          "amber", "green", "white",
        ])
    }
  }

  @Test func `expired, revoked and supplied expirations can be told apart in the row`() async throws
  {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.taxii(server.url + Self.root).first)
      #expect(report.counts.expired == 4)
      func row(_ condition: String) throws -> [String] {
        try warehouse.rows(
          """
          SELECT ExpirationDateTime, AdditionalInformation FROM ThreatIntelligenceIndicator
          WHERE \(condition)
          """)
      }
      // valid_until two days before: the feed's own word needs no comment.
      #expect(try row("NetworkIP = '192.0.2.200'") == ["2026-02-27T00:00:00.0000000Z|"])
      let revoked = try #require(try row("DomainName = 'revoked.example'").first)
      #expect(revoked.hasSuffix("|{\"expirationPolicy\":\"revoked: expires at modified\"}"))
      #expect(revoked < "2026-03-01")
      #expect(
        try row("NetworkIP = '192.0.2.10'").map { $0.split(separator: "|")[1] } == [
          "{\"expirationPolicy\":\"no valid_until in the feed: 30 d after modified "
            + "(policy for NetworkIP)\"}"
        ])
    }
  }

  @Test func `a pattern that is none gives a row without observable and a rejection`() async throws
  {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      try await warehouse.taxii(server.url + Self.root)
      let row = try warehouse.rows(
        """
        SELECT ExternalIndicatorId, NetworkIP || DomainName || Url || FileHashValue
        FROM ThreatIntelligenceIndicator WHERE Description = 'Truncated pattern'
        """)
      #expect(row.count == 1)
      let id = String(row.first?.dropLast() ?? "")
      #expect(id.hasPrefix("indicator--"))
      let rejections = try warehouse.rows(
        "SELECT Origin, ObjectId, Reason, Excerpt FROM Rejection")
      #expect(rejections.count == 1)
      #expect(rejections.first?.hasPrefix("SOC Defenders|\(id)|pattern not understood: ") == true)
      #expect(rejections.first?.hasSuffix("|[ipv4-addr:value = '192.0.2.254") == true)
    }
  }

  @Test func `every object stands byte for byte in ThreatIntelObjects`() async throws {
    // Blanks, escapes and the order of the members stay.
    let json = """
      { "type" :"indicator","id":"indicator--x",  "pattern":"[url:value = 'http:\\/\\/h.example\\/\\u00e9']",\
      "modified":"2026-02-01T00:00:00Z","name":"Ünï","x_big":1.50e+2 }
      """
    let content = FeedContent(objects: [
      SampleObject(json: json, dateAdded: testDay.adding(days: -1).ticks)
    ])
    try await withFeedServer(content) { server in
      let warehouse = try FeedWarehouse()
      try await warehouse.taxii(server.url + Self.root)
      #expect(try warehouse.rows("SELECT Data FROM ThreatIntelObjects") == [json])
      #expect(
        try warehouse.rows("SELECT Url FROM ThreatIntelligenceIndicator")
          == ["http://h.example/é"])
    }
  }

  private func object(_ id: String, pattern: String, day: Int64) -> SampleObject {
    SampleObject(
      json: """
        {"type":"indicator","spec_version":"2.1","id":"\(id)","created":"2026-02-01T00:00:00Z",\
        "modified":"2026-02-01T00:00:00Z","pattern":"\(pattern)","pattern_type":"stix",\
        "valid_from":"2026-02-01T00:00:00Z"}
        """, dateAdded: testDay.adding(days: day).ticks)
  }
}
