// STIX objects -> columns, one small object for each rule of the mapping.

import Foundation
import Indicators
import JSON
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct STIXMappingTests {
  private static let id = "indicator--00000000-0000-4000-8000-000000000001"

  /// An indicator with these members beside its id, mapped.
  private func map(_ members: String, pattern: String? = nil) throws -> FeedObject {
    let text = """
      {"type":"indicator","id":"\(Self.id)"\
      \(pattern.map { ",\"pattern\":\"\($0)\"" } ?? "")\(members.isEmpty ? "" : ",\(members)")}
      """
    let mapping = STIXMapping(context: MappingContext(sourceSystem: "Feed", now: testDay))
    let bytes = Array(text.utf8)
    return try JSONParser().withDocument(bytes) { value in
      var object = try bytes.withUnsafeBytes {
        try mapping.identify(value, bytes: $0, index: 0)
      }
      mapping.map(value, into: &object)
      return object
    }
  }

  private func row(_ members: String) throws -> Indicator {
    let object = try map(members, pattern: "[ipv4-addr:value = '192.0.2.1']")
    return try #require(object.indicators.first)
  }

  @Test(
    arguments: [
      ("[ipv4-addr:value = '192.0.2.1']", [IndicatorColumn.networkIP: "192.0.2.1"]),
      ("[ipv6-addr:value = '2001:DB8:0::1']", [.networkIP: "2001:db8::1"]),
      ("[ipv4-addr:value = '192.0.2.0/24']", [.networkCidrBlock: "192.0.2.0/24"]),
      ("[network-traffic:src_ref.value = '192.0.2.1']", [.networkSourceIP: "192.0.2.1"]),
      ("[network-traffic:dst_ref.value = '192.0.2.1']", [.networkDestinationIP: "192.0.2.1"]),
      (
        "[network-traffic:src_ref.value = '192.0.2.0/24']",
        [.networkSourceCidrBlock: "192.0.2.0/24"]
      ),
      (
        "[network-traffic:dst_ref.value = '192.0.2.0/24']",
        [.networkDestinationCidrBlock: "192.0.2.0/24"]
      ),
      ("[domain-name:value = 'Evil.Example']", [.domainName: "evil.example"]),
      ("[url:value = 'http://evil.example/A']", [.url: "http://evil.example/A"]),
      (
        "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']",
        [.fileHashType: "MD5", .fileHashValue: "d41d8cd98f00b204e9800998ecf8427e"]
      ),
      (
        "[file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
        [.fileHashType: "SHA-1", .fileHashValue: "da39a3ee5e6b4b0d3255bfef95601890afd80709"]
      ),
      ("[email-addr:value = 'a@evil.example']", [.emailSenderAddress: "a@evil.example"]),
      (
        "[email-message:from_ref.value = 'a@evil.example']",
        [.emailSenderAddress: "a@evil.example"]
      ),
      (
        "[email-message:to_refs[*].value = 'b@evil.example']",
        [.emailRecipient: "b@evil.example"]
      ),
      ("[email-message:subject = 'Hello']", [.emailSubject: "Hello"]),
      ("[file:name = 'a.exe']", [.fileName: "a.exe"]),
      (
        "[file:parent_directory_ref.path = '/tmp' AND file:name = 'a']",
        [.filePath: "/tmp", .fileName: "a"]
      ),
      ("[mutex:name = 'M']", [.fileMutexName: "M"]),
      (
        "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'curl']",
        [.userAgent: "curl"]
      ),
    ] as [(String, [IndicatorColumn: String])])
  func `an observable has its column`(pattern: String, columns: [IndicatorColumn: String]) throws {
    let object = try map("", pattern: pattern)
    #expect(object.rejections == [])
    #expect(object.indicators.count == 1)
    let row = try #require(object.indicators.first)
    for column in ObservableColumn.allCases.map(\.column) + [.fileHashType] {
      #expect(row.value(of: column) == .string(columns[column] ?? ""), "\(column)")
    }
    #expect(row.pattern == pattern)
    #expect(row.patternType == "stix")
  }

  @Test func `ports narrow the row`() throws {
    let object = try map(
      "",
      pattern: "[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]")
    #expect(object.indicators.map(\.networkDestinationIP) == ["192.0.2.1"])
    #expect(object.indicators.map(\.networkDestinationPort) == [443])
  }

  @Test func `each alternative of an OR is a row with the same id`() throws {
    let object = try map(
      "", pattern: "[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'evil.example']")
    #expect(object.indicators.map(\.networkIP) == ["192.0.2.1", ""])
    #expect(object.indicators.map(\.domainName) == ["", "evil.example"])
    #expect(Set(object.indicators.map(\.indicatorId)).count == 1)
    #expect(object.indicators.map(\.observablePath) == ["ipv4-addr:value", "domain-name:value"])
  }

  @Test func `the ids are those of the object and one made of it`() throws {
    let row = try row("")
    #expect(row.externalIndicatorId == Self.id)
    #expect(row.indicatorId == ContentDigest.identifier(of: Self.id))
    #expect(row.sourceSystem == "Feed")
    #expect(row.type == "ThreatIntelligenceIndicator")
  }

  @Test(arguments: [
    ("", ""), ("\"name\":\"N\"", "N"), ("\"description\":\"D\",\"name\":\"N\"", "D"),
    ("\"description\":\"\",\"name\":\"N\"", "N"), ("\"description\":null,\"name\":\"N\"", "N"),
    ("\"description\":7", ""),
  ])
  func `the description falls back on the name`(members: String, description: String) throws {
    #expect(try row(members).description == description)
  }

  @Test(
    arguments: [
      ("\"confidence\":0", 0), ("\"confidence\":85", 85), ("\"confidence\":100", 100),
      ("\"confidence\":101", nil), ("\"confidence\":-1", nil), ("\"confidence\":\"high\"", nil),
      ("", nil),
    ] as [(String, Double?)])
  func `the confidence is taken from 0 to 100`(members: String, score: Double?) throws {
    #expect(try row(members).confidenceScore == score)
  }

  @Test(arguments: [
    ("\"indicator_types\":[\"malicious-activity\"]", "malicious-activity", ""),
    (
      "\"indicator_types\":[\"anonymization\",\"unknown\"]", "anonymization",
      "\"indicatorTypes\":[\"anonymization\",\"unknown\"]"
    ),
    ("\"labels\":[\"c2\",\"malicious-activity\"]", "malicious-activity", ""),
    ("\"labels\":[\"c2\"]", "", ""), ("\"indicator_types\":[]", "", ""),
  ])
  func `the threat type is the first of indicator_types, or STIX 2.0's label`(
    members: String, type: String, information: String
  ) throws {
    let row = try row(members)
    #expect(row.threatType == type)
    #expect(row.additionalInformation.contains("indicatorTypes") == !information.isEmpty)
    #expect(row.additionalInformation.contains(information) || information.isEmpty)
  }

  @Test func `labels are the tags`() throws {
    #expect(try row("\"labels\":[\"a\",\"b c\",7]").tags == "a, b c")
  }

  @Test(arguments: [
    ("613f2e26-407d-48c7-9eca-b8e91df99dc9", "white"),
    ("34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"),
    ("f88d31f6-486f-44da-b317-01333bde0b82", "amber"),
    ("5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"),
    ("94868c89-83c2-464b-929b-a1a8aa3c8487", "white"),
    ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    ("939a9414-2ddd-4d32-a0cd-375ea402b003", "amber"),
    ("e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
    ("00000000-0000-4000-8000-000000000000", ""),
  ])
  func `a TLP marking of either version is the level`(marking: String, level: String) throws {
    let refs =
      "\"object_marking_refs\":[\"marking-definition--x\",\"marking-definition--\(marking)\"]"
    #expect(try row(refs).trafficLightProtocolLevel == level)
  }

  @Test(arguments: [
    ("reconnaissance", IndicatorColumn.killChainReconnaissance),
    ("weaponization", .killChainWeaponization), ("delivery", .killChainDelivery),
    ("exploitation", .killChainExploitation), ("command-and-control", .killChainC2),
    ("actions-on-objectives", .killChainActions),
  ])
  func `a phase of the kill chain sets its column`(phase: String, column: IndicatorColumn) throws {
    let columns: [IndicatorColumn] = [
      .killChainReconnaissance, .killChainWeaponization, .killChainDelivery,
      .killChainExploitation, .killChainC2, .killChainActions,
    ]
    func set(_ chain: String) throws -> [IndicatorColumn] {
      let row = try row(
        """
        "kill_chain_phases":[{"kill_chain_name":"\(chain)","phase_name":"\(phase)"}]
        """)
      return columns.filter { row.value(of: $0) == .bool(true) }
    }
    #expect(try set("lockheed-martin-cyber-kill-chain") == [column])
    #expect(try set("mitre-attack") == [])
  }

  @Test func `installation has no column`() throws {
    let row = try row(
      """
      "kill_chain_phases":[{"kill_chain_name":"lockheed-martin-cyber-kill-chain",\
      "phase_name":"installation"}]
      """)
    #expect(row.killChainDelivery == nil && row.killChainActions == nil)
  }

  @Test func `times are taken in any precision and offset`() throws {
    let row = try row(
      """
      "created":"2026-01-01T00:00:00Z","modified":"2026-01-02T00:00:00.1234567Z",\
      "valid_from":"2026-01-03T01:00:00+01:00","valid_until":"2026-06-01T00:00:00.000Z"
      """)
    #expect(row.created == Timestamp(iso8601: "2026-01-01T00:00:00Z"))
    #expect(row.modified == Timestamp(iso8601: "2026-01-02T00:00:00.1234567Z"))
    #expect(row.validFrom == Timestamp(iso8601: "2026-01-03T00:00:00Z"))
    #expect(row.validUntil == Timestamp(iso8601: "2026-06-01T00:00:00Z"))
    #expect(row.expirationDateTime == row.validUntil)
    #expect(row.additionalInformation == "")
    #expect(row.active == true)
  }

  @Test func `without valid_until the policy decides, and says so`() throws {
    let row = try row("\"modified\":\"2026-02-20T00:00:00Z\"")
    #expect(row.expirationDateTime == Timestamp(iso8601: "2026-03-22T00:00:00Z"))
    #expect(
      row.additionalInformation
        == "{\"expirationPolicy\":\"no valid_until in the feed: 30 d after modified "
        + "(policy for NetworkIP)\"}")
  }

  @Test func `a valid_until that is no time is told`() throws {
    let object = try map("\"valid_until\":\"soon\"", pattern: "[ipv4-addr:value = '192.0.2.1']")
    #expect(object.indicators.map(\.networkIP) == ["192.0.2.1"])
    #expect(object.indicators.first?.expirationDateTime != nil)
    #expect(object.rejections.map(\.reason) == ["valid_until is no time: the policy decides"])
    #expect(object.rejections.map(\.excerpt) == ["soon"])
  }

  @Test func `a revoked indicator expires when it was withdrawn`() throws {
    let row = try row(
      "\"modified\":\"2026-02-20T00:00:00Z\",\"valid_until\":\"2027-01-01T00:00:00Z\",\"revoked\":true"
    )
    #expect(row.revoked)
    #expect(row.active == false)
    #expect(row.expirationDateTime == Timestamp(iso8601: "2026-02-20T00:00:00Z"))
  }

  @Test func `external references go along as they are`() throws {
    let row = try row(
      "\"external_references\":[{\"source_name\":\"x\",\"url\":\"https://h.example/\"}],"
        + "\"valid_until\":\"2027-01-01T00:00:00Z\"")
    let information = try JSONSerialization.jsonObject(with: Data(row.additionalInformation.utf8))
    let references = (information as? [String: Any])?["externalReferences"] as? [[String: String]]
    #expect(references == [["source_name": "x", "url": "https://h.example/"]])
  }

  @Test(
    arguments: [
      ("[ipv4-addr:value = 'x", nil, "pattern not understood: "),
      ("rule x { condition: true }", "yara", "pattern_type yara has no observable"),
      (nil, nil, "no pattern"),
      ("[ipv4-addr:value LIKE '192.%']", nil, "operator LIKE cannot be an equality join"),
      ("[ipv4-addr:value = '300.1.1.1']", nil, ""),
    ] as [(String?, String?, String)])
  func `what has no observable is a row without one, and a reason`(
    pattern: String?, type: String?, reason: String
  ) throws {
    let object = try map(type.map { "\"pattern_type\":\"\($0)\"" } ?? "", pattern: pattern)
    #expect(object.indicators.count == 1)
    #expect(object.indicators.first?.observables.isEmpty == true)
    #expect(object.indicators.first?.pattern == pattern ?? "")
    #expect(object.rejections.count == 1)
    #expect(object.rejections.first?.objectId == Self.id)
    #expect(object.rejections.first?.reason.hasPrefix(reason) == true)
  }

  @Test func `an object that cannot be keyed is refused`() {
    let mapping = STIXMapping(context: MappingContext(sourceSystem: "Feed", now: testDay))
    let long = String(repeating: "x", count: 1_025)
    for (text, reason) in [
      ("7", "not a JSON object"), ("{\"id\":\"x\"}", "no `type`"),
      ("{\"type\":\"indicator\"}", "no `id`"), ("{\"type\":\"indicator\",\"id\":\"\"}", "no `id`"),
      ("{\"type\":\"indicator\",\"id\":\"\(long)\"}", "no `id`"),
    ] {
      let bytes = Array(text.utf8)
      let error = #expect(throws: ObjectRejected.self) {
        try JSONParser().withDocument(bytes) { value in
          try bytes.withUnsafeBytes { _ = try mapping.identify(value, bytes: $0, index: 4) }
        }
      }
      #expect(error?.rejection.reason == reason)
      #expect(error?.rejection.objectId == "#5")
    }
  }
}
