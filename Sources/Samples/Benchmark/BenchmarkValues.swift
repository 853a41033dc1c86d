// The values of the benchmark's data, each made from a number, its key. Indicators have odd keys and
// the traffic of the logs even ones, so that the two meet only where a hit is meant.

/// The keys, and what is made of them. Two keys never give the same value.
enum BenchmarkKey {
  static func indicator(_ number: Int) -> UInt32 { UInt32(2 * number + 1) }
  static func traffic(_ rank: Int) -> UInt32 { UInt32(2 * rank) }

  /// A well mixed 64-bit number for a number and a purpose.
  static func mixed(_ number: Int, _ purpose: UInt64) -> UInt64 {
    var random = SplitMix64(seed: UInt64(number) &* 0xD134_2543_DE82_EF95 ^ purpose)
    return random.next()
  }

  /// A bijection of the 32-bit numbers: each step of it can be undone.
  static func scattered(_ key: UInt32) -> UInt32 {
    // Without the constant, nothing would become nothing: the first rank's address would be 1.0.0.0.
    var mixed = key ^ 0x9E37_79B9
    mixed = (mixed ^ (mixed >> 16)) &* 0x7FEB_352D
    mixed = (mixed ^ (mixed >> 15)) &* 0x846C_A68B
    return mixed ^ (mixed >> 16)
  }
}

/// IPv4 addresses of the public ranges, as numbers.
enum BenchmarkAddress {
  /// First octets without a private, shared, loopback, documentation or multicast range.
  private static let octets: [UInt32] = (UInt32(1)...223).filter {
    ![10, 100, 127, 169, 172, 192, 198, 203].contains($0)
  }
  /// How many addresses there are.
  static let count = UInt32(octets.count) << 24

  static func v4(_ key: UInt32) -> UInt32 {
    // Walking on until the bijection of all 32-bit numbers comes back into the range is one of the
    // range itself: Black, Rogaway, "Ciphers with arbitrary finite domains" (CT-RSA 2002).
    var place = key
    repeat { place = BenchmarkKey.scattered(place) } while place >= count
    return octets[Int(place >> 24)] << 24 | place & 0xFF_FFFF
  }
}

/// Words of the names.
enum BenchmarkName {
  static let words: [StaticString] = [
    "secure", "update", "cloud", "login", "portal", "media", "static", "mail", "shop", "news",
    "data", "play", "bank", "host", "files", "track",
  ]
  static let topLevels: [StaticString] = [
    ".com", ".net", ".org", ".info", ".ru", ".cn", ".de", ".xyz", ".top", ".co.uk", ".io", ".biz",
  ]
  static let labels: [StaticString] = [
    "www", "api", "cdn", "mail", "img", "app", "edge", "ns1", "auth", "dl", "m", "ws",
  ]
}

extension ByteFile {
  mutating func put(address: UInt32) {
    put(decimal: Int(address >> 24))
    put(0x2E)
    put(decimal: Int(address >> 16 & 255))
    put(0x2E)
    put(decimal: Int(address >> 8 & 255))
    put(0x2E)
    put(decimal: Int(address & 255))
  }

  /// An IPv6 address in its canonical form (RFC 5952): no group begins with a zero.
  mutating func put(address6 key: UInt32) {
    let place = UInt64(BenchmarkKey.scattered(key))
    put("2600:")
    put(0x1000 + (place & 0xFFF), base: 16, width: 4)
    put(0x3A)
    put(0x1000 + (place >> 12 & 0xFFF), base: 16, width: 4)
    put("::")
    put(0x1000 + (place >> 24), base: 16, width: 4)
  }

  /// A registered name: word, key, top-level domain. The key has seven digits always, so that no
  /// word's end can be taken for a key's beginning.
  mutating func put(domain key: UInt32) {
    let place = BenchmarkKey.scattered(key ^ 0x5A5A_5A5A)
    put(BenchmarkName.words, at: Int(place & 15))
    put(UInt64(place), base: 36, width: 7)
    put(BenchmarkName.topLevels, at: Int(place >> 8) % BenchmarkName.topLevels.count)
  }

  /// One or two labels and their dots.
  mutating func put(labels choice: UInt64, count: Int) {
    let all = UInt64(BenchmarkName.labels.count)
    for place in 0..<count {
      put(BenchmarkName.labels, at: Int((choice >> (16 * UInt64(place))) % all))
      put(0x2E)
    }
  }

  /// `C` and 17 letters and digits, as Zeek names a connection.
  mutating func put(uid first: UInt64, _ second: UInt64) {
    put(0x43)
    for (number, digits) in [(first, 9), (second, 8)] {
      var rest = number
      for _ in 0..<digits {
        let digit = UInt8(truncatingIfNeeded: rest % 62)
        put(digit < 10 ? 0x30 + digit : digit < 36 ? 0x41 + digit - 10 : 0x61 + digit - 36)
        rest /= 62
      }
    }
  }

  /// Seconds with six digits of a fraction, as Zeek writes times and intervals.
  mutating func put(seconds microseconds: Int) {
    put(decimal: microseconds / 1_000_000)
    put(0x2E)
    put(decimal: microseconds % 1_000_000, width: 6)
  }

  /// `2026-11-23T10:00:00Z`, from seconds of the Unix epoch.
  mutating func put(time seconds: Int) {
    let epochDay = SampleTime.epoch / SampleTime.day
    let date = SampleTime.civil(days: epochDay + Int64(seconds / 86_400))
    put(decimal: Int(date.year), width: 4)
    put(0x2D)
    put(decimal: Int(date.month), width: 2)
    put(0x2D)
    put(decimal: Int(date.day), width: 2)
    put(0x54)
    put(decimal: seconds / 3600 % 24, width: 2)
    put(0x3A)
    put(decimal: seconds / 60 % 60, width: 2)
    put(0x3A)
    put(decimal: seconds % 60, width: 2)
    put(0x5A)
  }

  /// A UUID of version 4 from two numbers.
  mutating func put(uuid first: UInt64, _ second: UInt64) {
    put(first >> 32, base: 16, width: 8)
    put(0x2D)
    put(first >> 16 & 0xFFFF, base: 16, width: 4)
    put("-4")
    put(first & 0xFFF, base: 16, width: 3)
    put(0x2D)
    put(0x8000 | second >> 48 & 0x3FFF, base: 16, width: 4)
    put(0x2D)
    put(second & 0xFFFF_FFFF_FFFF, base: 16, width: 12)
  }
}
