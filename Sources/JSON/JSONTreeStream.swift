// Reads a document whose parts of interest lie deeper than JSONObjectStream looks: the attributes of
// the events of a MISP export. Called by Ingestion with a file's chunks. Like JSONObjectStream it
// knows brackets and strings only; what a part is, and whether it is valid JSON, its caller finds out.

/// Reads a document in chunks of any size, enters the containers that its caller names, and gives
/// every other value in them as it stands there.
public struct JSONTreeStream {
  /// One step from the document's root: a member's name, or nil for an element of an array.
  public typealias Step = String?

  /// What was read.
  public enum Part {
    /// A value that was not entered, its place, and its text (valid only during the call, and not
    /// yet checked to be JSON) or why it is not given.
    case value(JSONPosition, JSONElement.Content)
    /// A container that was entered begins.
    case begin(isArray: Bool)
    /// It ends.
    case end(isArray: Bool)
  }

  /// Containers that may be entered within each other.
  public static let maximumDepth = 16

  private let limits: JSONObjectStream.Limits
  /// Whether a container is entered, by its path.
  private let enters: ([Step], _ isArray: Bool) -> Bool
  /// The containers that are open: true for an array.
  private var open: [Bool] = []
  private var path: [Step] = []
  private var phase = Phase.value
  private var scanner: JSONValueScanner?
  private var capture = JSONCapture()
  private var valueStart = JSONPosition(offset: 0, line: 1, column: 1)
  private var isName = false
  private var lines = LineCount()
  /// Bytes of the chunk that `lines` has counted already: places are asked for in their order, and
  /// counting each from the chunk's start took minutes for a megabyte of small values.
  private var counted = 0
  private var markBytesSeen = 0

  private enum Phase {
    case value
    case valueOrEnd
    case nameOrEnd
    case name
    case colon
    case inValue
    case afterValue
    case done
  }

  /// A stream at the beginning of a document.
  ///
  /// - Parameters:
  ///   - limits: bounds on each value.
  ///   - enters: whether to enter the container at a path; the root's path is empty.
  public init(
    limits: JSONObjectStream.Limits = JSONObjectStream.Limits(),
    enters: @escaping ([Step], _ isArray: Bool) -> Bool
  ) {
    self.limits = limits
    self.enters = enters
  }

  /// Reads the next bytes and calls `onPart`, with the part's path, for what they complete.
  ///
  /// - Throws: `JSONError` at the first byte that does not fit, and what `onPart` throws; then the
  ///   stream is not to be fed again.
  public mutating func feed(
    _ bytes: UnsafeRawBufferPointer, _ onPart: ([Step], Part) throws -> Void
  ) throws {
    var index = 0
    let isStart = lines.offset == markBytesSeen
    while isStart, markBytesSeen < ASCII.byteOrderMark.count,
      index < bytes.count, bytes[index] == ASCII.byteOrderMark[markBytesSeen]
    {
      markBytesSeen += 1
      index += 1
    }
    while index < bytes.count {
      if phase == .inValue {
        try read(bytes, &index, from: index, onPart)
      } else if ASCII.isSpace(bytes[index]) {
        index += 1
      } else {
        try step(bytes, &index, onPart)
      }
    }
    _ = position(of: bytes.count, in: bytes)
    counted = 0
  }

  /// The place of a byte at or behind the last one that was asked for.
  private mutating func position(of index: Int, in bytes: UnsafeRawBufferPointer) -> JSONPosition {
    if index > counted {
      lines.advance(over: UnsafeRawBufferPointer(rebasing: bytes[counted..<index]))
      counted = index
    }
    return lines.position
  }

  /// Says that the document has ended.
  ///
  /// - Throws: `JSONError` of kind `truncated` or `empty` where it is not complete.
  public func finish() throws(JSONError) {
    if phase == .done { return }
    let isEmpty = phase == .value && open.isEmpty
    throw JSONError(isEmpty ? .empty : .truncated, at: lines.position)
  }

