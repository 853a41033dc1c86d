// Keys that are nearly the same.

import Testing

@testable import Hunting

@Suite struct KeyComparisonTests {
  @Test(arguments: [
    ("EVIL.example", "evil.example", KeyLikeness.otherCase),
    ("evil.example.", "evil.example", .punctuation),
    (" evil.example", "evil.example", .punctuation),
    ("\"evil.example\"", "EVIL.example", .punctuation),
    ("[2001:db8::1]", "2001:db8::1", .punctuation),
    ("198[.]51.100.7", "198.51.100.7", .punctuation),
    ("https://evil.example/x", "evil.example", .host),
    ("evil.example", "http://EVIL.example:8080/", .host),
    ("192.0.2.1:443", "192.0.2.1", .host),
    ("a.b.evil.example", "evil.example", .subdomain),
    ("evil.example", "www.evil.example", .parent),
    ("192.0.2.9", "192.0.2.0/28", .inBlock),
    ("2001:db8::/32", "2001:db8:ffff::1", .block),
  ])
  func `a pair comes near`(left: String, right: String, likeness: KeyLikeness) {
    let pairs = KeyComparison(left: [left, "other"], right: [right, "unlike"]).pairs()
    #expect(pairs.map(\.likeness) == [likeness])
    #expect(pairs.first?.pairs == [KeyComparison.Pair(left: left, right: right)])
  }

  @Test(arguments: [
    ("nearevil.example", "evil.example"), ("a.example", "b.example"), ("x.example", "example"),
    ("192.0.2.16", "192.0.2.0/28"), ("1.192.0.2", "192.0.2"), ("", "."), ("\"\"", "''"),
    ("a@evil.example", "evil.example"),
  ])
  func `a pair does not come near`(left: String, right: String) {
    #expect(KeyComparison(left: [left], right: [right]).pairs().isEmpty)
  }

  @Test func `the narrowest block and the nearest parent are told, in the order of the keys`() {
    let pairs = KeyComparison(
      left: ["192.0.2.9", "192.0.2.8", "b.a.evil.example"],
      right: ["192.0.2.0/24", "192.0.2.0/28", "evil.example", "a.evil.example"]
    ).pairs()
    #expect(pairs.map(\.likeness) == [.subdomain, .inBlock])
    #expect(
      pairs[0].pairs == [KeyComparison.Pair(left: "b.a.evil.example", right: "a.evil.example")])
    #expect(
      pairs[1].pairs
        == ["192.0.2.8", "192.0.2.9"].map {
          KeyComparison.Pair(left: $0, right: "192.0.2.0/28")
        })
  }
}
