// The benchmark's data: indicators, and logs in which a known part of the rows meets them. The shape
// is that of a middle-sized network: few destinations have most of the traffic, one row in a thousand
// is a hit, a tenth of the indicators has expired.
//
// Everything follows from the three numbers of the shape. The first rows of a long log are those of a
// short one, and the first indicators of a large set those of a small one.

/// How much of everything there is.
public struct BenchmarkShape: Sendable, Equatable {
  /// The rows of `conn.log` and of `dns.log`; a tenth of it is in `conn-append.log`, and a hundredth
  /// in `conn-new.log`.
  public let rows: Int
  /// The indicators.
  public let indicators: Int
  /// The rows of `conn.log`, and of `dns.log`, that hit an indicator by equality. The other logs have
  /// hits at the same rate, and half as many rows of `dns.log` lie below an indicator's name.
  public let hits: Int

  /// The most rows and indicators: keys stay within 32 bits, and times before the present.
  public static let most = 25_000_000
  /// Hits lie within the first so many indicators, so that larger sets have the same hits.
  public static let hitIndicators = 100_000
  /// The time that expiry is judged by, 2026-11-23T00:00:00Z, in seconds of the Unix epoch.
  public static let now = 1_795_392_000

  /// The logs' first time: 22 days before `now`; ten million rows last seven days.
  static let firstTime = (now - 22 * 86_400) * 1_000_000
  /// The time from one row to the next, on average, in microseconds.
  static let meanStep = 60_480

  /// A shape.
  ///
  /// - Parameters:
  ///   - hits: one row in a thousand where it is nil.
  /// - Returns: nil where a number is out of bounds: at least 2,000 rows, a thousand indicators, one
  ///   hit, and twenty rows to a hit.
  public init?(rows: Int, indicators: Int, hits: Int? = nil) {
    let hits = hits ?? rows / 1000
    guard
      (2000...Self.most).contains(rows), (1000...Self.most).contains(indicators),
      hits >= 1, hits <= rows / 20
    else { return nil }
    self.rows = rows
    self.indicators = indicators
    self.hits = hits
  }

  /// One hit lies in each so many rows.
  var stride: Int { rows / hits }
}

/// The parts of the benchmark's data, each written on its own.
public enum BenchmarkPart: String, Sendable, CaseIterable {
  /// `indicators.json`, a STIX 2.1 bundle with one indicator a line, and `indicators.csv`.
  case indicators
  /// `conn.log`, and its continuations `conn-append.log` and `conn-new.log`.
  case conn
  /// `dns.log`.
  case dns
  /// `blocks.json`, a STIX 2.1 bundle of address blocks, and `blocks.txt`, one block a line.
  case blocks
  /// `indicators-changed.json`: the bundle a poll later, when one indicator in a hundred has a newer
  /// version. Written only where it is asked for: it is as large as the other.
  case changed

  /// What is written where nothing is said.
  public static let standard = allCases.filter { $0 != .changed }
}

/// What is in the files, as counted while they were written: the answers that any tool has to give.
public struct BenchmarkTruth: Sendable, Equatable, Codable {
  /// Of one connection log.
  public struct Connections: Sendable, Equatable, Codable {
    /// The log's lines without its header.
    public internal(set) var rows = 0
    /// Rows whose destination is the address of an indicator.
    public internal(set) var hits = 0
    /// Those of them whose indicator has not expired: the rows of the hunt `network-ip`.
    public internal(set) var unexpiredHits = 0
    /// Different destinations of hits.
    public internal(set) var hitDestinations = 0
    /// Different destinations.
    public internal(set) var destinations = 0
    /// Different sources.
    public internal(set) var sources = 0
    /// Rows whose destination lies in one of the blocks.
    public internal(set) var blockHits = 0
    /// Different destinations in the blocks.
    public internal(set) var blockDestinations = 0
    /// A destination of an unexpired hit, the first one: what a pivot may start from.
    public internal(set) var firstHit = ""
  }

  /// Of the DNS log.
  public struct Queries: Sendable, Equatable, Codable {
    /// The log's lines without its header.
    public internal(set) var rows = 0
    /// Rows whose name is the name of an indicator.
    public internal(set) var hits = 0
    /// Those of them whose indicator has not expired: the rows of the hunt `dns-domain`.
    public internal(set) var unexpiredHits = 0
    /// Rows whose name lies strictly below the name of an indicator.
    public internal(set) var subdomainHits = 0
    /// Those of them whose indicator has not expired.
    public internal(set) var unexpiredSubdomainHits = 0
    /// Different names.
    public internal(set) var names = 0
  }

  /// Of the indicators.
  public struct Indicators: Sendable, Equatable, Codable {
    /// All of them.
    public internal(set) var count = 0
    /// By type: `ipv4`, `domain`, `sha256`, `url`.
    public internal(set) var byType: [String: Int] = [:]
    /// Those that have expired at `BenchmarkShape.now`.
    public internal(set) var expired = 0
  }

  /// The indicators, where they were written.
  public internal(set) var indicators: Indicators?
  /// The connection logs by file name, where they were written.
  public internal(set) var connections: [String: Connections]?
  /// The DNS log, where it was written.
  public internal(set) var queries: Queries?
  /// The number of address blocks, where they were written.
  public internal(set) var blocks: Int?
  /// How many indicators `indicators-changed.json` has in a newer version, where it was written.
  public internal(set) var changed: Int?
}
