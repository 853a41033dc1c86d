// SOC Defenders' REST rows -> columns.

import Indicators
import JSON
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct SOCDefendersMappingTests {
  private func map(_ text: String, name: String = "Feed") throws -> FeedObject {
    let mapping = SOCDefendersMapping(context: MappingContext(sourceSystem: name, now: testDay))
    let bytes = Array(text.utf8)
    return try JSONParser().withDocument(bytes) { value in
      var object = try bytes.withUnsafeBytes {
        try mapping.identify(value, bytes: $0, index: 0)
      }
      mapping.map(value, into: &object)
      return object
    }
  }

  @Test(arguments: [
    ("ipv4", "192.0.2.1", IndicatorColumn.networkIP, "192.0.2.1"),
    ("ipv6", "2001:DB8::1", .networkIP, "2001:db8::1"),
    ("ipv4", "192.0.2.0/24", .networkCidrBlock, "192.0.2.0/24"),
    ("domain", "Evil.Example", .domainName, "evil.example"),
    ("url", "https://evil.example/a", .url, "https://evil.example/a"),
    ("email", "a@evil.example", .emailSenderAddress, "a@evil.example"),
    ("MD5", "D41D8CD98F00B204E9800998ECF8427E", .fileHashValue, "d41d8cd98f00b204e9800998ecf8427e"),
    (
      "sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", .fileHashValue,
      "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    ),
    (
      "sha256", String(repeating: "ab", count: 32), .fileHashValue,
      String(repeating: "ab", count: 32)
    ),
    (
      "sha512", String(repeating: "ab", count: 64), .fileHashValue,
      String(repeating: "ab", count: 64)
    ),
  ])
  func `a type has its column`(
    type: String, value: String, column: IndicatorColumn, canonical: String
  ) throws {
    let object = try map("{\"type\":\"\(type)\",\"value\":\"\(value)\"}")
    #expect(object.rejections == [])
    let row = try #require(object.indicators.first)
    #expect(row.observables.map(\.value) == [canonical])
    #expect(row.value(of: column) == .string(canonical))
    // Without an id of the feed, type and value are the id.
    #expect(row.externalIndicatorId == "\(type):\(value)")
  }

  @Test(arguments: [
    ("cve", "CVE-2099-1", "type cve has no observable column"),
    ("mitre_attack", "T1071", "type mitre_attack has no observable column"),
    ("ipv4", "evil.example", "the value is no ipv4"),
    ("sha256", "d41d8cd98f00b204e9800998ecf8427e", "the value is no sha256"),
    ("domain", "192.0.2.1", "the value is no domain"),
  ])
  func `what has no column is kept in the tags, with a reason`(
    type: String, value: String, reason: String
  ) throws {
    let object = try map(
      "{\"id\":\"7\",\"type\":\"\(type)\",\"value\":\"\(value)\",\"tags\":[\"x\"]}")
    #expect(object.rejections.map(\.reason) == [reason])
    #expect(object.rejections.map(\.objectId) == ["7"])
    #expect(object.rejections.map(\.excerpt) == [value])
    let row = try #require(object.indicators.first)
    #expect(row.observables.isEmpty)
    #expect(row.tags == "\(value), x")
  }

  @Test(
    arguments: [
      ("\"high\"", 85), ("\"Medium\"", 50), ("\"low\"", 15), ("\"sure\"", nil), ("73", 73),
      ("173", nil), ("null", nil),
    ] as [(String, Double?)])
  func `the words of confidence stand on STIX's scale`(word: String, score: Double?) throws {
    let object = try map("{\"type\":\"ipv4\",\"value\":\"192.0.2.1\",\"confidence\":\(word)}")
    #expect(object.indicators.map(\.confidenceScore) == [score])
  }

  @Test func `every other field has its place`() throws {
    let object = try map(
      """
      {"id":"u-1","type":"ipv4","value":"192.0.2.1","first_seen":"2026-02-01T00:00:00Z",\
      "last_seen":"2026-02-20T00:00:00Z","source":{"article_title":"T","feed_name":"F"},\
      "context":"C","tags":["a"],"mitre_techniques":["T1071"]}
      """)
    let row = try #require(object.indicators.first)
    #expect(row.externalIndicatorId == "u-1")
    #expect(row.description == "C")
    #expect(row.tags == "a, T1071")
    #expect(row.indicatorProvider == "F")
    #expect(row.created == Timestamp(iso8601: "2026-02-01T00:00:00Z"))
    #expect(row.expirationDateTime == Timestamp(iso8601: "2026-03-22T00:00:00Z"))
    #expect(
      row.additionalInformation
        == "{\"expirationPolicy\":\"no valid_until in the feed: 30 d after last_seen (policy for "
        + "NetworkIP)\",\"source\":{\"article_title\":\"T\",\"feed_name\":\"F\"}}")
    let bare = try map(
      "{\"type\":\"ipv4\",\"value\":\"192.0.2.1\",\"source\":{\"article_title\":\"T\"}}")
    #expect(bare.indicators.map(\.description) == ["T"])
  }

  @Test func `the id is that of source and pattern, whatever the row is called`() throws {
    func id(_ members: String, name: String = "Feed") throws -> String? {
      try map("{\"type\":\"domain\",\(members)}", name: name).indicators.first?.indicatorId
    }
    let one = try id("\"id\":\"1\",\"value\":\"evil.example\"")
    #expect(one != nil)
    #expect(try id("\"id\":\"2\",\"value\":\"EVIL.example.\"") == one)
    #expect(try id("\"value\":\"other.example\"") != one)
    #expect(try id("\"value\":\"evil.example\"", name: "Other") != one)
  }

  @Test func `a row without type or value is refused`() {
    for text in [
      "{\"type\":\"ipv4\"}", "{\"value\":\"192.0.2.1\"}", "{\"type\":\"\",\"value\":\"\"}",
    ] {
      let error = #expect(throws: ObjectRejected.self) { try map(text) }
      #expect(error?.rejection.reason == "no `type` or no `value`")
    }
  }
}
