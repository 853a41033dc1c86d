// Addresses with a prefix or without, of either family, as one number. What is no address is none:
// octets with leading zeros, zones, brackets; blanks around are tolerated.

internal import Indicators

/// An address and how many of its leading bits count, as a 128-bit number; IPv4 lies at
/// `::ffff:0:0/96`.
struct AddressPrefix: Equatable {
  enum Family {
    /// Dotted decimal alone.
    case v4
    /// Either family; IPv4 is IPv4-mapped.
    case v6

    /// Bits of the number above the address.
    var offset: Int { self == .v4 ? 96 : 0 }
    /// Bits of the address.
    var width: Int { 128 - offset }
  }

  var number: UInt128
  /// Of the 128 bits: 96 and more for IPv4.
  var length: Int

  init(number: UInt128, length: Int) {
    self.number = number
    self.length = length
  }

  init?(_ text: String, _ family: Family) {
    let parts = ConversionFunctions.trimmed(text).split(
      separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
    let hasColon = parts[0].utf8.contains(UInt8(ascii: ":"))
    let isDotted = parts[0].utf8.contains(UInt8(ascii: "."))
    if family == .v4, hasColon { return nil }
    number = UInt128(address.high) << 64 | UInt128(address.low)
    // Kusto reads `::192.168.1.1` as the IPv4 address (parse_ipv6_mask's documentation).
    if hasColon, isDotted, number >> 32 == 0 { number |= 0xFFFF << 32 }
    length = 128
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].utf8.count <= 3,
        parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1])
      else { return nil }
      // The prefix of an address in dots counts its own 32 bits, also behind `::`.
      length = bits + (isDotted && (bits <= 32 || !hasColon) ? 96 : 0)
      guard length <= 128 else { return nil }
    }
  }

  static func mask(_ length: Int) -> UInt128 {
    length == 0 ? 0 : UInt128.max << UInt128(128 - length)
  }

  /// The number without the bits behind the prefix.
  var network: UInt128 { number & Self.mask(length) }

  /// The low 32 bits of the network: the address, of IPv4.
  var v4Network: UInt32 { UInt32(truncatingIfNeeded: network) }

  /// Whether all of its addresses are IPv4.
  var isV4: Bool { length >= 96 && number >> 32 == 0xFFFF }

  /// The same with no more bits than `limit`.
  func limited(to limit: Int) -> AddressPrefix {
    AddressPrefix(number: number, length: min(length, limit))
  }

  /// Whether both agree in the bits that count in both.
  func matches(_ other: AddressPrefix) -> Bool {
    let mask = Self.mask(min(length, other.length))
    return number & mask == other.number & mask
  }

  /// Whether all of its addresses lie in a block.
  func lies(in block: AddressPrefix) -> Bool { length >= block.length && matches(block) }
}
