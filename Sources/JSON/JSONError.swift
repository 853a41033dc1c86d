// Why a document cannot be read, and where. Thrown by JSONParser and JSONObjectStream.

/// A place in a JSON document.
public struct JSONPosition: Hashable, Sendable {
  /// Bytes before this place, from the document's first byte.
  public var offset: Int
  /// The line, from 1; lines end with LF.
  public var line: Int
  /// The byte within the line, from 1.
  public var column: Int

  /// A place by byte offset, line and column.
  public init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// The place of the byte at `offset` in a whole document.
  ///
  /// - Parameters:
  ///   - offset: 0 … `bytes.count`; beyond that, the document's end is meant.
  ///   - bytes: the document.
  public init(of offset: Int, in bytes: UnsafeRawBufferPointer) {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    for index in 0..<end where bytes[index] == ASCII.newline {
      line += 1
      lineStart = index + 1
    }
    self.init(offset: end, line: line, column: end - lineStart + 1)
  }
}

/// Invalid JSON, or JSON beyond a limit.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong; RFC 8259 where a rule of the grammar is broken.
  public enum Kind: Hashable, Sendable {
    /// Nothing but white space.
    case empty
    /// The document ends in the middle of a value.
    case truncated
    /// A byte that cannot stand here; what could is named.
    case unexpected(expected: String)
    /// Another value after the document's end.
    case trailingContent
    /// Bytes that are no UTF-8 (overlong and surrogate forms included).
    case invalidUTF8
    /// `\x`, a bad `\u`, or half of a surrogate pair.
    case invalidEscape
    /// A byte below 0x20 within a string.
    case controlCharacter
    /// Something like `01`, `1.`, `+1`, `NaN`.
    case invalidNumber
    /// An integer beyond 64 bits, or a number that no binary64 can hold.
    case numberOutOfRange
    /// More nesting than the limit.
    case tooDeep(limit: Int)
    /// More bytes than the limit.
    case tooLarge(limit: Int)
    /// No memory for the parser's buffers.
    case outOfMemory
    /// simdjson refused it with this code, and no place is known.
    case refused(code: Int)
  }

  /// What is wrong.
  public var kind: Kind
  /// Where, if known: the first faulty byte, or the end for `truncated`.
  public var position: JSONPosition?

  /// An error of that kind at that place.
  public init(_ kind: Kind, at position: JSONPosition? = nil) {
    self.kind = kind
    self.position = position
  }
}

extension JSONError: CustomStringConvertible {
  /// Such as `invalid JSON at byte 7 (line 1, column 8): expected ',' or '}'`.
  public var description: String {
    guard let position else { return "\(heading): \(reason)" }
    let place = "byte \(position.offset) (line \(position.line), column \(position.column))"
    return "\(heading) at \(place): \(reason)"
  }

  private var heading: String {
    switch kind {
    case .tooDeep, .tooLarge, .outOfMemory: "unreadable JSON"
    default: "invalid JSON"
    }
  }

  private var reason: String {
    switch kind {
    case .empty: "the document is empty"
    case .truncated: "the document ends in the middle of a value"
    case .unexpected(let expected): "expected \(expected)"
    case .trailingContent: "there is more after the end of the document"
    case .invalidUTF8: "the bytes are not UTF-8"
    case .invalidEscape: "the escape sequence is not valid"
    case .controlCharacter: "a control character stands unescaped in a string"
    case .invalidNumber: "the number is not valid"
    case .numberOutOfRange: "the number does not fit in 64 bits"
    case .tooDeep(let limit): "nested more than \(limit) deep"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    case .outOfMemory: "no memory left to parse it"
    case .refused(let code): "refused by the parser (simdjson error \(code))"
    }
  }
}
