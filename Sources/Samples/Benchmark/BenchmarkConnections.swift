// The benchmark's connections: one stream of rows, which goes on from one file to the next.

struct BenchmarkConnections {
  static let destinations = 200_000
  /// Few of the destinations are reached over IPv6 as well.
  static let destinations6 = 10_000
  static let sources = 6000
  private static let fields = Array(Connection.fields.prefix(21))

  private let blocks: BenchmarkBlocks
  private let destinationRanks = Zipf(count: destinations, exponent: 1.05)
  private let sourceRanks = Zipf(count: sources, exponent: 0.8)
  private let addresses = (0..<destinations).map { BenchmarkAddress.v4(BenchmarkKey.traffic($0)) }
  private let isInBlock: [Bool]
  private var random = SplitMix64(seed: 0x434F_4E4E_424D)
  private var hits: BenchmarkHits
  private var row = 0
  private var time = BenchmarkShape.firstTime

  init(_ shape: BenchmarkShape, blocks: BenchmarkBlocks) {
    self.blocks = blocks
    hits = BenchmarkHits(.ipv4, of: shape, every: shape.stride, purpose: 0x4849_5453_434F_4E4E)
    isInBlock = addresses.map(blocks.contains)
  }

  /// What was seen of the ranks, for the counts.
  private struct Seen {
    var destinations = [Bool](repeating: false, count: BenchmarkConnections.destinations)
    var destinations6 = [Bool](repeating: false, count: BenchmarkConnections.destinations6)
    var sources = [Bool](repeating: false, count: BenchmarkConnections.sources)
    var sources6 = [Bool](repeating: false, count: BenchmarkConnections.sources)
    var hits: Set<UInt32> = []
  }

  /// Writes the stream's next rows as a log of its own.
  mutating func write(_ rows: Int, to path: String) throws -> BenchmarkTruth.Connections {
    var file = try ByteFile(path)
    let log = ZeekLog(path: "conn", fields: Self.fields, end: SampleTime.benchmarkNow)
    try file.put(text: log.header.joined(separator: "\n") + "\n")
    var truth = BenchmarkTruth.Connections()
    var seen = Seen()
    for _ in 0..<rows { try writeRow(to: &file, &truth, &seen) }
    try file.put(text: log.footer + "\n")
    try file.finish()
    truth.rows = rows
    truth.hitDestinations = seen.hits.count
    truth.destinations =
      seen.hits.count + seen.destinations.count { $0 } + seen.destinations6.count { $0 }
    truth.sources = seen.sources.count { $0 } + seen.sources6.count { $0 }
    truth.blockDestinations =
      zip(seen.destinations, isInBlock).count { $0 && $1 } + seen.hits.count(where: blocks.contains)
    return truth
  }

  private mutating func writeRow(
    to file: inout ByteFile, _ truth: inout BenchmarkTruth.Connections, _ seen: inout Seen
  ) throws {
    time += 1 + random.next(below: 2 * BenchmarkShape.meanStep - 1)
    let hit = hits.hit(row: row)
    row += 1
    // Everything is drawn whether a row is a hit or not: the other rows stay the same.
    let isV6 = random.next(below: 100) < 3 && hit == nil
    let destination = destinationRanks.rank(&random)
    let source = sourceRanks.rank(&random)
    file.put(seconds: time)
    file.tab()
    file.put(uid: random.next(), random.next())
    file.tab()
    if isV6 { seen.sources6[source] = true } else { seen.sources[source] = true }
    file.put(client: source, isV6: isV6)
    file.tab()
    file.put(decimal: 32_768 + random.next(below: 28_000))
    file.tab()
    if let hit {
      let address = BenchmarkAddress.v4(hit.key)
      file.put(address: address)
      seen.hits.insert(address)
      truth.count(hit, address, isInBlock: blocks.contains(address))
    } else if isV6 {
      let rank = destination % Self.destinations6
      file.put(address6: BenchmarkKey.traffic(rank))
      seen.destinations6[rank] = true
    } else {
      file.put(address: addresses[destination])
      seen.destinations[destination] = true
      if isInBlock[destination] { truth.blockHits += 1 }
    }
    file.tab()
    file.put(flow: BenchmarkFlow(&random))
    try file.endLine()
  }
}
