// Cuts the objects out of a page of a feed while it arrives: a STIX bundle, a TAXII envelope, a
// REST answer, a bare array. Called by Ingestion with the transport's chunks. Knows brackets and
// strings only: what an element is, and whether it is valid JSON, is its caller's to find out.

/// Reads a document in chunks of any size and gives each element of one array as it stands there.
///
/// The array is the document itself, or the first member of a top-level object that has one of the
/// given names and is an array. All other members are kept in `members`, so `more` and `next` may
/// come before or after the array. A document without such an array is kept whole in `document`.
public struct JSONObjectStream {
  /// The bounds that this stream keeps.
  public let limits: Limits
  /// How many elements have been given, refused ones included.
  public internal(set) var elementCount = 0
  /// The name of the member that is read; nil for a bare array or before one is found.
  public internal(set) var arrayName: String?
  /// Whether an array to read was found.
  public internal(set) var hasArray = false
  /// The other top-level members' values, each as it stands in the source; the first, where a name
  /// stands twice.
  public internal(set) var members: [String: [UInt8]] = [:]
  /// How many members were left out of `members` by the limits.
  public internal(set) var omittedMemberCount = 0
  /// The whole document, if it is complete, has no array to read, and is within the limit of an
  /// element: a single STIX object, an empty envelope, an error answer, `null`.
  public var document: [UInt8]? { phase == .done && !hasArray ? root : nil }

  let arrayNames: [String]
  var phase = Phase.start
  var fault: JSONError?
  var scanner: JSONValueScanner?
  var capture = JSONCapture()
  /// Where a value began that goes on in the next chunk.
  var valueStart: JSONPosition?
  var root: [UInt8]? = []
  var name = ""
  var isNameLost = false
  var markBytesSeen = 0
  var memberBytes = 0
  var lines = LineCount()

  /// What is expected next.
  enum Phase {
    case start
    case rootScalar
    case nameOrEnd
    case name
    case inName
    case colon
    case memberValue
    case inMemberValue
    case afterMember
    case elementOrEnd
    case element
    case inElement
    case afterElement
    case done
  }

  /// A stream at the beginning of a document.
  ///
  /// - Parameters:
  ///   - arrayNames: the members to look for, such as `["objects"]` or `["objects", "data"]`.
  ///   - limits: bounds on what is kept.
  public init(arrayNames: [String], limits: Limits = Limits()) {
    self.arrayNames = arrayNames
    self.limits = limits
  }

  /// Reads the next bytes, and calls `onElement` for each element that they complete.
  ///
  /// - Throws: `JSONError` at the first byte that does not fit; the elements before it have been
  ///   given. Also what `onElement` throws. In both cases the stream is not to be fed again.
  public mutating func feed(
    _ bytes: UnsafeRawBufferPointer, _ onElement: (JSONElement) throws -> Void
  ) throws {
    if let fault { throw fault }
    var index = 0
    if !bytes.isEmpty { skipMark(bytes, &index) }
    let rootStart = index
    while index < bytes.count {
      try step(bytes, &index, onElement)
    }
    if phase == .done { try expectSpace(bytes, from: index) }
    keepRoot(bytes, from: rootStart)
    lines.advance(over: bytes)
  }

  /// Reads the bytes of an array; see `feed(_:_:)` over a raw buffer.
  ///
  /// - Throws: `JSONError`, and what `onElement` throws.
  public mutating func feed(
    _ bytes: [UInt8], _ onElement: (JSONElement) throws -> Void
  ) throws {
    try bytes.withUnsafeBytes { try feed($0, onElement) }
  }

  /// Says that the document has ended.
  ///
  /// - Throws: `JSONError` of kind `truncated` or `empty` where it is not complete, or the fault
  ///   that `feed` threw.
  public mutating func finish() throws(JSONError) {
    if let fault { throw fault }
    switch phase {
    case .done: return
    case .rootScalar: phase = .done
    default:
      let kind = phase == .start ? JSONError.Kind.empty : .truncated
      let error = JSONError(kind, at: lines.position)
      fault = error
      throw error
    }
  }

  /// Where the stream stands: the place behind the last byte that was fed.
  public var position: JSONPosition { lines.position }
}

// MARK: - The document around the array

extension JSONObjectStream {
  mutating func skipMark(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) {
    guard phase == .start, lines.offset == markBytesSeen else { return }
    while index < bytes.count, markBytesSeen < ASCII.byteOrderMark.count,
      bytes[index] == ASCII.byteOrderMark[markBytesSeen]
    {
      markBytesSeen += 1
      index += 1
    }
  }

  mutating func keepRoot(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    guard let kept = root?.count else { return }
    if bytes.count - start > limits.maximumElementBytes - kept {
      root = nil
    } else {
      root?.append(contentsOf: bytes[start...])
    }
  }

  mutating func expectSpace(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) throws(JSONError) {
    guard let index = bytes[start...].firstIndex(where: { !ASCII.isSpace($0) }) else { return }
    throw error(.trailingContent, bytes, index)
  }

  mutating func unexpected(
    _ expected: String, _ bytes: UnsafeRawBufferPointer, _ index: Int
  ) -> JSONError {
    error(.unexpected(expected: expected), bytes, index)
  }

  mutating func error(
    _ kind: JSONError.Kind, _ bytes: UnsafeRawBufferPointer, _ index: Int
  ) -> JSONError {
    let error = JSONError(kind, at: lines.position(of: index, in: bytes))
    fault = error
    return error
  }
}
