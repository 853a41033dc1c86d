// An instant, as the warehouse stores it: 100-nanosecond ticks since 0001-01-01T00:00:00Z.
// Called by whoever reads a feed or a log, binds a time to SQLite, or prints one.
// It must not know a clock or a locale: the caller brings `now`, and everything is UTC.

/// An instant in UTC with Kusto's resolution and range.
///
/// One tick is 100 nanoseconds; tick 0 is 0001-01-01T00:00:00Z. The range is that of Kusto's
/// `datetime`, the years 1 to 9999 inclusive (learn.microsoft.com/kusto/query/scalar-data-types/
/// datetime), so that every value here is one that KQL can hold.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Ticks of 100 ns since 0001-01-01T00:00:00Z; 0 to `Timestamp.max.ticks`.
  public let ticks: Int64

  /// Ticks in one second.
  public static let ticksPerSecond: Int64 = 10_000_000
  /// Ticks in one millisecond.
  public static let ticksPerMillisecond: Int64 = 10_000
  /// Ticks in one day of 86,400 seconds.
  public static let ticksPerDay: Int64 = 864_000_000_000
  /// Seconds from 0001-01-01T00:00:00Z to 1970-01-01T00:00:00Z.
  public static let unixEpochSeconds: Int64 = 62_135_596_800

  /// The first instant, 0001-01-01T00:00:00.0000000Z.
  public static let min = Timestamp(clamping: .min)
  /// The last instant, 9999-12-31T23:59:59.9999999Z.
  public static let max = Timestamp(clamping: .max)
  /// 1970-01-01T00:00:00Z.
  public static let unixEpoch = Timestamp(clamping: unixEpochSeconds * ticksPerSecond)

  static let lastTick: Int64 = 3_155_378_975_999_999_999

  /// The instant at a tick, or nil where the tick lies outside the years 1 to 9999.
  @inline(__always)
  public init?(ticks: Int64) {
    guard ticks >= 0, ticks <= Self.lastTick else { return nil }
    self.ticks = ticks
  }

  /// The instant at a tick; a tick out of range gives the nearest end of the range.
  public init(clamping ticks: Int64) {
    self.ticks = Swift.min(Swift.max(ticks, 0), Self.lastTick)
  }

  /// The instant some seconds, and a fraction in ticks, after 1970-01-01T00:00:00Z.
  ///
  /// - Parameters:
  ///   - seconds: whole seconds, negative before 1970.
  ///   - fraction: ticks to add.
  /// - Returns: nil where the result lies outside the years 1 to 9999.
  public init?(unixSeconds seconds: Int64, fraction: Int64 = 0) {
    let (since, overflowed) = seconds.addingReportingOverflow(Self.unixEpochSeconds)
    let (whole, tooLarge) = since.multipliedReportingOverflow(by: Self.ticksPerSecond)
    let (sum, past) = whole.addingReportingOverflow(fraction)
    guard !overflowed, !tooLarge, !past else { return nil }
    self.init(ticks: sum)
  }

  /// The instant some milliseconds after 1970-01-01T00:00:00Z, or nil outside the years 1 to 9999.
  public init?(unixMilliseconds milliseconds: Int64) {
    let (ticks, tooLarge) = milliseconds.multipliedReportingOverflow(by: Self.ticksPerMillisecond)
    let (sum, past) = ticks.addingReportingOverflow(Self.unixEpoch.ticks)
    guard !tooLarge, !past else { return nil }
    self.init(ticks: sum)
  }

  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down; negative before 1970.
  public var unixSeconds: Int64 { ticks / Self.ticksPerSecond - Self.unixEpochSeconds }

  /// Ticks within the second, 0 to 9,999,999.
  public var fraction: Int64 { ticks % Self.ticksPerSecond }

  /// The instant moved by a duration in ticks, which may be negative; it stays within the range.
  public func adding(ticks duration: Int64) -> Timestamp {
    let (sum, overflowed) = ticks.addingReportingOverflow(duration)
    if overflowed { return duration < 0 ? .min : .max }
    return Timestamp(clamping: sum)
  }

  /// The instant moved by whole days of 86,400 seconds; it stays within the range.
  public func adding(days: Int64) -> Timestamp {
    let (duration, overflowed) = days.multipliedReportingOverflow(by: Self.ticksPerDay)
    if overflowed { return days < 0 ? .min : .max }
    return adding(ticks: duration)
  }

  /// Ticks from `earlier` to this instant; negative where `earlier` is later.
  public func ticks(since earlier: Timestamp) -> Int64 { ticks - earlier.ticks }

  /// Whether the left instant comes first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.ticks < right.ticks }
}
