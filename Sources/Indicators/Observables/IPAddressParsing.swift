// IP addresses read: strict dotted decimal, and every textual form of RFC 4291 section 2.2.
// Called once a field by the log importer: no allocation, no String.
// It must not be lenient: `010.0.0.1`, `1.2.3`, `20265.222.45` and `fe80::1%eth0` are no addresses.

extension IPAddress {
  /// The address that the bytes name, or nil.
  ///
  /// IPv4: four decimal octets without leading zeros (RFC 6943 section 3.1.1 tells why `010` is
  /// ambiguous). IPv6: hexadecimal groups of either case, `::` once for one or more zero groups,
  /// and an IPv4 tail. No blanks, no brackets, no zone (`%eth0`).
  public init?(_ bytes: UnsafeRawBufferPointer) {
    if let bits = Self.v4Bits(bytes) {
      self.init(v4: bits)
      return
    }
    guard let parsed = Self.v6(bytes) else { return nil }
    self = parsed
  }

  /// The 32 bits of strict dotted decimal text, or nil.
  ///
  /// An octet that begins with 0 is 0, so a leading zero meets a digit where a dot must stand.
  @inline(__always)
  static func v4Bits(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    let count = bytes.count
    guard count >= 7, count <= 15 else { return nil }
    var bits: UInt32 = 0
    var index = 0
    for part in 0..<4 {
      guard index < count, let first = ASCII.digit(bytes[index]) else { return nil }
      index += 1
      var octet = UInt32(first)
      if octet != 0, index < count, let second = ASCII.digit(bytes[index]) {
        octet = octet &* 10 &+ UInt32(second)
        index += 1
        if index < count, let third = ASCII.digit(bytes[index]) {
          octet = octet &* 10 &+ UInt32(third)
          index += 1
        }
      }
      guard octet <= 255 else { return nil }
      bits = bits << 8 | octet
      if part < 3 {
        guard index < count, bytes[index] == ASCII.dot else { return nil }
        index += 1
      }
    }
    return index == count ? bits : nil
  }

  /// The address of IPv6 text, or nil: shifts groups in, and remembers where `::` stood.
  private static func v6(_ bytes: UnsafeRawBufferPointer) -> IPAddress? {
    guard bytes.count >= 2, bytes.count <= 45 else { return nil }
    var number: (high: UInt64, low: UInt64) = (0, 0)
    var groups = 0
    var gap: Int?
    var index = 0
    if bytes[0] == ASCII.colon {
      guard bytes[1] == ASCII.colon else { return nil }
      gap = 0
      index = 2
    }
    while index < bytes.count {
      let start = index
      var value: UInt64 = 0
      while index < bytes.count, let digit = ASCII.hexDigit(bytes[index]) {
        guard index - start < 4 else { return nil }
        value = value << 4 | UInt64(digit)
        index += 1
      }
      if index < bytes.count, bytes[index] == ASCII.dot {
        guard groups <= 6, let tail = v4Bits(ASCII.slice(bytes, start, bytes.count))
        else { return nil }
        shift(&number, by: 32, adding: UInt64(tail))
        return assemble(number, groups: groups + 2, gap: gap)
      }
      guard index > start, groups < 8 else { return nil }
      shift(&number, by: 16, adding: value)
      groups += 1
      if index == bytes.count { break }
      guard bytes[index] == ASCII.colon, index + 1 < bytes.count else { return nil }
      index += 1
      if bytes[index] == ASCII.colon {
        guard gap == nil else { return nil }
        gap = groups
        index += 1
      }
    }
    return assemble(number, groups: groups, gap: gap)
  }

  @inline(__always)
  private static func shift(
    _ number: inout (high: UInt64, low: UInt64), by bits: UInt64, adding value: UInt64
  ) {
    number.high = number.high << bits | number.low >> (64 - bits)
    number.low = number.low << bits | value
  }

  /// Moves the groups before the gap to the top; without a gap there must be eight.
  private static func assemble(
    _ number: (high: UInt64, low: UInt64), groups: Int, gap: Int?
  ) -> IPAddress? {
    guard let gap else { return groups == 8 ? IPAddress(high: number.high, low: number.low) : nil }
    guard groups < 8 else { return nil }
    let joined = UInt128(number.high) << 64 | UInt128(number.low)
    let tailBits = UInt128((groups - gap) * 16)
    let tail = joined & ((1 << tailBits) - 1)
    let head = gap == 0 ? 0 : (joined >> tailBits) << UInt128((8 - gap) * 16)
    let whole = head | tail
    return IPAddress(
      high: UInt64(truncatingIfNeeded: whole >> 64), low: UInt64(truncatingIfNeeded: whole))
  }
}
