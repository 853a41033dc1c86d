// IPv4 and IPv6 addresses: comparison, ranges, parsing and writing. What is no address is null, of a
// string ''.

internal import KQL
internal import SQLite

enum AddressFunctions {
  private static let privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    .compactMap { AddressPrefix($0, .v4) }

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_ipv4_is_private", argumentCount: 1) { call in
      guard let address = AddressPrefix(call.text(0), .v4) else { return }
      call.result(privateRanges.contains { address.lies(in: $0) })
    }
    for (name, family) in [("ipv4", AddressPrefix.Family.v4), ("ipv6", .v6)] {
      try registerComparisons(of: family, name, on: connection)
    }
    try registerIPv4(on: connection)
    try registerParsing(on: connection)
    try connection.createFunction("kql_ipv4_range_to_cidr_list", argumentCount: 2) { call in
      guard let first = AddressPrefix(call.text(0), .v4), first.length == 128,
        let last = AddressPrefix(call.text(1), .v4), last.length == 128
      else { return }
      call.result(blocks(from: first.number, to: last.number))
    }
  }

  // MARK: Comparison

  private static func registerComparisons(
    of family: AddressPrefix.Family, _ name: String, on connection: Connection
  ) throws {
    try connection.createFunction("kql_\(name)_is_in_range", argumentCount: -1) { call in
      var ranges: [AddressPrefix?] = []
      for index in 1..<max(1, call.count) { ranges.append(AddressPrefix(call.text(index), family)) }
      call.result(isIn(AddressPrefix(call.text(0), family), ranges))
    }
    try connection.createFunction("kql_\(name)_is_in_ranges", argumentCount: 2) { call in
      guard let ranges = call.cached(1, make: { Ranges(call.dynamic(1), family) }).all else {
        return
      }
      call.result(isIn(AddressPrefix(call.text(0), family), ranges))
    }
    try connection.createFunction("kql_\(name)_is_match", argumentCount: -1) { call in
      guard let order = compared(call, family) else { return }
      call.result(order == 0)
    }
    try connection.createFunction("kql_\(name)_compare", argumentCount: -1) { call in
      call.result(compared(call, family))
    }
    // The predicate of the plugin's join: never null. As in the kept matches, a block of IPv6 that is
    // so wide that it holds all of IPv4's place holds no IPv4 address.
    try connection.createFunction("kql_\(name)_lookup", argumentCount: 2) { call in
      guard let address = AddressPrefix(call.text(0), family),
        let block = AddressPrefix(call.text(1), family)
      else { return call.result(false) }
      call.result(address.lies(in: block) && address.isV4 == block.isV4)
    }
  }

  /// The ranges of a dynamic array, kept over the calls of a statement; nil where it is none.
  private final class Ranges {
    let all: [AddressPrefix?]?

    init(_ array: DynamicValue?, _ family: AddressPrefix.Family) {
      guard case .array(let elements)? = array else {
        all = nil
        return
      }
      all = elements.map { AddressPrefix($0.text, family) }
    }
  }

  private static func isIn(_ address: AddressPrefix?, _ ranges: [AddressPrefix?]) -> Bool? {
    guard let address else { return nil }
    let known = ranges.compactMap { $0 }
    if known.contains(where: { address.matches($0) }) { return true }
    return known.count == ranges.count ? false : nil
  }

  /// -1, 0 or 1: both masked by the smallest prefix.
  private static func compared(
    _ call: borrowing FunctionCall, _ family: AddressPrefix.Family
  ) -> Int64? {
    guard let a = AddressPrefix(call.text(0), family), let b = AddressPrefix(call.text(1), family)
    else { return nil }
    var length = min(a.length, b.length)
    if call.count > 2 {
      guard let prefix = prefix(call, 2, family) else { return nil }
      length = min(length, prefix)
    }
    let x = a.limited(to: length).network
    let y = b.limited(to: length).network
    return x < y ? -1 : x > y ? 1 : 0
  }

  /// An argument that counts leading bits, of the 128; nil where it is null or out of bounds.
  private static func prefix(
    _ call: borrowing FunctionCall, _ index: Int, _ family: AddressPrefix.Family
  ) -> Int? {
    guard !call.isNull(index), (0...Int64(family.width)).contains(call.int64(index)) else {
      return nil
    }
    return Int(call.int64(index)) + family.offset
  }

  // MARK: Numbers and texts

  private static func registerIPv4(on connection: Connection) throws {
    try connection.createFunction("kql_parse_ipv4", argumentCount: -1) { call in
      guard let address = limitedIPv4(call, AddressPrefix(call.text(0), .v4)) else { return }
      call.result(Int64(address.v4Network))
    }
    try connection.createFunction("kql_ipv4_netmask_suffix", argumentCount: 1) { call in
      call.result(AddressPrefix(call.text(0), .v4).map { Int64($0.length - 96) })
    }
    for (name, hasMask) in [("kql_format_ipv4", false), ("kql_format_ipv4_mask", true)] {
      try connection.createFunction(name, argumentCount: -1) { call in
        guard let address = limitedIPv4(call, addressOrNumber(call)) else { return call.result("") }
        let text = dotted(address.v4Network)
        call.result(hasMask ? "\(text)/\(address.length - 96)" : text)
      }
    }
  }

  /// Masked by the second argument, where there is one; nil where that is no prefix.
  private static func limitedIPv4(
    _ call: borrowing FunctionCall, _ address: AddressPrefix?
  ) -> AddressPrefix? {
    guard let address else { return nil }
    guard call.count > 1 else { return address }
    return prefix(call, 1, .v4).map { address.limited(to: $0) }
  }

  /// The first argument: the text of an address, or its number.
  private static func addressOrNumber(_ call: borrowing FunctionCall) -> AddressPrefix? {
    switch call.argument(0) {
    case .integer(let number):
      UInt32(exactly: number).map { AddressPrefix(number: 0xFFFF << 32 | UInt128($0), length: 128) }
    case .text(let text): AddressPrefix(text, .v4)
    default: nil
    }
  }

  private static func dotted(_ bits: UInt32) -> String {
    [24, 16, 8, 0].map { String(bits >> UInt32($0) & 255) }.joined(separator: ".")
  }

  private static func registerParsing(on connection: Connection) throws {
    try connection.createFunction("kql_parse_ipv6", argumentCount: -1) { call in
      guard var address = AddressPrefix(call.text(0), .v6) else { return call.result("") }
      if call.count > 1 {
        guard let prefix = prefix(call, 1, .v6) else { return call.result("") }
        address = address.limited(to: prefix)
      }
      call.result(groups(address.network))
    }
  }

  /// Eight groups of four digits.
  private static func groups(_ number: UInt128) -> String {
    stride(from: 112, through: 0, by: -16).map { shift in
      let digits = String(UInt16(truncatingIfNeeded: number >> UInt128(shift)), radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: ":")
  }

  /// The fewest blocks that hold a range and nothing else, in order; null where it is empty.
  private static func blocks(from first: UInt128, to last: UInt128) -> DynamicValue? {
    guard first <= last else { return nil }
    var result: [DynamicValue] = []
    var next = first
    while next <= last {
      var bits = min(next.trailingZeroBitCount, 32)
      while next + (1 << UInt128(bits)) - 1 > last { bits -= 1 }
      result.append(.string("\(dotted(UInt32(truncatingIfNeeded: next)))/\(32 - bits)"))
      next += 1 << UInt128(bits)
    }
    return .array(result)
  }
}
