// Numbers and timespan literals: 42, 0x2A, 1.5, 1e-3, 1d, 1.5h, 100ms, 7tick.

/// Ticks (100 ns) of the units of time.
enum Ticks {
  static let microsecond: Int64 = 10
  static let millisecond: Int64 = 10_000
  static let second: Int64 = 10_000_000
  static let minute: Int64 = 600_000_000
  static let hour: Int64 = 36_000_000_000
  static let day: Int64 = 864_000_000_000
  /// 1970-01-01 in ticks since 0001-01-01.
  static let unixEpoch: Int64 = 621_355_968_000_000_000
  /// The last tick of the year 9999.
  static let lastDatetime: Int64 = 3_155_378_975_999_999_999

  /// The ticks of a timespan literal's unit.
  static func unit(_ name: String) -> Int64? {
    switch name {
    case "d", "day", "days": day
    case "h", "hr", "hrs", "hour", "hours": hour
    case "m", "min", "minute", "minutes": minute
    case "s", "sec", "second", "seconds": second
    case "ms", "milli", "millis", "millisecond", "milliseconds": millisecond
    case "micro", "micros", "microsecond", "microseconds": microsecond
    case "tick", "ticks": 1
    default: nil
    }
  }

  /// A number of units in ticks, rounded to the nearest; nil where it does not fit.
  static func ticks(_ number: Double, _ unit: Int64) -> Int64? {
    let value = (number * Double(unit)).rounded()
    return value.magnitude < 9.2e18 ? Int64(value) : nil
  }
}

extension Lexer {
  mutating func readNumber() {
    let start = position
    if peek() == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x") {
      position += 2
      readHexadecimal(from: start)
      return
    }
    while isDigit(peek()) { position += 1 }
    var isReal = false
    // `1..5` is a range and `1.x` no number: the point needs a digit behind it.
    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
      isReal = true
      position += 1
      while isDigit(peek()) { position += 1 }
    }
    let sign = peek(1)
    let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    if peek() | 0x20 == UInt8(ascii: "e"), isDigit(isSigned ? peek(2) : sign) {
      isReal = true
      position += isSigned ? 2 : 1
      while isDigit(peek()) { position += 1 }
    }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    if isNameStart(peek()) {
      readUnit(of: digits, from: start)
    } else if isReal {
      emit(.real(Double(digits) ?? .infinity), from: start)
    } else {
      emit(.long(Int64(digits) ?? smallest(digits)), from: start)
    }
  }

  /// Behind a minus, 2^63 is the smallest integer: negated, or subtracted, it wraps to what is meant.
  private func smallest(_ digits: String) -> Int64? {
    tokens.last?.kind == .symbol(.minus) && digits == "9223372036854775808" ? Int64.min : nil
  }

  private mutating func readHexadecimal(from start: Int) {
    let open = position
    while isNamePart(peek()) { position += 1 }
    let digits = String(decoding: bytes[open..<position], as: UTF8.self)
    guard let value = UInt64(digits, radix: 16) else {
      report("'0x\(digits)' is no 64-bit number", start..<position)
      emit(.long(0), from: start)
      return
    }
    emit(.long(Int64(bitPattern: value)), from: start)
  }

  private mutating func readUnit(of digits: String, from start: Int) {
    let open = position
    while isNamePart(peek()) { position += 1 }
    let name = String(decoding: bytes[open..<position], as: UTF8.self)
    guard let unit = Ticks.unit(name) else {
      report(
        "'\(digits)\(name)' is neither a number nor a timespan", start..<position,
        help: "units of time are d, h, m, s, ms, microsecond, tick; numbers take no suffix")
      emit(.long(0), from: start)
      return
    }
    if let whole = Int64(digits) {
      let (ticks, overflow) = whole.multipliedReportingOverflow(by: unit)
      emit(.timespan(overflow ? nil : ticks), from: start)
    } else {
      emit(.timespan(Double(digits).flatMap { Ticks.ticks($0, unit) }), from: start)
    }
  }
}
