// The benchmark's data: the same each time, the short a beginning of the long, and the counts those of
// a join of the texts.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct BenchmarkDataTests {
  @Test func `a second run writes the same bytes`() throws {
    let (first, second) = (try Written.standard.get(), try Written())
    #expect(first.truth == second.truth)
    for name in Written.files {
      #expect(try first.bytes(name) == second.bytes(name), "\(name)")
      #expect(try !first.bytes(name).isEmpty, "\(name)")
    }
  }

  @Test func `longer logs and larger sets begin with the shorter ones`() throws {
    let short = try Written(rows: 4000, indicators: 2000, hits: 40)
    let long = try Written(rows: 8000, indicators: 2000, hits: 80)
    for log in ["conn.log", "dns.log"] {
      let rows = try short.rows(log)
      #expect(rows.count == 4000)
      #expect(try long.rows(log).prefix(4000).elementsEqual(rows))
    }
    let large = try Written(rows: 4000, indicators: 3000, hits: 40, [.indicators])
    let lines = try short.lines("indicators.csv")
    #expect(try large.lines("indicators.csv").prefix(2001).elementsEqual(lines))
    let objects = try short.indicators().map(\.id)
    #expect(try large.indicators().map(\.id).prefix(2000).elementsEqual(objects))
  }

  @Test func `with as many hits, logs of different lengths have the same ones`() throws {
    let short = try Written(rows: 4000, indicators: 2000, hits: 40, [.conn, .indicators])
    let long = try Written(rows: 8000, indicators: 2000, hits: 40, [.conn])
    let known = Set(try short.indicators().filter { $0.type == "ipv4" }.map(\.value))
    let hits = try [short, long].map {
      try $0.rows("conn.log").map { $0[4] }.filter(known.contains)
    }
    #expect(hits[0].count == 40)
    #expect(hits[0] == hits[1])
  }

  @Test func `the connection logs continue each other`() throws {
    let written = try Written.standard.get()
    let logs = try ["conn.log", "conn-append.log", "conn-new.log"].map(written.rows)
    #expect(logs.map(\.count) == [4000, 400, 40])
    #expect(logs.joined().allSatisfy { $0.count == 21 })
    let times = logs.joined().map { $0[0] }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(logs.joined().map { $0[1] }).count == 4440)
  }

  @Test func `the counts of the connections are those of a join`() throws {
    let written = try Written.standard.get()
    let known = try written.indicators().filter { $0.type == "ipv4" }
    let until = Dictionary(uniqueKeysWithValues: known.map { ($0.value, $0.validUntil) })
    let blocks = try written.lines("blocks.txt").map(Block.init)
    for (name, truth) in try #require(written.truth.connections) {
      let rows = try written.rows(name)
      let hits = rows.map { $0[4] }.filter { until[$0] != nil }
      #expect(truth.rows == rows.count)
      #expect(truth.hits == hits.count && truth.hitDestinations == Set(hits).count)
      let live = hits.filter { until[$0] ?? "" > "2026-11-23T00:00:00Z" }
      #expect(truth.unexpiredHits == live.count && truth.firstHit == live.first ?? "")
      #expect(truth.destinations == Set(rows.map { $0[4] }).count)
      #expect(truth.sources == Set(rows.map { $0[2] }).count)
      let inside = rows.map { $0[4] }.filter { address in
        guard let number = Block.number(address) else { return false }
        return blocks.contains { $0.holds(number) }
      }
      #expect(truth.blockHits == inside.count && truth.blockDestinations == Set(inside).count)
    }
    #expect(written.truth.connections?["conn.log"]?.hits == 40)
    #expect(try #require(written.truth.connections?["conn.log"]).blockHits > 0)
  }

  @Test func `the counts of the queries are those of a join`() throws {
    let written = try Written.standard.get()
    let known = try written.indicators().filter { $0.type == "domain" }
    let until = Dictionary(uniqueKeysWithValues: known.map { ($0.value, $0.validUntil) })
    var (equal, liveEqual, below, liveBelow) = (0, 0, 0, 0)
    for row in try written.rows("dns.log") {
      #expect(row.count == 24)
      let labels = row[9].split(separator: ".")
      let found = labels.indices.first { until[labels[$0...].joined(separator: ".")] != nil }
      guard let found else { continue }
      let isLive = until[labels[found...].joined(separator: ".")] ?? "" > "2026-11-23T00:00:00Z"
      if found == 0 { equal += 1 } else { below += 1 }
      if isLive, found == 0 { liveEqual += 1 }
      if isLive, found > 0 { liveBelow += 1 }
    }
    let truth = try #require(written.truth.queries)
    #expect(truth.hits == equal && truth.unexpiredHits == liveEqual && equal > 30)
    #expect(truth.subdomainHits == below && truth.unexpiredSubdomainHits == liveBelow && below > 10)
    #expect(truth.names == Set(try written.rows("dns.log").map { $0[9] }).count)
  }

  @Test func `the indicators are valid STIX of the stated mix, and the CSV says the same`() throws {
    let written = try Written.standard.get()
    let rows = try written.indicators()
    let objects = try written.objects("indicators.json")
    #expect(rows.count == 2000 && objects.count == 2000)
    #expect(Set(rows.map(\.id)).count == 2000 && Set(rows.map(\.value)).count == 2000)
    for (row, object) in zip(rows, objects) {
      #expect(
        object["id"] as? String == row.id && object["valid_until"] as? String == row.validUntil)
      #expect((object["pattern"] as? String)?.contains("'\(row.value)'") == true)
    }
    let truth = try #require(written.truth.indicators)
    #expect(truth.count == 2000)
    #expect(truth.byType == Dictionary(grouping: rows, by: \.type).mapValues(\.count))
    #expect(truth.expired == rows.count { $0.validUntil <= "2026-11-23T00:00:00Z" })
    #expect(
      (1120...1280).contains(truth.byType["ipv4"] ?? 0) && (140...260).contains(truth.expired))
    #expect(try written.objects("blocks.json").count == 1000)
    #expect(Set(try written.lines("blocks.txt")).count == 1000)
  }

  @Test func `the changed bundle has a newer version of each hundredth indicator`() throws {
    let written = try Written(rows: 2000, indicators: 1000, [.indicators, .changed])
    let (before, after) = (
      try written.objects("indicators.json"), try written.objects("indicators-changed.json")
    )
    #expect(before.map { $0["id"] as? String } == after.map { $0["id"] as? String })
    var changed = 0
    for (old, new) in zip(before, after) {
      let times = (old["modified"] as? String ?? "", new["modified"] as? String ?? "")
      let isOther = old["confidence"] as? Int != new["confidence"] as? Int
      #expect(isOther == (times.0 < times.1))
      if isOther { changed += 1 }
    }
    #expect(changed == 10)
    #expect(written.truth.changed == 10)
  }

  @Test func `shapes out of bounds are none`() {
    #expect(BenchmarkShape(rows: 1999, indicators: 2000) == nil)
    #expect(BenchmarkShape(rows: 2000, indicators: 999) == nil)
    #expect(BenchmarkShape(rows: 4000, indicators: 2000, hits: 0) == nil)
    #expect(BenchmarkShape(rows: 4000, indicators: 2000, hits: 201) == nil)
    #expect(BenchmarkShape(rows: .max, indicators: 2000) == nil)
    #expect(BenchmarkShape(rows: 4000, indicators: 2000)?.hits == 4)
  }

  @Test func `a folder that is not there is named`() throws {
    let shape = try #require(BenchmarkShape(rows: 2000, indicators: 1000))
    let error = #expect(throws: BenchmarkFileError.self) {
      try BenchmarkData.write(shape, into: "/nowhere")
    }
    #expect(error?.description.contains("/nowhere/") == true)
  }
}
