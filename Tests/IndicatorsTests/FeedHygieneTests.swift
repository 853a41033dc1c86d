import Indicators
import Testing

@Suite struct FeedHygieneTests {
  private static let now = Timestamp(iso8601: "2026-01-15T00:00:00Z") ?? .unixEpoch

  private func reason(_ fill: (inout Indicator) -> Void) -> String? {
    var row = Indicator()
    fill(&row)
    return FeedHygiene.reason(row, now: Self.now)
  }

  @Test(
    arguments: [
      ("10.255.255.255", "a private address"), ("11.0.0.0", nil), ("9.255.255.255", nil),
      ("172.15.255.255", nil), ("172.16.0.0", "a private address"), ("172.32.0.0", nil),
      ("192.168.0.1", "a private address"), ("192.169.0.1", nil),
      ("127.0.0.1", "a loopback address"),
      ("100.64.0.1", "a shared address of a carrier"), ("100.128.0.1", nil),
      ("169.254.1.1", "a link-local address"), ("0.0.0.0", "an address of this network"),
      ("224.0.0.1", "a multicast address"), ("223.255.255.255", nil),
      ("255.255.255.255", "a reserved address"), ("8.8.8.8", "a public resolver"), ("8.8.8.9", nil),
      ("77.88.8.8", "a public resolver"), ("77.88.8.9", nil), ("198.17.255.255", nil),
      ("198.18.0.1", "an address for benchmarks"), ("198.20.0.0", nil),

      ("192.0.2.1", nil), ("198.51.100.1", nil), ("203.0.113.1", nil), ("2001:db8::1", nil),
      ("::", "the unspecified address"), ("::1", "a loopback address"),
      ("::2", "a reserved address"),
      ("fe80::1", "a link-local address"), ("fec0::1", "a private address"),
      ("5f00::1", "a reserved address"), ("4000::1", "a reserved address"), ("3fff::1", nil),
      ("64:ff9b::101:101", nil), ("64:ff9b:1::1", "a private address"),
      ("100:0:0:1::1", "a reserved address"),
      ("100::1", "a discard address"), ("2001:2::1", "an address for benchmarks"),
      ("2001:3::1", nil),
      ("fd00::1", "a private address"),
      ("ff02::1", "a multicast address"), ("2606:4700:4700::1111", "a public resolver"),
      ("::ffff:10.0.0.1", "a private address"),
    ] as [(String, String?)])
  func `addresses that never leave a network`(address: String, expected: String?) throws {
    let text = try #require(IPAddress(address)).text
    #expect(reason { $0.networkIP = text } == expected)
    #expect(reason { $0.networkDestinationIP = text } == expected)
  }

  @Test(
    arguments: [
      ("0.0.0.0/0", "a block wider than /8"), ("8.0.0.0/7", "a block wider than /8"),
      ("5.0.0.0/8", nil),
      ("8.0.0.0/8", "a block with a public resolver in it"),
      ("8.8.8.0/24", "a block with a public resolver in it"),
      ("8.8.9.0/24", nil), ("172.0.0.0/8", "a block with a private address in it"),
      ("172.0.0.0/12", nil), ("192.168.0.0/15", "a block with a private address in it"),
      ("10.0.0.0/8", "a private address's block"),
      ("10.1.0.0/16", "a private address's block"), ("192.0.2.0/24", nil),
      ("2000::/15", "a block wider than /16"), ("2a04::/16", nil),
      ("2001::/16", "a block with an address for benchmarks in it"),
      ("4000::/16", "a reserved address's block"),
      ("64:ff9b::/96", nil),

      ("fd00::/48", "a private address's block"),
    ] as [(String, String?)])
  func `blocks that match everything or nothing`(block: String, expected: String?) throws {
    #expect(reason { $0.networkCidrBlock = block } == expected)
  }

  @Test(
    arguments: [
      ("com", "a name of one label"), ("localhost", "a name of a local network"),
      ("printer.local", "a name of a local network"), ("x.home.arpa", "a name of a local network"),
      ("local.example", nil), ("notlocal", "a name of one label"), ("evil.notlocal", nil),
      ("evil.example", nil), ("localdomain", "a name of a local network"), ("xlocal.example", nil),
      ("co.uk", "a name that a registry gives names below"),
      ("com.au", "a name that a registry gives names below"), ("evil.co.uk", nil), ("co.com", nil),
      ("t.co", nil), ("evil.uk", nil), ("dns.google", "a public resolver"), ("x.dns.google", nil),

    ] as [(String, String?)])
  func `names that nobody else can have`(name: String, expected: String?) {
    #expect(reason { $0.domainName = name } == expected)
    #expect(reason { $0.url = "http://\(name)/x" } == expected.map { "a URL on \($0)" })
  }

  @Test func `the empty file has no hash that tells anything`() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(reason { $0.fileHashValue = empty } == "the hash of an empty file")
    #expect(reason { $0.fileHashValue = "f" + empty.dropFirst() } == nil)
    #expect(reason { $0.url = "http://10.0.0.1/x" } == "a URL on a private address")
    #expect(reason { $0.url = "http://192.0.2.1/x" } == nil)
  }

  @Test func `a source beside a destination is the victim`() {
    let reason = reason {
      $0.networkSourceIP = "10.0.0.1"
      $0.networkDestinationIP = "192.0.2.1"
    }
    #expect(reason == nil)
    #expect(self.reason { $0.networkSourceIP = "10.0.0.1" } == "a private address")
  }

  @Test func `dates out of this world`() {
    func reason(_ from: String, until: String? = nil) -> String? {
      self.reason {
        $0.domainName = "evil.example"
        $0.validFrom = Timestamp(iso8601: from)
        $0.validUntil = until.flatMap { Timestamp(iso8601: $0) }
      }
    }
    #expect(reason("1970-01-01T00:00:00Z") == "a date before 1990")
    #expect(reason("1990-01-01T00:00:00Z") == nil)
    #expect(reason("2027-01-14T00:00:00Z") == nil)
    #expect(reason("2027-02-01T00:00:00Z") == "it is valid only from more than a year ahead")
    #expect(reason("2026-01-01T00:00:00Z", until: "9999-12-31T00:00:00Z") == nil)
    #expect(reason("2026-01-01T00:00:00Z", until: "0001-01-01T00:00:00Z") == "a date before 1990")
    #expect(reason("2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z") == nil)
  }
}
