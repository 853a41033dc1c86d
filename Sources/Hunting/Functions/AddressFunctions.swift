// IPv4 addresses, with a prefix or without. What is no address is null; numbers with leading zeros are
// none, blanks around are tolerated.

internal import KQL
internal import SQLite

/// An IPv4 address and the length of its prefix.
struct IPv4Prefix {
  var address: UInt32
  var length: Int

  init?(_ text: String) {
    let parts = ConversionFunctions.trimmed(text).split(
      separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard octets.count == 4 else { return nil }
    address = 0
    for octet in octets {
      guard octet.utf8.count <= 3, octet.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = UInt32(octet), number < 256, octet.count == 1 || octet.first != "0"
      else { return nil }
      address = address << 8 | number
    }
    length = 32
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]),
        number <= 32
      else { return nil }
      length = number
    }
  }

  static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - length) }

  func isIn(_ range: IPv4Prefix) -> Bool {
    let mask = Self.mask(min(length, range.length))
    return address & mask == range.address & mask
  }
}

enum AddressFunctions {
  private static let privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    .compactMap { IPv4Prefix($0) }

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_ipv4_is_private", argumentCount: 1) { call in
      guard let address = IPv4Prefix(call.text(0)) else { return }
      call.result(privateRanges.contains { address.length >= $0.length && address.isIn($0) })
    }
    try connection.createFunction("kql_parse_ipv4", argumentCount: 1) { call in
      guard let address = IPv4Prefix(call.text(0)) else { return }
      call.result(Int64(address.address & IPv4Prefix.mask(address.length)))
    }
    try connection.createFunction("kql_format_ipv4", argumentCount: 1) { call in
      guard !call.isNull(0), let value = UInt32(exactly: call.int64(0)) else {
        return call.result("")
      }
      let octets = [24, 16, 8, 0].map { String(value >> UInt32($0) & 255) }
      call.result(octets.joined(separator: "."))
    }
    try connection.createFunction("kql_ipv4_is_in_range", argumentCount: -1) { call in
      var ranges: [IPv4Prefix?] = []
      for index in 1..<max(1, call.count) { ranges.append(IPv4Prefix(call.text(index))) }
      call.result(isIn(IPv4Prefix(call.text(0)), ranges))
    }
    try connection.createFunction("kql_ipv4_is_in_ranges", argumentCount: 2) { call in
      guard case .array(let elements)? = call.dynamic(1) else { return }
      call.result(isIn(IPv4Prefix(call.text(0)), elements.map { IPv4Prefix($0.text) }))
    }
    try connection.createFunction("kql_ipv4_is_match", argumentCount: -1) { call in
      guard let order = compared(call) else { return }
      call.result(order == 0)
    }
    try connection.createFunction("kql_ipv4_compare", argumentCount: -1) { call in
      call.result(compared(call))
    }
  }

  private static func isIn(_ address: IPv4Prefix?, _ ranges: [IPv4Prefix?]) -> Bool? {
    guard let address else { return nil }
    let known = ranges.compactMap { $0 }
    if known.contains(where: { address.isIn($0) }) { return true }
    return known.count == ranges.count ? false : nil
  }

  /// -1, 0 or 1: both masked by the smallest prefix.
  private static func compared(_ call: borrowing FunctionCall) -> Int64? {
    guard let a = IPv4Prefix(call.text(0)), let b = IPv4Prefix(call.text(1)) else { return nil }
    var length = min(a.length, b.length)
    if call.count > 2 {
      guard !call.isNull(2), (0...32).contains(call.int64(2)) else { return nil }
      length = min(length, Int(call.int64(2)))
    }
    let mask = IPv4Prefix.mask(length)
    let x = a.address & mask
    let y = b.address & mask
    return x < y ? -1 : x > y ? 1 : 0
  }
}
