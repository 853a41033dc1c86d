// The expected hits come from the plan of the logs. Here they are computed a second time, from the
// texts that a program under test gets to read.

import Foundation
import Samples
import Testing

@Suite struct ExpectedHitsTests {
  let world = SampleWorld(now: afternoon)

  @Test func `the documented hunts have 43 and 31 rows, from either feed`() {
    #expect(world.expectedNetworkHits().count == 43)
    #expect(world.expectedDNSHits().count == 31)
    #expect(world.expectedNetworkHits(from: .rest) == world.expectedNetworkHits())
    #expect(world.expectedDNSHits(from: .rest).count == 31)
    #expect(world.expectedDestinationIPHits.count == 3)
    #expect(world.expectedCIDRHits.count == 3)
  }

  @Test func `the network hits are those of a join of the texts`() throws {
    let known = try live(pattern: #/ipv[46]-addr:value = '([^'\/]+)'[\] ]/#).map { value, stix in
      (try #require(canonicalAddress(value)), stix)
    }
    let rows = try rows(world.connLog, fields: 22)
    #expect(rows.count == 300)
    let hits = try rows.flatMap { row in
      let destination = try #require(canonicalAddress(row["id.resp_h"] ?? ""))
      return try known.filter { $0.0 == destination }.map { _, stix in
        let name = try #require(stix["name"] as? String)
        let confidence = try #require(stix["confidence"] as? Int)
        return NetworkHitText(
          time: row["ts"] ?? "", client: row["id.orig_h"] ?? "", value: destination,
          confidence: confidence, text: stix["description"] as? String ?? name)
      }
    }
    let expected = world.expectedNetworkHits().map {
      NetworkHitText(
        time: seconds($0.timeGenerated), client: $0.sourceIP, value: $0.destinationIP,
        confidence: Int($0.confidenceScore), text: $0.description)
    }
    #expect(hits.sorted() == expected.sorted())
  }

  @Test func `the DNS hits are those of a join of the texts`() throws {
    let known = try live(pattern: #/domain-name:value = '([^']+)'/#).map {
      ($0.0.lowercased(), $0.1)
    }
    let rows = try rows(world.dnsLog, fields: 24)
    #expect(rows.count == 150)
    let hits = try rows.flatMap { row in
      var name = (row["query"] ?? "").lowercased()
      if name.hasSuffix(".") { name.removeLast() }
      return try known.filter { $0.0 == name }.map { _, stix in
        NetworkHitText(
          time: row["ts"] ?? "", client: row["id.orig_h"] ?? "", value: name,
          confidence: try #require(stix["confidence"] as? Int),
          text: try #require(stix["indicator_types"] as? [String])[0])
      }
    }
    let expected = world.expectedDNSHits().map {
      NetworkHitText(
        time: seconds($0.timeGenerated), client: $0.clientIP, value: $0.name,
        confidence: Int($0.confidenceScore), text: $0.threatType)
    }
    #expect(hits.sorted() == expected.sorted())
  }

  @Test func `what is over has connections and queries, and no hit`() throws {
    for address in ["192.0.2.200", "198.51.100.222"] {
      #expect(try rows(world.connLog, fields: 22).filter { $0["id.resp_h"] == address }.count == 2)
      #expect(!world.expectedNetworkHits().contains { $0.destinationIP == address })
    }
    for name in ["expired.example", "revoked.example"] {
      #expect(try rows(world.dnsLog, fields: 24).filter { $0["query"] == name }.count == 2)
      #expect(!world.expectedDNSHits().contains { $0.name == name })
    }
  }

  @Test func `all times lie in the 24 hours before the day and differ`() throws {
    for log in [try rows(world.connLog, fields: 22), try rows(world.dnsLog, fields: 24)] {
      let times = try log.map { try #require(Double($0["ts"] ?? "")) }
      let end = Double((midnight - SampleTime.epoch) / SampleTime.second)
      #expect(times.allSatisfy { $0 >= end - 86_400 && $0 < end })
      #expect(Set(times).count == times.count)
    }
    let dns = try rows(world.dnsLog, fields: 24)
    #expect(dns.contains { $0["query"] == "-" } && dns.contains { $0["answers"] == "(empty)" })
  }

  /// The values of a pattern in the newest versions that are neither revoked nor over.
  private func live(pattern: Regex<(Substring, Substring)>) throws -> [(String, [String: Any])] {
    var newest: [String: [String: Any]] = [:]
    for object in world.objects {
      let stix = try parsed(object.json)
      if let id = stix["id"] as? String, stix["type"] as? String == "indicator" {
        newest[id] = stix
      }
    }
    return try newest.values.filter { stix in
      stix["revoked"] == nil && (stix["valid_until"] as? String ?? "9999") > "2026-11-23T15:04:05Z"
    }.flatMap { stix in
      let text = try #require(stix["pattern"] as? String)
      return text.matches(of: pattern).map { (String($0.output.1), stix) }
    }
  }

  private func rows(_ log: String, fields count: Int) throws -> [[String: String]] {
    let lines = log.split(separator: "\n")
    let names = try #require(lines.first { $0.hasPrefix("#fields\t") }).split(separator: "\t")
      .dropFirst().map(String.init)
    let types = try #require(lines.first { $0.hasPrefix("#types\t") }).split(separator: "\t")
    #expect(names.count == count && types.count == count + 1)
    return lines.filter { !$0.hasPrefix("#") }.map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      #expect(values.count == count && !values.contains(""))
      return Dictionary(uniqueKeysWithValues: zip(names, values))
    }
  }

  private func seconds(_ ticks: Int64) -> String {
    let micros = (ticks - SampleTime.epoch) / 10
    return "\(micros / 1_000_000)." + String(String(1_000_000 + micros % 1_000_000).dropFirst())
  }

  private func canonicalAddress(_ text: String) -> String? {
    let family = text.contains(":") ? AF_INET6 : AF_INET
    var bytes = [UInt8](repeating: 0, count: 16)
    guard inet_pton(family, text, &bytes) == 1 else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// A hit with its values as text, comparable.
struct NetworkHitText: Comparable {
  let time: String
  let client: String
  let value: String
  let confidence: Int
  let text: String

  static func < (left: Self, right: Self) -> Bool {
    (left.time, left.client, left.value, left.confidence, left.text)
      < (right.time, right.client, right.value, right.confidence, right.text)
  }
}
