// The observables of a row, and the text that identifies them in the upsert key.
// Called by the warehouse. It must not depend on the order in which a pattern was written: the
// same observables give the same key on every poll.

extension Indicator {
  /// The columns of this row that hold observables, in `ObservableColumn` order, canonical.
  public var observables: [(column: ObservableColumn, value: String)] {
    ObservableColumn.allCases.compactMap { column in
      guard case .string(let value) = value(of: column.column), !value.isEmpty else { return nil }
      return (column, value)
    }
  }

  /// The identity of this row's observables: the third part of the upsert key
  /// (SourceSystem, IndicatorId, observable).
  ///
  /// `NetworkIP=192.0.2.1`; several, and the numbers that narrow them, joined by `;`:
  /// `NetworkDestinationIP=192.0.2.1;NetworkDestinationPort=443`. A row whose observable has no
  /// column is identified by its STIX side, `windows-registry-key:key=…`. `""` without any.
  /// A `;` or `\` inside a value is written `\;` or `\\`, so that no two sets share a text.
  public var observableKey: String {
    var parts = observables.map { "\($0.column.name)=\(Self.escaped($0.value))" }
    for column in Self.narrowingColumns {
      guard case .int(let number?) = value(of: column) else { continue }
      parts.append("\(column.name)=\(number)")
    }
    if parts.isEmpty, !observablePath.isEmpty {
      parts.append("\(observablePath)=\(Self.escaped(observableValue))")
    }
    return parts.joined(separator: ";")
  }

  /// Numbers that a pattern can ask for and that thereby tell two rows apart.
  private static let narrowingColumns: [IndicatorColumn] = [
    .networkPort, .networkSourcePort, .networkDestinationPort, .networkProtocol,
    .networkSourceAsn, .networkDestinationAsn, .fileSize,
  ]

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x3B || $0 == ASCII.backslash }) else { return value }
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if byte == 0x3B || byte == ASCII.backslash { bytes.append(ASCII.backslash) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
