// Within which bounds a delimited file is read, and why a record of it is not given.

/// Bounds of a `DelimitedReader`; the file itself may be endless.
public struct DelimitedLimits: Hashable, Sendable {
  /// The longest record in bytes, its line end included; at least 1.
  public var maximumRecordBytes: Int
  /// The most fields of a record; at least 1.
  public var maximumFields: Int

  /// Bounds; the defaults are beyond any record that a program has written on purpose.
  public init(maximumRecordBytes: Int = 1 << 20, maximumFields: Int = 4_096) {
    self.maximumRecordBytes = max(maximumRecordBytes, 1)
    self.maximumFields = max(maximumFields, 1)
  }
}

/// Why a record is not given. The reader goes on behind it.
public enum DelimitedFault: Hashable, Sendable, CustomStringConvertible {
  /// No end within the limit of bytes: a long line, or a quote that nothing closes.
  case tooLong(limit: Int)
  /// More fields than the limit.
  case tooManyFields(limit: Int)
  /// The file ends within quotes.
  case openQuote

  /// One line, lower case, as a reason.
  public var description: String {
    switch self {
    case .tooLong(let limit): "the record is longer than \(limit) bytes, or a quote is not closed"
    case .tooManyFields(let limit): "the record has more than \(limit) fields"
    case .openQuote: "a quote is not closed"
    }
  }
}
