// A length of time as a person writes it on the command line: `30d`, `12h`, `15m`, `90s`, `2w`.
// Called by the option types of the executable and by the picket.yaml reader.
// It must not accept a bare number: `--since 30` has no obvious unit.

/// A span of time to look back over.
public struct Lookback: Hashable, Sendable, CustomStringConvertible {
  /// The span in ticks of 100 ns; 0 or more, and no longer than the range of `Timestamp`.
  public let ticks: Int64
  /// The text it was read from, without blanks.
  public let description: String

  /// Reads digits and one unit of either case: `s`, `m` (minutes), `h`, `d`, `w`.
  ///
  /// - Returns: nil for anything else, and for a span longer than 9,999 years.
  public init?(_ text: String) {
    let trimmed = text.trimmedBlanks
    guard let unit = trimmed.utf8.last, let seconds = Self.seconds(in: unit),
      let count = trimmed.withBytes({ Self.count(ASCII.slice($0, 0, $0.count - 1)) })
    else { return nil }
    let (ticks, overflowed) = count.multipliedReportingOverflow(
      by: seconds * Timestamp.ticksPerSecond)
    guard !overflowed, ticks <= Timestamp.max.ticks else { return nil }
    self.ticks = ticks
    description = trimmed
  }

  /// The instant that lies this span before `now`, clamped to the range of `Timestamp`.
  public func before(_ now: Timestamp) -> Timestamp { now.adding(ticks: -ticks) }

  private static func seconds(in unit: UInt8) -> Int64? {
    switch ASCII.lowered(unit) {
    case 0x73: 1
    case 0x6D: 60
    case 0x68: 3600
    case 0x64: 86_400
    case 0x77: 604_800
    default: nil
    }
  }

  private static func count(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    var cursor = DigitCursor(bytes)
    guard let count = cursor.number(), cursor.isAtEnd else { return nil }
    return count
  }
}
