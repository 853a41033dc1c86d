// Timestamps as text: Kusto's and TAXII's written forms.
// Called by the SQL views' writers, the TAXII client (added_after) and every output format.
// It must not round: a written time is never later than the instant it stands for.

extension Timestamp {
  /// Bytes that `writeKusto(into:)` writes.
  public static let kustoTextCount = 28

  /// Kusto's form with all seven digits, `2018-11-05T00:00:00.0000000Z`.
  public var kusto: String { text(fractionDigits: 7) }

  /// TAXII 2.1's form with six digits, `2018-11-05T00:00:00.000000Z`, rounded down.
  ///
  /// TAXII 2.1 section 2 asks for microseconds in the timestamps of a collection; OpenTAXII refuses
  /// fewer than one and more than six digits in `added_after`.
  public var taxii: String { text(fractionDigits: 6) }

  /// Writes Kusto's form, 28 bytes of ASCII, without a String.
  ///
  /// - Returns: the bytes written, or nil where `buffer` holds fewer than `kustoTextCount`.
  public func writeKusto(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard buffer.count >= Self.kustoTextCount else { return nil }
    return write(into: buffer, fractionDigits: 7)
  }

  private func text(fractionDigits: Int) -> String {
    String(unsafeUninitializedCapacity: Self.kustoTextCount) { buffer in
      write(into: UnsafeMutableRawBufferPointer(buffer), fractionDigits: fractionDigits)
    }
  }

  /// Writes the date, the time and 6 or 7 digits into a buffer of at least 28 bytes.
  private func write(into buffer: UnsafeMutableRawBufferPointer, fractionDigits: Int) -> Int {
    let date = CivilDate(daysSinceFirst: ticks / Self.ticksPerDay)
    let inDay = ticks % Self.ticksPerDay
    let second = inDay / Self.ticksPerSecond
    Self.put(date.year, digits: 4, then: ASCII.hyphen, at: 0, of: buffer)
    Self.put(date.month, digits: 2, then: ASCII.hyphen, at: 5, of: buffer)
    Self.put(date.day, digits: 2, then: 0x54, at: 8, of: buffer)
    Self.put(second / 3600, digits: 2, then: ASCII.colon, at: 11, of: buffer)
    Self.put(second / 60 % 60, digits: 2, then: ASCII.colon, at: 14, of: buffer)
    Self.put(second % 60, digits: 2, then: ASCII.dot, at: 17, of: buffer)
    let part = fractionDigits == 7 ? fraction : fraction / 10
    Self.put(part, digits: fractionDigits, then: 0x5A, at: 20, of: buffer)
    return 21 + fractionDigits
  }

  private static func put(
    _ value: Int64, digits: Int, then terminator: UInt8, at offset: Int,
    of buffer: UnsafeMutableRawBufferPointer
  ) {
    var rest = value
    for place in stride(from: offset + digits - 1, through: offset, by: -1) {
      buffer[place] = ASCII.zero + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    buffer[offset + digits] = terminator
  }
}

extension Timestamp: CustomStringConvertible {
  /// Kusto's form, for messages.
  public var description: String { kusto }
}
