// A JSON number as the plain decimal that logs have: without an exponent, and where it counts seconds
// rounded to microseconds. Zeek's JSON writer gives times as doubles, so that 0.000870 s comes as
// 0.0008699893951416016, and 95 µs as 9.5e-05. Called by JSONFields.

enum JSONDecimal {
  /// Exponents that are written out; no time, port or count needs more.
  private static let maximumExponent = 40
  /// Digits of whole seconds beyond which a time is in milliseconds: 11 digits are the year 5138.
  private static let millisecondDigits = 12

  /// Whether a number can be used as it stands.
  @inline(__always)
  static func isPlain(_ number: UnsafeRawBufferPointer, isSeconds: Bool, isTime: Bool) -> Bool {
    var dot = number.count
    for index in number.indices {
      let byte = number[index]
      if byte == 0x2e { dot = index }
      if byte | 0x20 == 0x65 { return false }
    }
    guard isSeconds else { return true }
    return number.count - dot <= 7 && (!isTime || dot < millisecondDigits)
  }

  /// Appends a number.
  ///
  /// - Parameters:
  ///   - number: by JSON's grammar.
  ///   - isSeconds: whether to round to microseconds.
  ///   - isTime: whether it is Unix time, which may be in milliseconds (Zeek's JSON::TS_MILLIS).
  static func append(
    _ number: UnsafeRawBufferPointer, isSeconds: Bool, isTime: Bool, to text: inout [UInt8]
  ) {
    let mark = number.firstIndex { $0 | 0x20 == 0x65 }
    if !isSeconds, mark == nil {
      text.append(contentsOf: number)
      return
    }
    let mantissa = UnsafeRawBufferPointer(rebasing: number[..<(mark ?? number.count)])
    guard mantissa.count <= 64, let exponent = exponent(number, after: mark) else {
      // No column takes it: too large, or too fine.
      text.append(contentsOf: number)
      return
    }
    let isNegative = mantissa.first == 0x2d
    var digits = mantissa.filter { $0 &- 0x30 < 10 }
    let dot = mantissa.firstIndex(of: 0x2e) ?? mantissa.count
    var point = dot - (isNegative ? 1 : 0) + exponent
    if isTime, point >= millisecondDigits { point -= 3 }
    if point <= 0 {
      digits.insert(contentsOf: repeatElement(0x30, count: 1 - point), at: 0)
      point = 1
    }
    while digits.count < point { digits.append(0x30) }
    if isSeconds { round(&digits, &point, places: 6) }
    if isNegative { text.append(0x2d) }
    let zeros = digits[..<(point - 1)].prefix { $0 == 0x30 }.count
    text.append(contentsOf: digits[zeros..<point])
    if point < digits.count {
      text.append(0x2e)
      text.append(contentsOf: digits[point...])
    }
  }

  private static func exponent(_ number: UnsafeRawBufferPointer, after mark: Int?) -> Int? {
    guard let mark else { return 0 }
    var field = UnsafeRawBufferPointer(rebasing: number[(mark + 1)...])
    if field.first == 0x2b { field = UnsafeRawBufferPointer(rebasing: field.dropFirst()) }
    guard let value = FieldNumber.integer(field), abs(value) <= maximumExponent else { return nil }
    return Int(value)
  }

  /// Rounds, half up, to so many places behind the point.
  private static func round(_ digits: inout [UInt8], _ point: inout Int, places: Int) {
    guard digits.count > point + places else { return }
    let isUp = digits[point + places] >= 0x35
    digits.removeSubrange((point + places)...)
    guard isUp else { return }
    var index = digits.count - 1
    while index >= 0, digits[index] == 0x39 {
      digits[index] = 0x30
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(0x31, at: 0)
      point += 1
    }
  }
}
