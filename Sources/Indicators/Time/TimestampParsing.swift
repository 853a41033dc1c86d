// Timestamps from text: ISO 8601 in the forms that feeds use, and Unix time as logs write it.
// Called with the bytes of a field (feeds, logs) or with a String (options, tests).
// It must not trap on any bytes, and must not guess a locale: `11/05/2018` is nil.

extension Timestamp {
  /// The instant that an ISO 8601 / RFC 3339 text names, or nil.
  ///
  /// Accepted: `2018-11-05`; `T`, `t` or a space before the time; `HH:MM` or `HH:MM:SS`; any number
  /// of fraction digits after `.` or `,`, rounded down to 100 ns; `Z`, `z`, `+02:00`, `+0200`,
  /// `+02`, or no zone, which is read as UTC; second 60, which is second 0 of the next minute;
  /// ASCII blanks around it all.
  public init?(iso8601 bytes: UnsafeRawBufferPointer) {
    var cursor = DigitCursor(ASCII.trimmed(bytes))
    guard let year = cursor.number(digits: 4), cursor.take(ASCII.hyphen),
      let month = cursor.number(digits: 2), cursor.take(ASCII.hyphen),
      let day = cursor.number(digits: 2),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let midnight = date.daysSinceFirst * Self.ticksPerDay
    if cursor.isAtEnd {
      self.init(ticks: midnight)
      return
    }
    guard cursor.take(0x54) || cursor.take(0x74) || cursor.take(ASCII.space),
      let time = Self.timeOfDay(&cursor), let offset = Self.zoneOffset(&cursor), cursor.isAtEnd
    else { return nil }
    self.init(ticks: midnight + time - offset)
  }

  /// The instant that an ISO 8601 / RFC 3339 text names, or nil; see `init(iso8601:)` for bytes.
  public init?(iso8601 text: String) {
    guard let parsed = text.withBytes({ Timestamp(iso8601: $0) }) else { return nil }
    self = parsed
  }

  /// The instant that decimal Unix seconds name, such as Zeek's `1521911721.255387`, or nil.
  ///
  /// An optional sign, digits, and an optional fraction of any length, rounded down to 100 ns; no
  /// exponent and no blanks.
  public init?(unixSecondsText bytes: UnsafeRawBufferPointer) {
    var cursor = DigitCursor(bytes)
    let isNegative = cursor.take(ASCII.hyphen)
    guard let seconds = cursor.number() else { return nil }
    let fraction: Int64
    var isInexact = false
    if cursor.take(ASCII.dot) {
      guard let ticks = cursor.fractionTicks(isInexact: &isInexact) else { return nil }
      fraction = ticks
    } else {
      fraction = 0
    }
    guard cursor.isAtEnd else { return nil }
    if isNegative {
      self.init(unixSeconds: -seconds, fraction: -(fraction + (isInexact ? 1 : 0)))
    } else {
      self.init(unixSeconds: seconds, fraction: fraction)
    }
  }

  /// The instant that decimal Unix seconds name, or nil; see `init(unixSecondsText:)` for bytes.
  public init?(unixSecondsText text: String) {
    guard let parsed = text.withBytes({ Timestamp(unixSecondsText: $0) }) else { return nil }
    self = parsed
  }

  /// The instant that whole Unix milliseconds name, such as `1521911721255`, or nil.
  public init?(unixMillisecondsText bytes: UnsafeRawBufferPointer) {
    var cursor = DigitCursor(bytes)
    let isNegative = cursor.take(ASCII.hyphen)
    guard let milliseconds = cursor.number(), cursor.isAtEnd else { return nil }
    self.init(unixMilliseconds: isNegative ? -milliseconds : milliseconds)
  }

  /// The instant that whole Unix milliseconds name, or nil.
  public init?(unixMillisecondsText text: String) {
    guard let parsed = text.withBytes({ Timestamp(unixMillisecondsText: $0) }) else { return nil }
    self = parsed
  }

  /// `HH:MM[:SS[.f…]]` as ticks; second 60 counts as the 60th, as RFC 3339 section 5.7 allows.
  private static func timeOfDay(_ cursor: inout DigitCursor) -> Int64? {
    guard let hour = cursor.number(digits: 2), hour < 24, cursor.take(ASCII.colon),
      let minute = cursor.number(digits: 2), minute < 60
    else { return nil }
    var ticks = (hour * 3600 + minute * 60) * ticksPerSecond
    guard cursor.take(ASCII.colon) else { return ticks }
    guard let second = cursor.number(digits: 2), second <= 60 else { return nil }
    ticks += second * ticksPerSecond
    guard cursor.take(ASCII.dot) || cursor.take(ASCII.comma) else { return ticks }
    var isInexact = false
    guard let fraction = cursor.fractionTicks(isInexact: &isInexact) else { return nil }
    return ticks + fraction
  }

  /// Ticks by which the local time is ahead of UTC; nothing there is UTC.
  private static func zoneOffset(_ cursor: inout DigitCursor) -> Int64? {
    if cursor.isAtEnd { return 0 }
    if cursor.take(0x5A) || cursor.take(0x7A) { return 0 }
    let isBehind = cursor.take(ASCII.hyphen)
    guard isBehind || cursor.take(ASCII.plus), let hours = cursor.number(digits: 2), hours < 24
    else { return nil }
    var minutes: Int64 = 0
    if !cursor.isAtEnd {
      _ = cursor.take(ASCII.colon)
      guard let read = cursor.number(digits: 2), read < 60 else { return nil }
      minutes = read
    }
    let offset = (hours * 60 + minutes) * 60 * ticksPerSecond
    return isBehind ? -offset : offset
  }
}

/// A place in a few bytes of digits and signs.
struct DigitCursor {
  private let bytes: UnsafeRawBufferPointer
  private var index = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { index >= bytes.count }

  /// Steps over one given byte, or stays.
  mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// Exactly so many digits (at most 18, which fit).
  mutating func number(digits: Int) -> Int64? {
    guard bytes.count - index >= digits else { return nil }
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = ASCII.digit(bytes[index]) else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
    }
    return value
  }

  /// One to 18 digits.
  mutating func number() -> Int64? {
    let start = index
    var value: Int64 = 0
    while index < bytes.count, let digit = ASCII.digit(bytes[index]) {
      guard index - start < 18 else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
    }
    return index > start ? value : nil
  }

  /// One or more fraction digits as ticks, rounded down; `isInexact` says that something was cut.
  mutating func fractionTicks(isInexact: inout Bool) -> Int64? {
    let start = index
    var value: Int64 = 0
    while index < bytes.count, let digit = ASCII.digit(bytes[index]) {
      if index - start < 7 {
        value = value * 10 + Int64(digit)
      } else if digit != 0 {
        isInexact = true
      }
      index += 1
    }
    guard index > start else { return nil }
    for _ in 0..<max(0, 7 - (index - start)) { value *= 10 }
    return value
  }
}
