// The machine of JSONObjectStream: which byte may follow which, outside of the elements. Every
// value, a member's name included, goes through JSONValueScanner and JSONCapture.

extension JSONObjectStream {
  mutating func step(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int,
    _ onElement: (JSONElement) throws -> Void
  ) throws {
    switch phase {
    case .inElement: try readElement(bytes, &index, from: index, onElement)
    case .inMemberValue: try readMemberValue(bytes, &index, from: index)
    case .inName: try readName(bytes, &index, from: index)
    default:
      while ASCII.isSpace(bytes[index]) {
        index += 1
        if index == bytes.count { return }
      }
      try stepAtToken(bytes, &index, onElement)
    }
  }

  private mutating func stepAtToken(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int,
    _ onElement: (JSONElement) throws -> Void
  ) throws {
    let byte = bytes[index]
    let start = index
    index += 1
    switch phase {
    case .start: try begin(byte, bytes, start)
    case .nameOrEnd where byte == ASCII.closeBrace: phase = .done
    case .nameOrEnd, .name:
      guard byte == ASCII.quote else {
        throw unexpected("a string as a member's name", bytes, start)
      }
      phase = .inName
      try beginValue(byte, limit: Limits.maximumNameBytes, bytes, start)
      try readName(bytes, &index, from: start)
    case .colon:
      guard byte == ASCII.colon else { throw unexpected("':'", bytes, start) }
      phase = .memberValue
    case .memberValue:
      if byte == ASCII.openBracket, isArrayToRead { return beginArray(named: name) }
      phase = .inMemberValue
      let left = limits.maximumMemberBytes - memberBytes
      try beginValue(byte, limit: isNameLost ? -1 : left, bytes, start)
      try readMemberValue(bytes, &index, from: start)
    case .elementOrEnd where byte == ASCII.closeBracket: endArray()
    case .elementOrEnd, .element:
      phase = .inElement
      try beginValue(byte, limit: limits.maximumElementBytes, bytes, start)
      try readElement(bytes, &index, from: start, onElement)
    case .afterElement where byte == ASCII.closeBracket: endArray()
    case .afterElement:
      guard byte == ASCII.comma else { throw unexpected("',' or ']'", bytes, start) }
      phase = .element
    case .afterMember where byte == ASCII.closeBrace: phase = .done
    case .afterMember:
      guard byte == ASCII.comma else { throw unexpected("',' or '}'", bytes, start) }
      phase = .name
    case .rootScalar: return
    case .done: throw error(.trailingContent, bytes, start)
    case .inName, .inMemberValue, .inElement: return
    }
  }

  private mutating func begin(
    _ byte: UInt8, _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) throws(JSONError) {
    switch byte {
    case ASCII.openBrace: phase = .nameOrEnd
    case ASCII.openBracket: beginArray(named: nil)
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "-"),
      0x30...0x39, ASCII.quote:
      phase = .rootScalar
    default: throw unexpected("'{' or '['", bytes, start)
    }
  }

  /// The first array of one of the names, and whatever stands under the same name again.
  private var isArrayToRead: Bool {
    hasArray ? arrayName == name : !isNameLost && arrayNames.contains(name)
  }

  private mutating func beginArray(named name: String?) {
    phase = .elementOrEnd
    arrayName = name
    hasArray = true
    root = nil
  }

  private mutating func endArray() {
    phase = arrayName == nil ? .done : .afterMember
  }

  private mutating func beginValue(
    _ byte: UInt8, limit: Int, _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) throws(JSONError) {
    guard let scanner = JSONValueScanner(first: byte) else {
      throw unexpected("a value", bytes, start)
    }
    self.scanner = scanner
    capture.begin(limit: limit)
  }

  /// Where the value that began at or before `start` ends, or nil where the chunk ends first.
  private mutating func readValue(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, from start: Int
  ) throws(JSONError) -> Range<Int>? {
    switch scanner?.scan(bytes, from: index) {
    case .finished(let end):
      index = end
      return start..<end
    case .mismatch(let place, let expected):
      throw unexpected("'\(UnicodeScalar(expected))'", bytes, place)
    case .unfinished, nil:
      index = bytes.count
      if capture.count == 0 { valueStart = lines.position(of: start, in: bytes) }
      capture.carry(bytes[start...])
      return nil
    }
  }

  private mutating func readElement(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, from start: Int,
    _ onElement: (JSONElement) throws -> Void
  ) throws {
    guard let range = try readValue(bytes, &index, from: start) else { return }
    phase = .afterElement
    let number = elementCount
    elementCount += 1
    let depth = scanner?.deepest ?? 0
    let offset = lines.offset + start - capture.count
    let carriedFrom = capture.count > 0 ? valueStart : nil
    let (limits, lines) = (limits, lines)
    func refused(_ kind: JSONError.Kind) -> JSONElement.Content {
      .refused(JSONError(kind, at: carriedFrom ?? lines.position(of: start, in: bytes)))
    }
    try capture.end(bytes[range]) { whole in
      let content: JSONElement.Content =
        if depth > limits.maximumDepth {
          refused(.tooDeep(limit: limits.maximumDepth))
        } else if let whole {
          .bytes(whole)
        } else {
          refused(.tooLarge(limit: limits.maximumElementBytes))
        }
      try onElement(JSONElement(index: number, offset: offset, content: content))
    }
  }

  private mutating func readMemberValue(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, from start: Int
  ) throws(JSONError) {
    guard let range = try readValue(bytes, &index, from: start) else { return }
    phase = .afterMember
    guard let value = capture.end(bytes[range], { $0.map { Array($0) } }),
      scanner?.deepest ?? 0 <= limits.maximumDepth
    else {
      omittedMemberCount += 1
      return
    }
    if members[name] == nil {
      members[name] = value
      memberBytes += value.count + name.utf8.count + Limits.memberOverhead
    }
  }

  private mutating func readName(
    _ bytes: UnsafeRawBufferPointer, _ index: inout Int, from start: Int
  ) throws(JSONError) {
    guard let range = try readValue(bytes, &index, from: start) else { return }
    phase = .colon
    let decoded = capture.end(bytes[range]) { $0.map { Self.decodedName($0) } }
    isNameLost = decoded == nil
    guard let decoded else { return }
    guard let text = decoded else { throw error(.invalidEscape, bytes, range.upperBound) }
    name = text
  }

  /// A name's text from its literal with quotes; nil where that is no valid string.
  static func decodedName(_ literal: UnsafeRawBufferPointer) -> String? {
    let inner = literal.dropFirst().dropLast()
    if inner.contains(ASCII.backslash) {
      return try? JSONParser().withDocument(literal) { $0.string }
    }
    return String(validating: inner, as: UTF8.self)
  }
}
