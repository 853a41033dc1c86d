// A block of IP addresses in CIDR notation, with its first and last address.
// Called by the reader of indicators; the warehouse stores the two keys for range joins.
// It must not hold host bits: equal blocks are equal text.

/// A CIDR block (RFC 4632, RFC 4291 section 2.3) with its host bits zeroed.
public struct CIDRBlock: Sendable {
  /// The address with all host bits zero.
  public let network: IPAddress
  /// Leading bits that the members share: 0 to 32 for IPv4, 0 to 128 for IPv6.
  public let prefixLength: Int
  /// Whether the text had host bits set, as in `192.0.2.7/24`; no part of the identity.
  public let hadHostBits: Bool

  /// The block that holds an address.
  ///
  /// - Parameters:
  ///   - address: any member.
  ///   - prefixLength: bits of the address's own family.
  /// - Returns: nil where the family has fewer bits.
  public init?(_ address: IPAddress, prefixLength: Int) {
    guard prefixLength >= 0, prefixLength <= address.width else { return nil }
    let number = UInt128(address.high) << 64 | UInt128(address.low)
    let hostMask = Self.hostMask(address.width - prefixLength)
    let masked = number & ~hostMask
    network = IPAddress(
      high: UInt64(truncatingIfNeeded: masked >> 64), low: UInt64(truncatingIfNeeded: masked))
    self.prefixLength = prefixLength
    hadHostBits = masked != number
  }

  /// The block that text such as `192.0.2.0/24` or `2001:db8::/32` names, or nil.
  ///
  /// The prefix length is one to three digits without leading zeros. `::ffff:192.0.2.0/120` is
  /// `192.0.2.0/24`.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    guard let slash = bytes.firstIndex(of: ASCII.slash), bytes.count - slash <= 4 else {
      return nil
    }
    var cursor = DigitCursor(ASCII.slice(bytes, slash + 1, bytes.count))
    let addressText = ASCII.slice(bytes, 0, slash)
    guard let length = cursor.number(), cursor.isAtEnd,
      bytes.count - slash == 2 || bytes[slash + 1] != ASCII.zero,
      let address = IPAddress(addressText)
    else { return nil }
    let isMapped = address.isV4 && addressText.contains(ASCII.colon)
    if isMapped, length < 96 {
      self.init(v6: address, prefixLength: Int(length))
    } else {
      self.init(address, prefixLength: Int(length) - (isMapped ? 96 : 0))
    }
  }

  /// The block that a text names, or nil.
  public init?(_ text: String) {
    guard let parsed = text.withBytes({ CIDRBlock($0) }) else { return nil }
    self = parsed
  }

  /// A block wider than the IPv4-mapped range, given by a mapped member: an IPv6 block.
  private init?(v6 address: IPAddress, prefixLength: Int) {
    guard prefixLength >= 0, prefixLength < 96 else { return nil }
    let number = UInt128(address.high) << 64 | UInt128(address.low)
    let masked = number & ~Self.hostMask(128 - prefixLength)
    network = IPAddress(high: 0, low: UInt64(truncatingIfNeeded: masked))
    self.prefixLength = prefixLength
    hadHostBits = true
  }

  private static func hostMask(_ bits: Int) -> UInt128 {
    bits >= 128 ? UInt128.max : (1 << UInt128(bits)) - 1
  }

  /// The lowest address of the block.
  public var first: IPAddress { network }

  /// The highest address of the block.
  public var last: IPAddress {
    let number = UInt128(network.high) << 64 | UInt128(network.low)
    let end = number | Self.hostMask(network.width - prefixLength)
    return IPAddress(
      high: UInt64(truncatingIfNeeded: end >> 64), low: UInt64(truncatingIfNeeded: end))
  }

  /// The address, where the block holds exactly one (`/32`, `/128`).
  public var singleAddress: IPAddress? { prefixLength == network.width ? network : nil }

  /// Whether an address of the same family lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    address.isV4 == network.isV4 && first <= address && address <= last
  }

  /// The canonical text: network address, slash, prefix length.
  public var text: String { "\(network.text)/\(prefixLength)" }
}

extension CIDRBlock: Hashable, CustomStringConvertible {
  /// Whether two blocks hold the same addresses.
  public static func == (left: CIDRBlock, right: CIDRBlock) -> Bool {
    left.network == right.network && left.prefixLength == right.prefixLength
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(network)
    hasher.combine(prefixLength)
  }

  /// The canonical text.
  public var description: String { text }
}
