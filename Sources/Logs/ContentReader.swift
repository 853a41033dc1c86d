// The content of a log, decompressed where its first bytes are gzip's. Called by LineReader and by
// FileImport, which looks at the head. It must not know lines.

internal import Glibc

/// How a content ended.
enum ContentEnd: Equatable {
  /// Where it should.
  case clean
  /// The compressed data stops inside a member: what came before is good.
  case truncated
  /// Bytes follow the last gzip member that belong to none.
  case garbage
  /// The compressed data is damaged; zlib's words.
  case corrupt(String)

  /// What to tell about it; '' for a clean end.
  var note: String {
    switch self {
    case .clean: ""
    case .truncated: "the compressed data ends too early: what came before is in"
    case .garbage: "bytes that are no gzip data follow the compressed data: they are left out"
    case .corrupt(let detail):
      "the compressed data is damaged (\(detail)): what came before is in"
    }
  }
}

/// Bytes of content in order, from a file or a pipe, plain or gzip.
final class ContentReader {
  private let input: RawInput
  private let raw: UnsafeMutableRawBufferPointer
  private var taken = 0
  private var filled = 0
  private var hasInputEnded = false
  private var inflater: GzipInflater?
  private var isInMember = false
  private var isInPadding = false
  private var lookahead: ArraySlice<UInt8> = []
  /// How it ended, once `read` has given 0.
  private(set) var end: ContentEnd?
  /// Whether the content was compressed.
  private(set) var isCompressed = false

  private static let bufferSize = 1 << 20

  init(_ input: RawInput) throws {
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

  /// Starts again at the content's first byte.
  func rewind() throws {
    try input.rewind()
    lookahead = []
    try begin()
  }

  /// Whether nothing can be appended to it: compressed data, or what came through a pipe.
  var isFinished: Bool { isCompressed || input.isPipe }

  /// Makes sure that `rewind` works however much was read: copies a pipe to a temporary file.
  func prepareForRewind() throws {
    if !input.isSeekable { try rewind() }
  }

  /// Promises that `rewind` will not be called: a pipe need not be kept.
  func stopRetaining() { input.stopRetaining() }

  /// Gives the next bytes, at least one; 0 at the end, which `end` explains.
  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    if !lookahead.isEmpty {
      let count = min(lookahead.count, output.count)
      output.copyBytes(from: lookahead.prefix(count))
      lookahead.removeFirst(count)
      return count
    }
    guard end == nil, !output.isEmpty else { return 0 }
    return try isCompressed ? inflated(into: output) : plain(into: output)
  }

  // MARK: Inside

  /// Fills the raw buffer far enough to see gzip's two magic bytes (RFC 1952, section 2.3.1).
  private func begin() throws {
    (taken, filled, hasInputEnded, end) = (0, 0, false, nil)
    (isInMember, isInPadding, inflater) = (false, false, nil)
    while filled < 2, !hasInputEnded { try fill() }
    isCompressed = filled >= 2 && raw[0] == 0x1f && raw[1] == 0x8b
    if isCompressed { inflater = try GzipInflater() }
  }

  private func fill() throws {
    if taken == filled { (taken, filled) = (0, 0) }
    let room = UnsafeMutableRawBufferPointer(rebasing: raw[filled...])
    let count = try input.read(into: room)
    filled += count
    if count == 0 { hasInputEnded = true }
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

  private func inflated(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return 0 }
    while end == nil {
      if taken == filled {
        if !hasInputEnded { try fill() }
        if taken == filled {
          end = isInMember ? .truncated : .clean
          break
        }
      }
      if !isInMember, !beginMember(inflater) { continue }
      let (took, gave, outcome) = inflater.step(
        from: UnsafeMutableRawBufferPointer(rebasing: raw[taken..<filled]), into: output)
      taken += took
      switch outcome {
      case .going where took == 0 && gave == 0: end = .corrupt("no progress")
      case .going: break
      case .memberEnded: isInMember = false
      case .corrupt(let detail): end = .corrupt(detail)
      }
      if gave > 0 { return gave }
    }
    return 0
  }

  /// Looks at the byte after a member: the next member's first, zero padding (which tapes and
  /// block devices add, and gzip ignores), or garbage.
  private func beginMember(_ inflater: GzipInflater) -> Bool {
    if raw[taken] == 0 {
      isInPadding = true
      taken += 1
      return false
    }
    guard raw[taken] == 0x1f, !isInPadding else {
      end = .garbage
      return false
    }
    inflater.reset()
    isInMember = true
    return true
  }
}
