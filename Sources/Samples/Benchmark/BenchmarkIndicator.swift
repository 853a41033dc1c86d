// The benchmark's indicators: each follows from its number alone.

/// What the files and the logs' hits need of an indicator.
struct BenchmarkIndicator {
  enum Kind: Int, CaseIterable {
    case ipv4
    case domain
    case sha256
    case url

    static let names: [StaticString] = ["ipv4", "domain", "sha256", "url"]
  }

  let number: Int
  let kind: Kind
  let isExpired: Bool
  /// Seconds of the Unix epoch.
  let validFrom: Int
  let validUntil: Int
  private(set) var modified: Int
  private(set) var confidence: Int
  let threatType: Int
  let family: Int
  let feed: Int
  let id: (UInt64, UInt64)
  /// For whatever else has to differ: paths, digests.
  let random: UInt64

  var key: UInt32 { BenchmarkKey.indicator(number) }

  init(_ number: Int) {
    var random = SplitMix64(seed: BenchmarkKey.mixed(number, 0x494E_4449_4341_544F))
    self.number = number
    // 60 % addresses, 20 % names, 15 % hashes, 5 % URLs.
    let kind = random.next(below: 20)
    self.kind = kind < 12 ? .ipv4 : kind < 16 ? .domain : kind < 19 ? .sha256 : .url
    isExpired = random.next(below: 10) == 0
    let day = 86_400
    validFrom = BenchmarkShape.now - 40 * day - random.next(below: 120 * day)
    validUntil =
      isExpired
      ? BenchmarkShape.now - day - random.next(below: 30 * day)
      : BenchmarkShape.now + 8 * day + random.next(below: 365 * day)
    modified = validFrom + random.next(below: 5 * day)
    confidence = random.next(below: 101)
    threatType = random.next(below: Self.threatTypes.count)
    family = random.next(below: Self.families.count)
    feed = random.next(below: Self.feeds)
    id = (random.next(), random.next())
    self.random = random.next()
  }

  /// The next version: modified a day later, with another confidence.
  mutating func becomeNewer() {
    modified += 86_400
    confidence = (confidence + 1) % 101
  }

  static let feeds = 40
  /// STIX 2.1, section 10.6 (indicator-type-ov), and one that feeds add.
  static let threatTypes: [StaticString] = [
    "malicious-activity", "compromised", "anomalous-activity", "anonymization", "attribution",
    "benign", "unknown", "phishing",
  ]
  static let families: [StaticString] = [
    "LummaC2", "AsyncRAT", "Remcos", "AgentTesla", "CobaltStrike", "RedLine", "Vidar", "QakBot",
    "Sliver", "FormBook",
  ]
}

extension ByteFile {
  mutating func put(value indicator: BenchmarkIndicator) {
    switch indicator.kind {
    case .ipv4: put(address: BenchmarkAddress.v4(indicator.key))
    case .domain: put(domain: indicator.key)
    case .sha256:
      for part in 0..<4 {
        put(BenchmarkKey.mixed(indicator.number, UInt64(part)), base: 16, width: 16)
      }
    case .url:
      put("http://")
      put(domain: indicator.key)
      put("/gate/")
      put(indicator.random, base: 36, width: 10)
      put(".php")
    }
  }

  /// About 90 characters with a comma in them, which CSV has to quote.
  mutating func put(description indicator: BenchmarkIndicator) {
    put("Seen by feed ")
    put(decimal: indicator.feed, width: 2)
    put(" in ")
    put(BenchmarkIndicator.families, at: indicator.family)
    put(" infrastructure, report ")
    put(decimal: Int(indicator.random % 1_000_000), width: 6)
    put(", confirmed by sandbox run ")
    put(decimal: Int(indicator.random >> 40 % 10_000), width: 4)
  }
}
