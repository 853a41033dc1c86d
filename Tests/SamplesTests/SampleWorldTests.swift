// The sample feed and its times: what it holds, that it stays the same, that nothing in it exists.

import Foundation
import Samples
import Testing

/// 2026-11-23T15:04:05Z.
let afternoon: Int64 = 639_310_430_450_000_000
/// 2026-11-23T00:00:00Z.
let midnight: Int64 = 639_309_888_000_000_000

@Suite struct SampleWorldTests {
  let world = SampleWorld(now: afternoon)

  @Test func `a day has one world`() {
    let earlier = SampleWorld(now: midnight)
    #expect(world.day == midnight)
    #expect(world.objects == earlier.objects && world.iocs == earlier.iocs)
    #expect(world.connLog == earlier.connLog && world.dnsLog == earlier.dnsLog)
    #expect(SampleWorld(now: midnight - 1).objects != world.objects)
  }

  @Test func `the feed has 64 indicators, four of them over, and their context`() throws {
    let objects = try world.objects.map { try parsed($0.json) }
    var types: [String: Int] = [:]
    for object in objects { types[try #require(object["type"] as? String), default: 0] += 1 }
    let expected = [
      "indicator": 66, "identity": 1, "marking-definition": 3, "malware": 1, "relationship": 3,
      "vulnerability": 2,
    ]
    #expect(types == expected)
    let indicators = objects.filter { $0["type"] as? String == "indicator" }
    #expect(Set(indicators.compactMap { $0["id"] as? String }).count == 64)
    #expect(indicators.filter { $0["revoked"] as? Bool == true }.count == 2)
    let untils = indicators.compactMap { $0["valid_until"] as? String }
    #expect(untils.filter { $0 == "2026-11-21T00:00:00Z" }.count == 2)
    #expect(untils.filter { $0 > "2026-11-23T15:04:05Z" }.count == untils.count - 2)
    #expect(indicators.filter { $0["valid_until"] == nil }.count > 40)
  }

  @Test func `objects are dated before the day, each for itself`() throws {
    let dates = world.objects.map(\.dateAdded)
    #expect(zip(dates, dates.dropFirst()).allSatisfy(<))
    #expect(dates.allSatisfy { $0 < midnight && $0 > midnight - 4 * SampleTime.day })
    #expect(dates.allSatisfy { $0 % 10 == 0 })
    for object in world.objects {
      let stix = try parsed(object.json)
      let modified = try #require(stix["modified"] as? String ?? stix["created"] as? String)
      #expect(try #require(SampleTime.ticks(modified)) < object.dateAdded)
    }
  }

  @Test func `each reference leads to an object`() throws {
    let objects = try world.objects.map { try parsed($0.json) }
    let ids = Set(objects.compactMap { $0["id"] as? String })
    for object in objects {
      let single = ["created_by_ref", "source_ref", "target_ref"].compactMap {
        object[$0] as? String
      }
      for reference in single + (object["object_marking_refs"] as? [String] ?? []) {
        #expect(ids.contains(reference))
      }
    }
  }

  @Test func `REST rows are those that are not over, and two that STIX cannot say`() throws {
    let rows = try world.iocs.map { try parsed($0.json) }
    var types: [String: Int] = [:]
    for row in rows { types[try #require(row["type"] as? String), default: 0] += 1 }
    let expected = [
      "ipv4": 19, "ipv6": 4, "domain": 14, "url": 6, "sha256": 5, "sha1": 2, "md5": 4, "email": 3,
      "cve": 1, "mitre-attack": 1,
    ]
    #expect(types == expected)
    #expect(Set(rows.compactMap { $0["id"] as? String }).count == rows.count)
    #expect(world.iocs.map(\.lastSeen) == world.iocs.map(\.lastSeen).sorted(by: >))
    let over = ["192.0.2.200", "expired.example", "198.51.100.222", "revoked.example"]
    #expect(!rows.contains { over.contains($0["value"] as? String ?? "") })
  }

  @Test func `nothing points outside the ranges set aside for documentation`() throws {
    let everything =
      (world.objects.map(\.json) + world.iocs.map(\.json)).joined(separator: "\n")
      + world.connLog + world.dnsLog
    for match in everything.matches(of: #/\b\d{1,3}(?:\.\d{1,3}){3}\b/#) {
      let isReserved = ["10.20.", "192.0.2.", "198.51.100.", "203.0.113."].contains {
        match.output.hasPrefix($0)
      }
      #expect(isReserved, "\(match.output)")
    }
    let names = world.dnsLog.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t")[9].lowercased() }
    for name in names where name != "-" {
      #expect(name.contains(#/(^|\.)(example|test|example\.(com|net|org))\.?$/#), "\(name)")
    }
  }

  @Test(
    arguments: [
      ("2026-11-23T00:00:00Z", midnight), ("2026-11-23", midnight),
      ("2026-11-23T15:04:05.000000Z", afternoon), ("1970-01-01T00:00:00Z", SampleTime.epoch),
      ("2024-02-29T23:59:59.9999999Z", 638_448_479_999_999_999), ("2023-02-29", nil),
      ("2026-13-01", nil), ("2026-11-23T24:00:00Z", nil), ("2026-11-23T00:00:00", nil),
      ("2026-11-23T00:00:00.Z", nil), ("2026-11-23T00:00:00.12345678Z", nil), ("yesterday", nil),
      ("2026-11-23T00:00:00+00:00", nil), ("", nil), ("2026-11-2３", nil),
    ] as [(String, Int64?)])
  func `a time is read as the specifications write it`(text: String, ticks: Int64?) {
    #expect(SampleTime.ticks(text) == ticks)
  }

  @Test func `a time is written with as many digits as wanted`() {
    #expect(SampleTime.text(afternoon + 1_234_567) == "2026-11-23T15:04:05Z")
    #expect(
      SampleTime.text(afternoon + 1_234_567, fractionDigits: 6) == "2026-11-23T15:04:05.123456Z")
  }
}

func parsed(_ json: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
}
