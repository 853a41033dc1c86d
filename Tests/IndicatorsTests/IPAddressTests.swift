// IP addresses and CIDR blocks: every textual form that logs hold, RFC 5952's text, keys, ranges.

import Indicators
import Testing

/// Runs a byte-level canonicalisation and returns what it wrote.
func canonical(
  _ text: String, capacity: Int = 64,
  _ function: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Int?
) -> String? {
  var copy = text
  return copy.withUTF8 { bytes in
    withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer in
      function(UnsafeRawBufferPointer(bytes), buffer).map {
        String(decoding: buffer[..<$0], as: UTF8.self)
      }
    }
  }
}

@Suite struct IPAddressTests {
  @Test(arguments: [
    // The forms that the logs hold on disk: Zeek, Suricata, Sysmon through NXLog, Sysmon 22.
    ("fe80::1", "fe80::1"),
    ("fe80:0000:0000:0000:870a:159e:acca:01b3", "fe80::870a:159e:acca:1b3"),
    ("0:0:0:0:0:0:0:1", "::1"),
    ("::ffff:23.50.53.192", "23.50.53.192"),
    ("::ffff:1732:35c0", "23.50.53.192"),
    ("0:0:0:0:0:FFFF:1732:35C0", "23.50.53.192"),
    // RFC 5952 sections 2 and 4.
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8:0:0:1::1", "2001:db8::1:0:0:1"),
    ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
    ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
    ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa"),
    ("0:0:0:0:0:0:0:0", "::"),
    ("::", "::"),
    ("1::", "1::"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("1:2:3:4:5:6:192.0.2.33", "1:2:3:4:5:6:c000:221"),
    ("::192.0.2.33", "::c000:221"),
    ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("0.0.0.0", "0.0.0.0"),
    ("255.255.255.255", "255.255.255.255"),
    ("10.20.30.40", "10.20.30.40"),
    ("192.0.2.1", "192.0.2.1"),
  ])
  func `an address has one text`(text: String, expected: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.text == expected)
    #expect(IPAddress(expected) == address)
    #expect(canonical(text) { IPAddress.canonicalize($0, into: $1) } == expected)
    #expect(canonical(text, capacity: expected.utf8.count) { address.write(into: $1) } == expected)
    #expect(canonical(text, capacity: expected.utf8.count - 1) { address.write(into: $1) } == nil)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "20265.222.45", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "01.2.3.4",
    "1.2.3.04", "1.2.3.00", "1..2.3", ".1.2.3.4", "1.2.3.4.", " 1.2.3.4", "1.2.3.4 ", "0x1.2.3.4",
    "1.2.3.a", "1.2.3.4/32", "1.2.3.4:80", "١.2.3.4", ":", ":::", "::1::", "1::2::3", ":1", "1:",
    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::",
    "g::1", "[::1]", "fe80::1%eth0", "::1.2.3", "::1.2.3.256", "1:2:3:4:5:6:7:1.2.3.4",
    "1.2.3.4::", "::ffff:1.2.3.4:5", "::1 ", "%", "1:2:3:4:5:6:7:", "-",
  ])
  func `what is no address is nil`(text: String) {
    #expect(IPAddress(text) == nil)
    #expect(canonical(text) { IPAddress.canonicalize($0, into: $1) } == nil)
  }

  @Test func `canonical text is recognised`() {
    func check(_ text: String) -> Bool {
      var copy = text
      return copy.withUTF8 { IPAddress.isCanonical(UnsafeRawBufferPointer($0)) }
    }
    #expect(check("192.0.2.1"))
    #expect(check("2001:db8::2:1"))
    #expect(!check("2001:DB8::2:1"))
    #expect(!check("2001:db8:0:0:0:0:2:1"))
    #expect(!check("::ffff:192.0.2.1"))
    #expect(!check("nonsense"))
    #expect(!check(""))
  }

  @Test func `the key is the number, most significant byte first`() throws {
    let v6 = try #require(IPAddress("2001:db8::ff01"))
    #expect(v6.key == [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x01])
    let v4 = try #require(IPAddress("192.0.2.1"))
    #expect(v4.key == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1])
    #expect(v4.isV4)
    #expect(!v6.isV4)
    #expect(canonical("", capacity: 15) { v4.writeKey(into: $1) } == nil)
    let next = try #require(IPAddress("192.0.3.0"))
    #expect(v4 < next)
    #expect(v4.key.lexicographicallyPrecedes(next.key))
  }
}

@Suite struct CIDRBlockTests {
  @Test(arguments: [
    ("223.166.0.0/15", "223.166.0.0/15", "223.166.0.0", "223.167.255.255"),
    ("192.0.2.7/24", "192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
    ("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
    ("192.0.2.1/32", "192.0.2.1/32", "192.0.2.1", "192.0.2.1"),
    (
      "2001:0db8:dead:beef:0000:0000:0000:0000/64", "2001:db8:dead:beef::/64",
      "2001:db8:dead:beef::", "2001:db8:dead:beef:ffff:ffff:ffff:ffff"
    ),
    ("2001:db8::1/128", "2001:db8::1/128", "2001:db8::1", "2001:db8::1"),
    ("::/0", "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::ffff:192.0.2.0/120", "192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
    ("::ffff:192.0.2.0/64", "::/64", "::", "::ffff:ffff:ffff:ffff"),
  ])
  func `a block has one text and two ends`(
    text: String, expected: String, first: String, last: String
  ) throws {
    let block = try #require(CIDRBlock(text))
    #expect(block.text == expected)
    #expect(block.first.text == first)
    #expect(block.last.text == last)
    #expect(CIDRBlock(expected) == block)
  }

  @Test(arguments: [
    "", "/", "1.2.3.4", "1.2.3.4/", "/24", "1.2.3.4/33", "1.2.3.4/024", "1.2.3.4/00", "1.2.3.4/-1",
    "1.2.3.4/ 8", "1.2.3/8", "::/129", "::/1280", "1.2.3.4/24/24", "1.2.3.4/255.255.255.0",
    "::1%1/64",
    "::ffff:1.2.3.4/129",
  ])
  func `what is no block is nil`(text: String) {
    #expect(CIDRBlock(text) == nil)
  }

  @Test func `host bits are zeroed and remembered`() {
    #expect(CIDRBlock("192.0.2.7/24")?.hadHostBits == true)
    #expect(CIDRBlock("192.0.2.0/24")?.hadHostBits == false)
    #expect(CIDRBlock("192.0.2.7/24") == CIDRBlock("192.0.2.0/24"))
  }

  @Test func `a block of one is an address`() {
    #expect(CIDRBlock("192.0.2.1/32")?.singleAddress?.text == "192.0.2.1")
    #expect(CIDRBlock("2001:db8::1/128")?.singleAddress?.text == "2001:db8::1")
    #expect(CIDRBlock("192.0.2.0/31")?.singleAddress == nil)
  }

  @Test func `membership asks for the same family`() throws {
    let block = try #require(CIDRBlock("192.0.2.0/24"))
    #expect(block.contains(try #require(IPAddress("192.0.2.255"))))
    #expect(block.contains(try #require(IPAddress("::ffff:192.0.2.9"))))
    #expect(!block.contains(try #require(IPAddress("192.0.3.0"))))
    let all = try #require(CIDRBlock("::/0"))
    #expect(!all.contains(try #require(IPAddress("192.0.2.9"))))
  }
}
