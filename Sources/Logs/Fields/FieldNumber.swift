// Numbers of a field, read from its bytes: no String, no locale, no trap on any digits.
// Called once a field by the formats.

enum FieldNumber {
  /// A whole number, or nil where the bytes are none or it does not fit.
  @inline(__always)
  static func integer(_ field: UnsafeRawBufferPointer) -> Int64? {
    var index = 0
    let isNegative = field.first == 0x2d
    if isNegative { index = 1 }
    // 18 digits always fit; 19 are tried, and Zeek's 20-digit counts are out of SQLite's range.
    guard index < field.count, field.count - index <= 19 else { return nil }
    var value: Int64 = 0
    while index < field.count {
      let digit = field[index] &- 0x30
      guard digit < 10 else { return nil }
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, past) = tens.addingReportingOverflow(Int64(digit))
      guard !tooLarge, !past else { return nil }
      value = sum
      index += 1
    }
    return isNegative ? -value : value
  }

  /// Seconds with a fraction, `0.037629`, as ticks of 100 ns; what is finer is cut. Nil where the
  /// bytes are no such number, or it is negative or longer than 3,000 years.
  @inline(__always)
  static func interval(_ field: UnsafeRawBufferPointer) -> Int64? {
    let dot = field.firstIndex(of: 0x2e) ?? field.count
    guard dot > 0, dot <= 11, let seconds = integer(prefix(field, dot)), seconds >= 0,
      field[0] != 0x2d
    else { return nil }
    var ticks = seconds &* 10_000_000
    guard dot < field.count else { return ticks }
    var unit: Int64 = 1_000_000
    for byte in field[(dot + 1)...] {
      let digit = byte &- 0x30
      guard digit < 10 else { return nil }
      ticks &+= Int64(digit) &* unit
      unit /= 10
    }
    return ticks
  }

  /// Whether the bytes may stand in JSON as a number: an optional minus, digits, an optional
  /// fraction (RFC 8259, section 6, without exponents and leading zeros).
  static func isJSON(_ field: UnsafeRawBufferPointer) -> Bool {
    let start = field.first == 0x2d ? 1 : 0
    var dot = -1
    for index in start..<max(start, field.count) {
      if field[index] == 0x2e, dot < 0 {
        dot = index
      } else if field[index] &- 0x30 >= 10 {
        return false
      }
    }
    let wholeEnd = dot < 0 ? field.count : dot
    guard wholeEnd > start, dot != field.count - 1 else { return false }
    return wholeEnd == start + 1 || field[start] != 0x30
  }

  private static func prefix(
    _ field: UnsafeRawBufferPointer, _ count: Int
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: field[..<count])
  }
}
