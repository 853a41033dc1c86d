// Patterns of a stranger: mutations that must not trap, products that must not explode.

import Foundation
import Indicators
import TestSupport
import Testing

@Suite struct PatternHostileTests {
  static let seeds = [
    "[ipv4-addr:value = '198.51.100.1' OR ipv6-addr:value IN ('2001:db8::1', '::ffff:1.2.3.4')]",
    "([file:hashes.'SHA-256' = 'ab' AND file:name LIKE 'x\\\\%'] FOLLOWEDBY [a:b[*].c NOT = h'0A'])"
      + " WITHIN 5.5 SECONDS REPEATS 2 TIMES /* c */",
    "[a:b > t'2016-06-01T00:00:00.5Z' AND NOT EXISTS c:'d-e'] START t'2016-06-01T00:00:00Z'"
      + " STOP t'2017-06-01T00:00:00Z' // é",
    "[network-traffic:protocols[0] = 'tcp' AND (network-traffic:dst_port = 443 OR x:y = b'AAAA')]",
    "[email-message:from_ref.value = 'a@b.example' AND url:value = 'http://u@[::1]:80/\\'é']",
  ]

  @Test func `cut and flipped patterns never trap and always give a row and its reason`() {
    var random = SeededGenerator(state: 42)
    var understood = 0
    for round in 0..<4000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      switch random.next(upperBound: 4 as UInt64) {
      case 0: bytes.removeLast(Int(random.next(upperBound: UInt64(bytes.count))))
      case 1: bytes.removeFirst(Int(random.next(upperBound: UInt64(bytes.count))))
      default: break
      }
      for _ in 0..<random.next(upperBound: 4 as UInt64) where !bytes.isEmpty {
        let at = Int(random.next(upperBound: UInt64(bytes.count)))
        switch random.next(upperBound: 3 as UInt64) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        default: bytes.insert(Self.signs[Int(random.next() % UInt64(Self.signs.count))], at: at)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let rows = PatternRows(text)
      #expect(!rows.rows.isEmpty)
      #expect(rows.hasObservable || !rows.reasons.isEmpty, "\(text)")
      #expect((rows.error == nil) || !Pattern.errors(in: text).isEmpty)
      understood += rows.error == nil ? 1 : 0
    }
    #expect(understood > 100)
    #expect(understood < 3900)
  }

  static let signs = Array("'\\[]()=<>.:,*-+0 \u{0}\n/tTzZhb".utf8)

  @Test func `cut and flipped values never trap`() {
    var random = SeededGenerator(state: 7)
    let seeds = [
      "2018-11-05T00:00:00.1234567+05:30", "1521911721.255387", "2001:db8::1:0:0:1",
      "::ffff:23.50.53.192", "192.0.2.0/24", "http://u@[2001:db8::1]:8080/p?q#f", "a@b.example",
      "hxxps[:]//evil(dot)example", "www.example.com.", FileHashTests.sha256, "30d",
    ]
    for round in 0..<8000 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      if random.next() % 3 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
      for _ in 0..<random.next() % 4 where !bytes.isEmpty {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let instant = Timestamp(iso8601: text) {
        #expect(Timestamp(iso8601: instant.kusto) == instant)
      }
      if let instant = Timestamp(unixSecondsText: text) {
        #expect(Timestamp(iso8601: instant.kusto) == instant)
      }
      _ = Timestamp(unixMillisecondsText: text)
      _ = Lookback(text)
      if let value = ObservableValue.classify(refanged(text)) {
        #expect(ObservableValue.classify(value.text) == value, "\(text)")
      }
      _ = CIDRBlock(text)
      _ = URLHost(text)
      bytes.withUnsafeBytes { raw in
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
          _ = IPAddress.canonicalize(raw, into: buffer)
          _ = DomainName.canonicalize(raw, into: buffer)
          _ = URLHost.canonicalize(raw, into: buffer)
          _ = Timestamp(iso8601: raw)
        }
      }
    }
  }

  private func alternatives(_ property: String, _ count: Int, _ value: (Int) -> String) -> String {
    "(" + (0..<count).map { "\(property)='\(value($0))'" }.joined(separator: " OR ") + ")"
  }

  @Test func `a product is cut at its bound and says so`() {
    let ports = alternatives("network-traffic:dst_port", 200) { String($0) }
    let names = alternatives("domain-name:value", 200) { "n\($0).example" }
    let rows = PatternRows("[\(ports) AND \(names)]")
    #expect(rows.rows.count == 10_000)
    #expect(rows.reasons == ["more than 10000 combinations in an AND: the rest is left out"])
  }

  @Test func `products of products stay bounded`() {
    let groups = (0..<60).map { group in
      alternatives("domain-name:value", 10) { "n\($0).g\(group).example" }
    }
    let rows = PatternRows("[\(groups.joined(separator: " AND "))]")
    #expect(rows.rows.count <= 100_000)
    #expect(rows.hasObservable)
    #expect(rows.reasons.contains { $0.hasPrefix("more than") })
  }

  @Test func `a wide AND beside a wide OR stays bounded`() {
    let keys = alternatives("windows-registry-key:key", 3000) { "k\($0)" }
    let names = (0..<3000).map { "domain-name:value='n\($0).example'" }
    let rows = PatternRows("[\(keys) AND \(names.joined(separator: " AND "))]")
    #expect(rows.hasObservable)
    #expect(rows.rows.count == 3000)
  }

  @Test func `a long OR keeps every row`() {
    let names = (0..<25_000).map { "domain-name:value='n\($0).example'" }
    let rows = PatternRows("[\(names.joined(separator: " OR "))]")
    #expect(rows.rows.count == 25_000)
    #expect(rows.reasons == [])
  }

  @Test func `reasons are bounded`() {
    let tests = (0..<500).map { "x:p\($0)='v'" }
    let rows = PatternRows("[\(tests.joined(separator: " OR "))]")
    #expect(rows.rows.count == 500)
    #expect(rows.reasons.count == 101)
    #expect(rows.reasons.last == "further reasons are left out")
  }
}
