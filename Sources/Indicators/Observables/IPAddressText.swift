// IP addresses written: dotted decimal and RFC 5952, into a buffer.
// Called by the log importer's hot loop and by `IPAddress.text`.
// It must not allocate. Mixed notation (`64:ff9b::192.0.2.33`) is read but never written: one
// address has one text, and the sides of a join must not depend on a list of known prefixes.

extension IPAddress {
  /// Writes the canonical text, at most `maximumTextCount` bytes of ASCII.
  ///
  /// - Returns: the bytes written, or nil where the buffer is too short.
  public func write(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard buffer.count >= Self.maximumTextCount else {
      return writeByWayOfScratch(into: buffer)
    }
    return isV4 ? writeV4(into: buffer) : writeV6(into: buffer)
  }

  /// Writes the canonical text of the address that `bytes` names.
  ///
  /// Strict IPv4 text has one form, so it is checked and copied without being converted.
  /// - Returns: the bytes written, or nil where `bytes` is no address or the buffer too short.
  public static func canonicalize(
    _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int? {
    if v4Bits(bytes) != nil {
      guard buffer.count >= bytes.count else { return nil }
      buffer.copyMemory(from: bytes)
      return bytes.count
    }
    return IPAddress(bytes)?.write(into: buffer)
  }

  /// Whether `bytes` is an address in its canonical text already.
  public static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if v4Bits(bytes) != nil { return true }
    guard let address = IPAddress(bytes) else { return false }
    return withUnsafeTemporaryAllocation(byteCount: maximumTextCount, alignment: 1) { scratch in
      guard let count = address.write(into: scratch), count == bytes.count else { return false }
      return scratch[..<count].elementsEqual(bytes)
    }
  }

  private func writeByWayOfScratch(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    withUnsafeTemporaryAllocation(byteCount: Self.maximumTextCount, alignment: 1) { scratch in
      guard let count = write(into: scratch), count <= buffer.count else { return nil }
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
      return count
    }
  }

  private func writeV4(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var at = 0
    for shift in stride(from: 24 as UInt64, through: 0, by: -8) {
      if at > 0 {
        buffer[at] = ASCII.dot
        at += 1
      }
      let octet = UInt8(truncatingIfNeeded: low >> shift)
      if octet >= 100 {
        buffer[at] = ASCII.zero + octet / 100
        at += 1
      }
      if octet >= 10 {
        buffer[at] = ASCII.zero + octet / 10 % 10
        at += 1
      }
      buffer[at] = ASCII.zero + octet % 10
      at += 1
    }
    return at
  }

  /// One of the eight groups, counted from the most significant.
  private func group(_ index: Int) -> UInt16 {
    let half = index < 4 ? high : low
    return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
  }

  /// The first of the longest runs of two or more zero groups (RFC 5952 sections 4.2.2, 4.2.3).
  private var longestZeroRun: Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || group(index) != 0 {
      if index - start > Swift.max(best.count, 1) { best = start..<index }
      start = index + 1
    }
    return best
  }

  private func writeV6(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let zeros = longestZeroRun
    var at = 0
    var index = 0
    while index < 8 {
      if index == zeros.lowerBound, !zeros.isEmpty {
        buffer[at] = ASCII.colon
        buffer[at + 1] = ASCII.colon
        at += 2
        index = zeros.upperBound
        continue
      }
      if index > 0, index != zeros.upperBound || zeros.isEmpty {
        buffer[at] = ASCII.colon
        at += 1
      }
      at = Self.writeGroup(group(index), at: at, of: buffer)
      index += 1
    }
    return at
  }

  @inline(__always)
  private static func writeGroup(
    _ group: UInt16, at offset: Int, of buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let digits = group >= 0x1000 ? 4 : group >= 0x100 ? 3 : group >= 0x10 ? 2 : 1
    var rest = group
    for place in 1...digits {
      let digit = UInt8(truncatingIfNeeded: rest & 0xF)
      buffer[offset + digits - place] = digit < 10 ? ASCII.zero + digit : 0x57 + digit
      rest >>= 4
    }
    return offset + digits
  }
}
