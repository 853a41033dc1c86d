// One document to one view of its root, over simdjson. The only file that parses; used by
// Ingestion for STIX and REST objects, by Logs for JSON lines. Must not know what they mean.

internal import CSimdJSON

/// A parser with buffers that it uses again for each document.
///
/// Not thread-safe: one parser to a thread. The first document of a given size costs allocations,
/// the following ones none.
public final class JSONParser {
  /// The bounds of each document.
  public let limits: JSONLimits

  private let parser: OpaquePointer?
  private var padded: UnsafeMutableRawBufferPointer
  private var isLent = false

  /// A parser with empty buffers.
  public init(limits: JSONLimits = JSONLimits()) {
    self.limits = limits
    parser = picket_json_parser_new()
    padded = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  deinit {
    if let parser { picket_json_parser_free(parser) }
    padded.deallocate()
  }

  /// Parses the whole document, checks it (RFC 8259, UTF-8), and lends the root to `body`.
  ///
  /// A UTF-8 byte order mark is skipped. No view may leave `body`, and `body` must not call this
  /// parser again.
  ///
  /// - Throws: `JSONError`, with the place where the document is faulty; and what `body` throws.
  public func withDocument<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (JSONValue) throws -> Result
  ) throws -> Result {
    precondition(!isLent, "a JSONParser holds one document at a time")
    let root = try parse(bytes)
    isLent = true
    defer { isLent = false }
    return try body(root)
  }

  /// Parses the bytes of an array; see `withDocument(_:_:)` over a raw buffer.
  ///
  /// - Throws: `JSONError`, and what `body` throws.
  public func withDocument<Result>(
    _ bytes: [UInt8], _ body: (JSONValue) throws -> Result
  ) throws -> Result {
    try bytes.withUnsafeBytes { try withDocument($0, body) }
  }

  /// Parses a string; see `withDocument(_:_:)` over a raw buffer.
  ///
  /// - Throws: `JSONError`, and what `body` throws.
  public func withDocument<Result>(
    _ text: String, _ body: (JSONValue) throws -> Result
  ) throws -> Result {
    var text = text
    return try text.withUTF8 { try withDocument(UnsafeRawBufferPointer($0), body) }
  }

  /// The instruction set that simdjson chose on this processor, such as `haswell`.
  public static var implementation: String { String(cString: picket_json_implementation()) }

  private func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
    let mark = bytes.starts(with: ASCII.byteOrderMark) ? ASCII.byteOrderMark.count : 0
    let document = UnsafeRawBufferPointer(rebasing: bytes[mark...])
    guard document.count <= limits.maximumBytes else {
      throw JSONError(.tooLarge(limit: limits.maximumBytes))
    }
    guard let parser else { throw JSONError(.outOfMemory) }
    copyPadded(document)
    var root = picket_json_value()
    // simdjson refuses what reaches its depth: 2 allows one level.
    let code = picket_json_parse(
      parser, padded.assumingMemoryBound(to: UInt8.self).baseAddress, document.count,
      limits.maximumDepth + 1, &root)
    guard code == PICKET_JSON_SUCCESS else { throw error(code: Int(code), in: bytes) }
    return JSONValue(raw: root)
  }

  private func copyPadded(_ document: UnsafeRawBufferPointer) {
    let needed = document.count + Int(PICKET_JSON_PADDING)
    if padded.count < needed {
      padded.deallocate()
      padded = .allocate(
        byteCount: max(needed, min(padded.count * 2, limits.maximumBytes)), alignment: 64)
      padded.initializeMemory(as: UInt8.self, repeating: 0)
    }
    padded.copyMemory(from: document)
  }

  /// simdjson tells the kind and no place, so a faulty document is read a second time.
  private func error(code: Int, in bytes: UnsafeRawBufferPointer) -> JSONError {
    if code == Int(PICKET_JSON_OUT_OF_MEMORY) { return JSONError(.outOfMemory) }
    var locator = JSONFaultLocator(bytes, maximumDepth: limits.maximumDepth)
    guard let fault = locator.firstFault() else { return JSONError(.refused(code: code)) }
    return JSONError(fault.kind, at: JSONPosition(of: fault.offset, in: bytes))
  }
}
