// An IP address of either family as one 128-bit number, its key and its canonical text.
// Called by every reader of indicators and logs, so that equal addresses are equal text.
// It must not know ports, zones or brackets: `URLHost` takes those off.

/// An IPv4 or IPv6 address.
///
/// An IPv4 address and its IPv4-mapped form `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2) are the
/// same value here, and its text is the IPv4 one: Sysmon writes the mapped form, feeds the other.
public struct IPAddress: Hashable, Comparable, Sendable {
  /// The upper 64 bits of the 128-bit number; 0 for IPv4.
  public let high: UInt64
  /// The lower 64 bits; `0x0000_ffff_aabb_ccdd` for IPv4.
  public let low: UInt64

  /// Bytes that the longest canonical text has.
  public static let maximumTextCount = 39
  /// Bytes of `key`.
  public static let keyCount = 16

  /// The address with these 128 bits.
  @inline(__always)
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The IPv4 address with these 32 bits, most significant octet first.
  @inline(__always)
  public init(v4 bits: UInt32) { self.init(high: 0, low: Self.mappedPrefix | UInt64(bits)) }

  /// The address that a text names, or nil; see `init(_: UnsafeRawBufferPointer)`.
  public init?(_ text: String) {
    guard let parsed = text.withBytes({ IPAddress($0) }) else { return nil }
    self = parsed
  }

  /// Whether this is IPv4 (written so, or IPv4-mapped).
  public var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// Bits that an address of this family has: 32 or 128.
  public var width: Int { isV4 ? 32 : 128 }

  /// The number as 16 bytes, most significant first; IPv4 lies at `::ffff:0:0/96`.
  ///
  /// Byte order is address order within a family, so that a range of addresses is a `BETWEEN`.
  public var key: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.keyCount) { buffer, count in
      count = writeKey(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
    }
  }

  /// Writes the 16 bytes of `key`.
  ///
  /// - Returns: 16, or nil where the buffer is shorter.
  public func writeKey(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard buffer.count >= Self.keyCount else { return nil }
    buffer.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
    buffer.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    return Self.keyCount
  }

  /// Whether the left number is the smaller.
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  static let mappedPrefix: UInt64 = 0xFFFF_0000_0000
}

extension IPAddress: CustomStringConvertible {
  /// The canonical text: dotted decimal, or RFC 5952's form for IPv6.
  public var text: String {
    String(unsafeUninitializedCapacity: Self.maximumTextCount) { buffer in
      write(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
    }
  }

  /// The canonical text.
  public var description: String { text }
}