  private mutating func step(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int,
    _ onPart: ([Step], Part) throws -> Void
  ) throws {
    let byte = bytes[index]
    let start = index
    index += 1
    switch phase {
    case .valueOrEnd where byte == ASCII.closeBracket, .nameOrEnd where byte == ASCII.closeBrace:
      try close(onPart)
    case .value, .valueOrEnd:
      if byte == ASCII.openBrace || byte == ASCII.openBracket {
        let isArray = byte == ASCII.openBracket
        if open.count < Self.maximumDepth, enters(path, isArray) {
          try onPart(path, .begin(isArray: isArray))
          open.append(isArray)
          if isArray { path.append(nil) }
          phase = isArray ? .valueOrEnd : .nameOrEnd
          return
        }
      }
      try begin(byte, isName: false, bytes, start)
      try read(bytes, &index, from: start, onPart)
    case .name, .nameOrEnd:
      guard byte == ASCII.quote else {
        throw unexpected("a string as a member's name", bytes, start)
      }
      try begin(byte, isName: true, bytes, start)
      try read(bytes, &index, from: start, onPart)
    case .colon:
      guard byte == ASCII.colon else { throw unexpected("':'", bytes, start) }
      phase = .value
    case .afterValue:
      let isArray = open.last == true
      if byte == (isArray ? ASCII.closeBracket : ASCII.closeBrace) { return try close(onPart) }
      guard byte == ASCII.comma else {
        throw unexpected(isArray ? "',' or ']'" : "',' or '}'", bytes, start)
      }
      phase = isArray ? .value : .name
    case .done: throw JSONError(.trailingContent, at: position(of: start, in: bytes))
    case .inValue: return
    }
  }

  private mutating func close(_ onPart: ([Step], Part) throws -> Void) throws {
    let isArray = open.removeLast()
    if isArray { path.removeLast() }
    try onPart(path, .end(isArray: isArray))
    endValue()
  }

  /// A member's name is of no use behind its value.
  private mutating func endValue() {
    if open.last == false { path.removeLast() }
    phase = open.isEmpty ? .done : .afterValue
  }

  private mutating func begin(
    _ byte: UInt8, isName: Bool, _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) throws(JSONError) {
    guard let scanner = JSONValueScanner(first: byte) else {
      throw unexpected("a value", bytes, start)
    }
    self.scanner = scanner
    self.isName = isName
    valueStart = position(of: start, in: bytes)
    capture.begin(
      limit: isName ? JSONObjectStream.Limits.maximumNameBytes : limits.maximumElementBytes)
    phase = .inValue
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, from start: Int,
    _ onPart: ([Step], Part) throws -> Void
  ) throws {
    // The scanner has counted a value's first byte as read.
    let from = capture.count == 0 ? start + 1 : start
    switch scanner?.scan(bytes, from: from) {
    case .finished(let end):
      index = end
      try finishValue(bytes[start..<end], onPart)
    case .mismatch(let place, let expected):
      throw unexpected("'\(UnicodeScalar(expected))'", bytes, place)
    case .unfinished, nil:
      index = bytes.count
      capture.carry(bytes[start...])
    }
  }

  private mutating func finishValue(
    _ last: Slice<UnsafeRawBufferPointer>, _ onPart: ([Step], Part) throws -> Void
  ) throws {
    if isName {
      let name = capture.end(last) { $0.flatMap { JSONObjectStream.decodedName($0) } }
      path.append(name ?? "")
      phase = .colon
      return
    }
    let depth = scanner?.deepest ?? 0
    let (limits, place, path) = (limits, valueStart, path)
    try capture.end(last) { whole in
      let content: JSONElement.Content =
        if depth > limits.maximumDepth {
          .refused(JSONError(.tooDeep(limit: limits.maximumDepth), at: place))
        } else if let whole {
          .bytes(whole)
        } else {
          .refused(JSONError(.tooLarge(limit: limits.maximumElementBytes), at: place))
        }
      try onPart(path, .value(place, content))
    }
    endValue()
  }

  private mutating func unexpected(
    _ expected: String, _ bytes: UnsafeRawBufferPointer, _ index: Int
  ) -> JSONError {
    JSONError(.unexpected(expected: expected), at: position(of: index, in: bytes))
  }
}
