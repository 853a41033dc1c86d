// The benchmark's DNS queries: names by Zipf's law, with hits by equality and hits below an
// indicator's name.

struct BenchmarkQueries {
  static let names = 500_000

  private let shape: BenchmarkShape
  private let nameRanks = Zipf(count: names, exponent: 1.0)
  private let clientRanks = Zipf(count: BenchmarkConnections.sources, exponent: 0.8)
  private var random = SplitMix64(seed: 0x444E_5342_4D)
  private var hits: BenchmarkHits
  private var hitsBelow: BenchmarkHits
  private var row = 0
  private var time = BenchmarkShape.firstTime

  init(_ shape: BenchmarkShape) {
    self.shape = shape
    hits = BenchmarkHits(.domain, of: shape, every: shape.stride, purpose: 0x4849_5453_444E_53)
    // Half as many: one in each two strides.
    hitsBelow = BenchmarkHits(
      .domain, of: shape, every: 2 * shape.stride, purpose: 0x4845_4C4F_5744_4E53)
  }

  private struct Seen {
    var names = [Bool](repeating: false, count: BenchmarkQueries.names)
    /// Names of indicators, and names below them, by key and labels.
    var hits: Set<UInt64> = []
  }

  mutating func write(to path: String) throws -> BenchmarkTruth.Queries {
    var file = try ByteFile(path)
    let log = ZeekLog(path: "dns", fields: Query.fields, end: SampleTime.benchmarkNow)
    try file.put(text: log.header.joined(separator: "\n") + "\n")
    var truth = BenchmarkTruth.Queries()
    var seen = Seen()
    for _ in 0..<shape.rows { try writeRow(to: &file, &truth, &seen) }
    try file.put(text: log.footer + "\n")
    try file.finish()
    truth.rows = shape.rows
    truth.names = seen.hits.count + seen.names.count { $0 }
    return truth
  }

  private mutating func writeRow(
    to file: inout ByteFile, _ truth: inout BenchmarkTruth.Queries, _ seen: inout Seen
  ) throws {
    time += 1 + random.next(below: 2 * BenchmarkShape.meanStep - 1)
    let name = name(&truth, &seen)
    file.put(seconds: time)
    file.tab()
    file.put(uid: random.next(), random.next())
    file.tab()
    file.put(client: clientRanks.rank(&random), isV6: false)
    file.tab()
    file.put(decimal: 32_768 + random.next(below: 28_000))
    file.put("\t10.20.0.")
    file.put(decimal: 251 + random.next(below: 3))
    file.put("\t53\tudp\t")
    file.put(decimal: random.next(below: 65_536))
    file.tab()
    file.put(seconds: 200 + random.next(below: 90_000))
    file.tab()
    file.put(name: name)
    file.put("\t1\tC_INTERNET\t")
    file.put(answers: name, isV6: random.next(below: 4) == 0, exists: random.next(below: 12) > 0)
    file.put("\tF")
    try file.endLine()
  }

  /// The next row's name, and its share in the counts.
  private mutating func name(
    _ truth: inout BenchmarkTruth.Queries, _ seen: inout Seen
  ) -> BenchmarkQueryName {
    let rank = nameRanks.rank(&random)
    let hit = hits.hit(row: row)
    let below = hitsBelow.hit(row: row)
    row += 1
    if let hit {
      truth.hits += 1
      if !hit.isExpired { truth.unexpiredHits += 1 }
      let name = BenchmarkQueryName(key: hit.key, labels: 0, choice: 0)
      seen.hits.insert(name.identity)
      return name
    }
    if let below {
      truth.subdomainHits += 1
      if !below.isExpired { truth.unexpiredSubdomainHits += 1 }
      let choice = BenchmarkKey.mixed(row, 0x4C41_4245_4C)
      let name = BenchmarkQueryName(
        key: below.key, labels: choice >> 60 < 11 ? 1 : 2, choice: choice)
      seen.hits.insert(name.identity)
      return name
    }
    seen.names[rank] = true
    return BenchmarkQueryName(rank: rank)
  }
}
