// The inner loop of DelimitedReader: one pass over the bytes of a record, from its first byte to its
// line end, that notes where its fields lie. Every byte of a file passes here once.

/// The fields of the record that was scanned last.
struct DelimitedScan {
  /// Where a scan stands when the bytes end before the record does.
  enum State {
    /// Before a field's first byte.
    case fieldStart
    /// In a field without quotes, or behind the closing quote of one.
    case plain
    /// Within quotes.
    case quoted
    /// Behind a quote within quotes: the closing one, or the first of a doubled one.
    case quoteInQuotes
  }

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let separator: UInt8
  private(set) var fields: [DelimitedField] = []
  /// Line ends within the record's quotes.
  private(set) var innerLines: Int64 = 0
  private(set) var hasInnerQuotes = false

  init(separator: UInt8) {
    self.separator = separator
    fields.reserveCapacity(64)
  }

  /// Scans a record.
  ///
  /// - Parameters:
  ///   - bytes: from the record's first byte, at most as many as it may have.
  ///   - isEnd: whether the file ends with `bytes`, and a record without a line end with it.
  ///   - maximumFields: fields beyond are not noted.
  /// - Returns: the bytes up to and including the line end; nil where it is not among them, and
  ///   where the scan stands.
  mutating func record(
    _ bytes: UnsafeRawBufferPointer, isEnd: Bool, maximumFields: Int
  ) -> (count: Int?, state: State) {
    fields.removeAll(keepingCapacity: true)
    innerLines = 0
    hasInnerQuotes = false
    var index = 0
    while true {
      var field = DelimitedField(start: index, end: index)
      var state = State.fieldStart
      if index < bytes.count, bytes[index] == Self.quote {
        state = skipQuoted(bytes, &index, &field)
      }
      if state != .quoted {
        while index < bytes.count, bytes[index] != separator, bytes[index] != Self.newline {
          index &+= 1
        }
      }
      if index == bytes.count {
        guard isEnd, state != .quoted else {
          return (nil, state == .fieldStart && index > field.start ? .plain : state)
        }
        finish(&field, at: index, endsRecord: true, bytes, maximumFields)
        return (index, .fieldStart)
      }
      let endsRecord = bytes[index] == Self.newline
      finish(&field, at: index, endsRecord: endsRecord, bytes, maximumFields)
      index &+= 1
      if endsRecord { return (index, .fieldStart) }
    }
  }

  /// Reads from an opening quote to behind the closing one.
  private mutating func skipQuoted(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, _ field: inout DelimitedField
  ) -> State {
    field.isQuoted = true
    index &+= 1
    while index < bytes.count {
      let byte = bytes[index]
      index &+= 1
      if byte == Self.newline {
        innerLines &+= 1
      } else if byte == Self.quote {
        field.end = index
        guard index < bytes.count else { return .quoteInQuotes }
        guard bytes[index] == Self.quote else { return .plain }
        field.hasInnerQuotes = true
        index &+= 1
      }
    }
    return .quoted
  }

  private mutating func finish(
    _ field: inout DelimitedField, at index: Int, endsRecord: Bool,
    _ bytes: UnsafeRawBufferPointer, _ maximumFields: Int
  ) {
    guard fields.count <= maximumFields else { return }
    var end = index
    if endsRecord, end > field.start, bytes[end &- 1] == Self.carriageReturn { end &-= 1 }
    // `"a"b` is no RFC 4180: what stands behind the closing quote is kept as it is.
    if field.isQuoted, field.end < end { field.hasInnerQuotes = true }
    if field.isQuoted, !field.hasInnerQuotes {
      field.start &+= 1
      end = max(end &- 1, field.start)
    }
    field.end = end
    hasInnerQuotes = hasInnerQuotes || field.hasInnerQuotes
    fields.append(field)
  }

  /// Copies the fields that have quotes within them, without these, to `output`.
  mutating func unescape(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    for place in fields.indices where fields[place].hasInnerQuotes {
      let field = fields[place]
      let start = output.count
      var index = field.start + 1
      var isInQuotes = true
      while index < field.end {
        let byte = bytes[index]
        index += 1
        if isInQuotes, byte == Self.quote {
          isInQuotes = index < field.end && bytes[index] == Self.quote
          if !isInQuotes { continue }
          index += 1
        }
        output.append(byte)
      }
      fields[place].start = start
      fields[place].end = output.count
      fields[place].isUnescaped = true
    }
  }

  /// Where a record that began in earlier bytes ends among these: the bytes up to and including its
  /// line end, or nil. `state` is carried over.
  func end(of bytes: UnsafeRawBufferPointer, state: inout State) -> Int? {
    for (index, byte) in bytes.enumerated() {
      switch state {
      case .quoted:
        if byte == Self.quote { state = .quoteInQuotes }
        continue
      case .quoteInQuotes where byte == Self.quote:
        state = .quoted
        continue
      case .fieldStart where byte == Self.quote:
        state = .quoted
        continue
      default: break
      }
      if byte == Self.newline { return index + 1 }
      state = byte == separator ? .fieldStart : .plain
    }
    return nil
  }
}
