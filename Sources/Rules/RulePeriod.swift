// Lengths of time as rules write them: `1h`, `14d`, and ISO 8601's `PT15M`, `P1DT12H`.

enum RulePeriod {
  /// The longest that is accepted, in seconds: a year. Sentinel itself allows 14 days.
  static let longest: Int64 = 366 * 86_400

  /// Seconds; nil where the text is no length of time, is 0 or too long.
  static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.uppercased().utf8)
    let total = bytes.first == UInt8(ascii: "P") ? isoSeconds(bytes.dropFirst()) : short(bytes)
    guard let total, (1...longest).contains(total) else { return nil }
    return total
  }

  /// `14d`.
  private static func short(_ bytes: [UInt8]) -> Int64? {
    guard let last = bytes.last, let unit = unit(last, inTime: last != UInt8(ascii: "D")),
      let number = number(bytes.dropLast())
    else { return nil }
    return number * unit
  }

  /// `1DT12H`: units in falling order, each once; hours, minutes and seconds behind the `T`.
  private static func isoSeconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var total: Int64 = 0
    var isTime = false
    var digits: [UInt8] = []
    var smallest = Int64.max
    for byte in bytes {
      if byte == UInt8(ascii: "T") {
        guard !isTime, digits.isEmpty else { return nil }
        isTime = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits.append(byte)
      } else {
        guard let unit = unit(byte, inTime: isTime), unit < smallest,
          let number = number(digits[...])
        else { return nil }
        total += number * unit
        smallest = unit
        digits = []
      }
    }
    let endsInTime = bytes.last == UInt8(ascii: "T")
    return digits.isEmpty && !endsInTime && smallest < .max ? total : nil
  }

  private static func unit(_ byte: UInt8, inTime: Bool) -> Int64? {
    switch (byte, inTime) {
    case (UInt8(ascii: "W"), false): 7 * 86_400
    case (UInt8(ascii: "D"), false): 86_400
    case (UInt8(ascii: "H"), true): 3_600
    case (UInt8(ascii: "M"), true): 60
    case (UInt8(ascii: "S"), true): 1
    default: nil
    }
  }

  /// At most nine digits, so that no sum overflows.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard (1...9).contains(digits.count) else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self))
  }
}
