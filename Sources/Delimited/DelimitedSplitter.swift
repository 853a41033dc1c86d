// One record that is in memory already, cut into its fields. Called by the readers of logs, which come by
// lines; a reader of chunks is DelimitedReader.

/// Unescaped fields at a fixed place.
private final class Scratch {
  var bytes: [UInt8] = []
  private(set) var kept = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { kept.deallocate() }

  func keep() {
    if kept.count < bytes.count {
      kept.deallocate()
      kept = .allocate(byteCount: 2 * bytes.count, alignment: 8)
    }
    kept.copyBytes(from: bytes)
  }
}

/// Cuts records, by the rules of `DelimitedReader`.
public struct DelimitedSplitter {
  private var scan: DelimitedScan
  // Its bytes are handed out: they are moved by no one but `split`.
  private let scratch = Scratch()
  private var text = UnsafeRawBufferPointer(start: nil, count: 0)
  private var openState = DelimitedScan.State.quoted
  private let maximumFields: Int

  /// - Parameter separator: an ASCII byte.
  public init(separator: UInt8, maximumFields: Int = DelimitedLimits().maximumFields) {
    scan = DelimitedScan(separator: separator)
    self.maximumFields = maximumFields
  }

  /// How many fields the record has; of more than the limit one more than it.
  public var count: Int { scan.fields.count }

  /// Cuts a record, which is without its line end; line ends within quotes are part of it.
  ///
  /// - Returns: false where a quote is open at its end: more of it is to come.
  public mutating func split(_ record: UnsafeRawBufferPointer) -> Bool {
    text = record
    let (end, _) = scan.record(record, isEnd: true, maximumFields: maximumFields)
    // One that ends before is two: its lines were joined for a quote that was none of theirs.
    guard end == record.count else { return false }
    if scan.hasInnerQuotes {
      scan.unescape(record, into: &scratch.bytes)
      scratch.keep()
    }
    return true
  }

  /// Goes on with a record whose quote `split` has found open, a line at a time: each byte is looked at
  /// once, however many lines there are.
  ///
  /// - Parameter line: a further line, without its line end.
  /// - Returns: whether the record ends with it; its lines together are to be cut then.
  public mutating func closes(_ line: UnsafeRawBufferPointer) -> Bool {
    if scan.end(of: line, state: &openState) == nil,
      withUnsafeBytes(of: UInt8(ascii: "\n"), { scan.end(of: $0, state: &openState) }) == nil
    {
      return false
    }
    openState = .quoted
    return true
  }

  /// Forgets the lines that `closes` was given.
  public mutating func giveUp() { openState = .quoted }

  /// A field's bytes without its quotes; empty beyond the last. Valid until the next record is cut, or
  /// the record's bytes end.
  public func field(_ index: Int) -> UnsafeRawBufferPointer {
    guard index < scan.fields.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let field = scan.fields[index]
    if field.isUnescaped {
      return UnsafeRawBufferPointer(rebasing: scratch.kept[field.start..<field.end])
    }
    return UnsafeRawBufferPointer(rebasing: text[field.start..<field.end])
  }
}
