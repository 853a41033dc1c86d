// The content of a log, decompressed where its first bytes are those of a compression. Called by LineReader and by
// FileImport, which looks at the head. It must not know lines.

internal import Glibc

/// How a content ended.
enum ContentEnd: Equatable {
  /// Where it should.
  case clean
  /// The compressed data stops inside a member: what came before is good.
  case truncated
  /// Bytes follow the last member that belong to none.
  case garbage
  /// The compressed data is damaged; the library's words.
  case corrupt(String)

  /// What to tell about it; '' for a clean end.
  var note: String {
    switch self {
    case .clean: ""
    case .truncated: "the compressed data ends too early: what came before is in"
    case .garbage: "bytes that are no compressed data follow the compressed data: they are left out"
    case .corrupt(let detail):
      "the compressed data is damaged (\(detail)): what came before is in"
    }
  }
}

/// Bytes of content in order, from a file or a pipe, plain or compressed.
final class ContentReader {
  private let input: any ContentSource
  private let raw: UnsafeMutableRawBufferPointer
  private var taken = 0
  private var filled = 0
  private var hasInputEnded = false
  private var compressed: CompressedContent?
  private var ahead: ReadAhead?
  private var lookahead: ArraySlice<UInt8> = []
  /// How it ended, once `read` has given 0.
  private(set) var end: ContentEnd?
  /// Whether the content was compressed.
  private(set) var isCompressed = false
  /// How records are put on lines; nil where they stand on lines.
  private var framing: RecordFraming?

  /// Of a plain content, what is read to see whether it is one.
  private static let bufferSize = 64 << 10

  init(_ input: any ContentSource) throws {
    self.input = input
    raw = .allocate(byteCount: Self.bufferSize, alignment: 64)
    try begin()
  }

  deinit { raw.deallocate() }

  /// The first bytes of the content, which `read` gives again; fewer than `limit` at its end only.
  func head(_ limit: Int) throws -> [UInt8] {
    var head = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
      let more = try head.withUnsafeMutableBytes {
        try read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
      if more == 0 { break }
      count += more
    }
    head.removeSubrange(count...)
    lookahead = head[...]
    return head
  }

  /// Puts each record on a line, from the content's first byte on.
  func frame(_ framing: RecordFraming?) { self.framing = framing }

  /// Starts again at the content's first byte.
  func rewind() throws {
    try input.rewind()
    lookahead = []
    framing = framing.map { RecordFraming(depth: $0.depth) }
    try begin()
  }

  /// Whether nothing can be appended to it: compressed data, or what came through a pipe.
  var isFinished: Bool { isCompressed || input.isPipe }

  /// Makes sure that `rewind` works however much was read: copies a pipe to a temporary file.
  func prepareForRewind() throws {
    if !input.isSeekable { try rewind() }
  }

  /// Reads on at the end of a plain file, which may have grown.
  func resume() {
    guard !isFinished else { return }
    (end, hasInputEnded) = (nil, false)
  }

  /// How far the file was read.
  ///
  /// - Parameter content: bytes of the content that were used.
  func place(content: Int64) -> ReadPlace {
    ReadPlace(
      content: content, read: isCompressed ? input.offset : content,
      size: size)
  }

  /// The first bytes of the file as they are now, compressed or not.
  func beginning(_ count: Int) -> [UInt8] { input.beginning(count) }

  /// Bytes of the file; nil for a pipe, and for what is no file of bytes.
  var size: Int64? { input.isPipe ? nil : input.size }

  /// Promises that `rewind` will not be called: a pipe need not be kept, and decompression may run
  /// ahead.
  func stopRetaining() throws {
    input.stopRetaining()
    if let compressed, ahead == nil, end == nil { ahead = try ReadAhead(compressed) }
  }

  /// Gives the next bytes, at least one; 0 at the end, which `end` explains.
  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try readUnframed(into: output)
    framing?.apply(to: UnsafeMutableRawBufferPointer(rebasing: output[..<count]))
    return count
  }

  // MARK: Inside

  private func readUnframed(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    if !lookahead.isEmpty {
      let count = min(lookahead.count, output.count)
      output.copyBytes(from: lookahead.prefix(count))
      lookahead.removeFirst(count)
      return count
    }
    guard end == nil, !output.isEmpty else { return 0 }
    return try compressed == nil ? plain(into: output) : decompressed(into: output)
  }

  /// Fills the raw buffer far enough to see a compression's first bytes.
  private func begin() throws {
    (taken, filled, hasInputEnded, end) = (0, 0, false, nil)
    (compressed, ahead) = (nil, nil)
    while filled < Compression.magicLength, !hasInputEnded {
      let room = UnsafeMutableRawBufferPointer(rebasing: raw[filled...])
      let count = try input.read(into: room)
      filled += count
      if count == 0 { hasInputEnded = true }
    }
    let beginning = UnsafeRawBufferPointer(rebasing: raw[..<filled])
    let compression = Compression(magic: beginning)
    isCompressed = compression != nil
    compressed = try compression.map {
      try CompressedContent(input, $0, beginning: Array(beginning))
    }
  }

  private func plain(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    if taken < filled {
      let count = min(filled - taken, output.count)
      output.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[taken..<taken + count]))
      taken += count
      return count
    }
    let count = hasInputEnded ? 0 : try input.read(into: output)
    if count == 0 { end = .clean }
    return count
  }

  private func decompressed(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let compressed else { return 0 }
    let count = try ahead?.read(into: output) ?? compressed.read(into: output)
    if count == 0 { end = ahead.map(\.end) ?? compressed.end }
    return count
  }
}
