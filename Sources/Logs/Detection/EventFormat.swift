// A format whose records are events: how its lines look, and what reads them. Declared by each format
// that has an EventReader.

internal import Warehouse

/// Such a format.
struct EventFormat: LogFormat {
  /// In messages and in the ledger: `fortigate`.
  let name: String
  let deviceVendor: String
  let deviceProduct: String
  let eventType: String
  /// The tables that its events go into; the ledger names the first.
  let tables: [EventTable]
  /// Whether a line, which may be cut at its end, is surely of this format.
  let isOurs: @Sendable (FieldBytes) -> Bool
  let makeReader: @Sendable () -> any EventReader

  /// Lines that are looked at: what a program says as it starts may stand before its first record.
  private static let lookedAt = 40

  func recognize(_ head: UnsafeRawBufferPointer) -> RecognizedLog? {
    for line in head.split(separator: 0x0a, maxSplits: Self.lookedAt).prefix(Self.lookedAt) {
      var line = FieldBytes(rebasing: line)
      if line.last == 0x0d { line = line.part(0..<line.count - 1) }
      if isOurs(line) { return .log(kind) }
    }
    return nil
  }

  private var kind: LogKind {
    let (tables, makeReader) = (tables, makeReader)
    return LogKind(
      format: name, tables: tables.map(\.table), deviceVendor: deviceVendor,
      deviceProduct: deviceProduct, eventType: eventType,
      makeParser: { EventParser(makeReader(), tables: tables, clock: $0) }, makeSieve: nil)
  }
}
