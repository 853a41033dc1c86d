import Indicators
import SQLite
import TestSupport
import Testing

@testable import Warehouse

@Suite struct IndicatorSetTests {
  private func set(_ values: [String]) throws -> IndicatorSet {
    let fixture = try WarehouseFixture()
    for value in values {
      let insert = try fixture.database.connection.prepare(
        "INSERT INTO Observable (Value, Roles) VALUES (?, 1)")
      insert.bind(value, at: 1)
      try insert.run()
    }
    try fixture.database.connection.execute(
      "INSERT INTO Observable (Value, Roles) VALUES ('seen.example', 8), ('203.0.113.9', 2)")
    return try IndicatorSet(connection: fixture.database.connection)
  }

  private func mayHold(_ set: IndicatorSet, _ value: String) -> Bool {
    Array(value.utf8).withUnsafeBytes { set.mayHold(observable: $0) }
  }

  @Test func `it holds what indicators hold, and not what logs hold`() throws {
    let hash = String(repeating: "ab", count: 32)
    let values = ["192.0.2.1", "2001:db8::1", "evil.example", hash, "a", "http://x.example/y"]
    let set = try set(values)
    for value in values { #expect(mayHold(set, value), "\(value)") }
    for value in [
      "192.0.2.2", "2001:db8::2", "evil.example2", "vil.example", "example", "seen.example",
      "203.0.113.9", "", "b", hash + "a",
    ] {
      #expect(!mayHold(set, value), "\(value)")
    }
  }

  @Test func `it holds what lies below a name`() throws {
    let set = try set(["evil.example"])
    #expect(mayHold(set, "www.evil.example"))
    #expect(mayHold(set, "a.b.c.evil.example"))
    #expect(!mayHold(set, "notevil.example"))
    #expect(!mayHold(set, "evil.example.org"))
  }

  @Test func `blocks that nest, touch and lie apart hold their addresses and no other`() throws {
    let set = try set([
      "10.0.0.0/8", "10.1.2.0/24", "10.1.2.128/25", "192.0.2.0/25", "192.0.2.128/26",
      "198.51.100.4/30", "0.0.0.0/30", "255.255.255.252/30", "2001:db8::/32", "2001:db8:1::/48",
    ])
    for value in [
      "10.0.0.0", "10.1.1.255", "10.1.2.1", "10.1.3.0", "10.255.255.255", "192.0.2.0",
      "192.0.2.127",
      "192.0.2.128", "192.0.2.191", "198.51.100.4", "198.51.100.7", "0.0.0.3", "255.255.255.255",
      "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::1",
    ] {
      #expect(mayHold(set, value), "\(value)")
    }
    for value in [
      "9.255.255.255", "11.0.0.0", "192.0.2.192", "198.51.100.3", "198.51.100.8", "0.0.0.4",
      "255.255.255.251", "2001:db7:ffff::", "2001:db9::",
    ] {
      #expect(!mayHold(set, value), "\(value)")
    }
  }

  @Test func `many questions at once get the answers of each alone`() throws {
    let values = (0..<5_000).map { "10.\($0 / 256).\($0 % 256).1" }
    let set = try set(values)
    var asked: [UInt64] = []
    var expected: [Int32] = []
    for index in 0..<4_000 {
      let address = try #require(IPAddress("10.\(index / 128).\(index * 7 % 256).1"))
      asked.append(set.hash(address))
      if mayHold(set, address.text) { expected.append(Int32(index)) }
    }
    var found = [Int32](repeating: -1, count: asked.count)
    let count = asked.withUnsafeBufferPointer { asked in
      found.withUnsafeMutableBufferPointer { found in
        found.baseAddress.map { set.find(asked, found: $0) } ?? 0
      }
    }
    #expect(Array(found[..<count]) == expected)
    #expect(expected.count > 1_000 && expected.count < 4_000)
  }

  @Test func `an empty set holds nothing`() throws {
    let set = try set([])
    #expect(!mayHold(set, "192.0.2.1"))
    #expect(!mayHold(set, "evil.example"))
  }
}
