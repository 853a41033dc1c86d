// Random small Zeek logs, with what real ones have in the way of traps, over few enough values that
// many of them are indicators, lie below one or in its block.

import TestSupport

/// Makes logs and indicators.
struct StreamWorld {
  private var numbers: SeededGenerator

  static let addresses = [
    "192.0.2.1", "192.0.2.9", "192.0.2.10", "198.51.100.7", "198.51.100.70", "203.0.113.5",
    "10.0.0.1", "10.0.0.2", "255.255.255.255", "0.0.0.0", "2001:db8::1", "2001:db8:1::99",
    "2001:DB8:0:0::1", "::ffff:192.0.2.1", "::", "fe80::1",
  ]
  static let names = [
    "evil.example", "www.evil.example", "a.b.evil.example", "EVIL.Example", "evil.example.",
    "notevil.example", "example", "good.example", "mail.good.example", "192.0.2.1", "2001:db8::1",
    ".", "x.192.0.2.1", "_ldap._tcp.evil.example", "*.evil.example", "evil.example\\x00",
    "b\\xc3\\xbcro.example", "evil..example", "cdn.host.test", "deep.a.cdn.host.test",
  ]
  /// Texts that are no address.
  static let noAddresses = [
    "192.0.2", "192.0.2.1.", "192.0.2.01", "192.0.2.256", "192.0.2.1.7", "1e3", ":", "host", "",
    "192.0.2.1 ", "111.222", "fe80::1%eth0",
  ]
  static let blocks = [
    "192.0.2.8/29", "192.0.2.8/30", "198.51.100.0/24", "2001:db8:1::/48", "2001:db8::/32",
    "10.0.0.0/8", "::/96",
  ]

  static let hashes = [
    "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709", "0123456789abcdef0123456789abcdef",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "d41d8cd98f00b204", "x",
    "E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "-",
  ]

  init(seed: UInt64) { numbers = SeededGenerator(state: seed) }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &numbers) < percent
  }

  private mutating func pick(_ values: [String]) -> String {
    numbers.pick(values)
  }

  /// A few values of every kind.
  mutating func indicators() -> [String] {
    let hosts = ["cdn.host.test", "evil.example", "192.0.2.10", "198.51.100.70"]
    var values = ["203.0.113.200"]
    for _ in 0..<4 { values.append(pick(Self.addresses)) }
    for _ in 0..<3 { values.append(pick(["evil.example", "good.example", "www.evil.example"])) }
    for _ in 0..<2 { values.append(pick(Self.blocks)) }
    values.append("http://\(pick(hosts))/gate.php")
    values.append(pick([Self.hashes[0], Self.hashes[2], Self.hashes[4]]))
    return values
  }

  private mutating func address() -> String {
    if chance(2) { return pick(Self.noAddresses) }
    return chance(2) ? "-" : pick(Self.addresses)
  }

  private mutating func time() -> String {
    let seconds = 1_767_225_000 + Int.random(in: 0..<500, using: &numbers)
    if chance(2) {
      return pick(["-", "17672250000", "abc", "1767225000.", "", "1767225x00.123456"])
    }
    if chance(5) { return pick(["\(seconds)", "\(seconds).5", "2026-01-01T00:00:00.25Z"]) }
    return "\(seconds).\(100_000 + Int.random(in: 0..<900_000, using: &numbers))"
  }

  private mutating func value(of field: String, setSeparator: String) -> String {
    switch field {
    case "ts": return time()
    case "id.orig_h", "id.resp_h": return address()
    case "query":
      if chance(3) { return pick(["-", "(empty)", String(repeating: "a.", count: 300) + "b"]) }
      return pick(Self.names)
    case "answers":
      if chance(30) { return "-" }
      return (0..<Int.random(in: 1...4, using: &numbers)).map { _ in
        chance(50) ? pick(Self.addresses) : pick(Self.names + Self.noAddresses)
      }.joined(separator: setSeparator)
    case "TTLs": return "1.000000"
    case "md5", "sha1", "sha256": return pick(Self.hashes)
    case "tx_hosts", "rx_hosts":
      return (0..<Int.random(in: 1...2, using: &numbers)).map { _ in address() }
        .joined(separator: setSeparator)
    case "uid": return "C\(Int.random(in: 0..<1_000_000, using: &numbers))"
    case "duration": return pick(["-", "0.5", "12.000001"])
    default: return pick(["-", "1", "SF", "tcp", "(empty)", "x\\x09y", "ü"])
    }
  }

  private static let fields = [
    "conn": ["id.resp_h", "id.resp_p", "proto", "duration", "conn_state", "history", "odd"],
    "files": ["id.resp_h", "fuid", "mime_type", "md5", "sha1", "sha256", "odd"],
    "dns": ["id.resp_h", "query", "qtype_name", "rcode", "answers", "TTLs", "odd"],
  ]

  /// A log of `conn`, `dns` or `files`, as bytes.
  mutating func log(_ path: String, lines: Int) -> [UInt8] {
    let lineEnd = chance(15) ? "\r\n" : "\n"
    var text = chance(10) ? "\u{feff}" : ""
    var (fields, separator, setSeparator) = header(path, &text, lineEnd)
    for _ in 0..<lines {
      if chance(1) { (fields, separator, setSeparator) = header(path, &text, lineEnd) }
      var values: [String] = []
      for field in fields { values.append(value(of: field, setSeparator: setSeparator)) }
      if chance(2) { values.removeLast() }
      if chance(2) { values.append("more") }
      text += values.joined(separator: separator) + lineEnd
      if chance(2) { text += pick(["", "#close\t2026", "#", "# a comment", "\u{0}"]) + lineEnd }
    }
    var bytes = Array(text.utf8)
    if chance(30) { bytes.removeLast(Int.random(in: 1...20, using: &numbers)) }
    return bytes
  }

  private mutating func header(
    _ path: String, _ text: inout String, _ lineEnd: String
  ) -> (fields: [String], separator: String, setSeparator: String) {
    var fields = Self.fields[path] ?? []
    if chance(50) { fields.shuffle(using: &numbers) }
    fields = ["ts", "uid", "id.orig_h"] + fields
    if path == "files", chance(30) {
      // As Zeek wrote it before version 5.1.
      fields = fields.map { $0 == "id.orig_h" ? "tx_hosts" : $0 == "id.resp_h" ? "rx_hosts" : $0 }
    }
    if chance(20) { fields.shuffle(using: &numbers) }
    if chance(10) { fields.removeAll { $0 == "history" || $0 == "TTLs" } }
    let separator = chance(80) ? "\t" : pick([" ", "|", "8"])
    let setSeparator = chance(80) ? "," : pick([";", "5", ",,"])
    let hexadecimal = String(separator.utf8.first ?? 9, radix: 16)
    text += "#separator \\x\(hexadecimal.count == 1 ? "0" : "")\(hexadecimal)" + lineEnd
    text += "#set_separator" + separator + setSeparator + lineEnd
    text += "#path" + separator + path + lineEnd
    text += "#fields" + separator + fields.joined(separator: separator) + lineEnd
    return (fields, separator, setSeparator)
  }
}
