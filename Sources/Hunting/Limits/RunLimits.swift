// What a run may take, as a person writes it on the command line.

internal import Indicators

/// What a run may take; nothing bounds it where a limit is nil.
public struct RunLimits: Sendable {
  /// How long it may take.
  public var time: TimeLimit?
  /// How much memory the process may hold.
  public var memory: MemoryLimit?

  /// Limits of a run.
  public init(time: TimeLimit? = nil, memory: MemoryLimit? = nil) {
    self.time = time
    self.memory = memory
  }
}

/// A length of time: `500ms`, `30s`, `5m`, `1h`.
public struct TimeLimit: Sendable, CustomStringConvertible {
  /// Over 0.
  public let duration: Duration
  /// The text it was read from, without blanks.
  public let description: String

  /// Reads digits and `ms`, or a unit of `Lookback`'s.
  ///
  /// - Returns: nil for anything else, a bare number among it, and for 0.
  public init?(_ text: String) {
    if text.lowercased().hasSuffix("ms") {
      guard let count = Quantity.count(text.dropLast(2)) else { return nil }
      duration = .milliseconds(count)
      description = text
    } else {
      guard let span = Lookback(text), span.ticks > 0 else { return nil }
      duration = .microseconds(span.ticks / 10)
      description = span.description
    }
  }
}

/// An amount of memory: `512MB`, `2GB`.
public struct MemoryLimit: Sendable, CustomStringConvertible {
  /// The least that is accepted: the program and SQLite's caches need some of it before a query
  /// holds its first row.
  public static let least: Int64 = 32_000_000

  /// Bytes.
  public let bytes: Int64
  /// The text it was read from.
  public let description: String

  /// Reads digits and one unit of either case: `MB`, `GB` (powers of 1,000), `MiB`, `GiB` (of 1,024).
  ///
  /// - Returns: nil for anything else, a bare number among it.
  public init?(_ text: String) {
    let units: [(String, Int64)] = [
      ("mb", 1_000_000), ("gb", 1_000_000_000), ("mib", 1 << 20), ("gib", 1 << 30),
    ]
    let lowered = text.lowercased()
    guard let (unit, size) = units.first(where: { lowered.hasSuffix($0.0) }),
      let count = Quantity.count(text.dropLast(unit.utf8.count))
    else { return nil }
    let (bytes, overflowed) = count.multipliedReportingOverflow(by: size)
    guard !overflowed else { return nil }
    self.bytes = bytes
    description = text
  }
}

private enum Quantity {
  /// A number over 0 in ASCII digits, small enough to be counted in nanoseconds.
  static func count(_ digits: Substring) -> Int64? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(digits), count > 0, count < 1_000_000_000_000
    else { return nil }
    return count
  }
}
