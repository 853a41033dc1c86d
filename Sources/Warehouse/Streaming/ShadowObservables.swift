// The observables of indicators beside those of streamed rows: with the Ids that the file has for
// them, since IndicatorObservable leads from these to the indicators.

internal import Indicators
internal import SQLite

/// Brings the file's observables into the table that shadows theirs.
final class ShadowObservables {
  private let connection: Connection
  /// Names and values that were brought, or are in no indicator.
  private var known: Set<[UInt8]> = []
  private static let maximumKnown = 1 << 16

  init(connection: Connection) { self.connection = connection }

  /// Brings a value that stands in an indicator, and the names above it that do.
  func bringIndicators(for value: UnsafeRawBufferPointer) throws {
    var offset = 0
    repeat {
      try bring(UnsafeRawBufferPointer(rebasing: value[offset...]))
      guard let parent = DomainName.parentOffset(value, after: offset) else { break }
      offset = parent
    } while true
  }

  private func bring(_ value: UnsafeRawBufferPointer) throws {
    if known.count >= Self.maximumKnown { known.removeAll() }
    guard known.insert(Array(value)).inserted else { return }
    let bring = try connection.cached(
      """
      INSERT INTO temp.Observable (Id, Value, Roles)
      SELECT Id, Value, 1 FROM main.Observable WHERE Value = ? AND (Roles & 1) = 1
      ON CONFLICT DO NOTHING
      """)
    bring.bind(text: value, at: 1)
    try bring.run()
  }
}
