// What comes out of compressed bytes, member after member, from a file's first byte to its end. Called by
// ContentReader, on the thread that reads the content or on one that reads ahead of it.

/// Decompresses one input.
final class CompressedContent {
  private let input: any ContentSource
  private let compression: Compression
  private let decompressor: any Decompressor
  private let raw: UnsafeMutableRawBufferPointer
  private var taken = 0
  private var filled = 0
  private var hasInputEnded = false
  private var isInMember = false
  private var isInPadding = false
  /// How it ended, once `read` has given 0.
  private(set) var end: ContentEnd?

  private static let bufferSize = 1 << 20

  /// - Parameter beginning: the bytes that were read of the input to see what it is.
  init(_ input: any ContentSource, _ compression: Compression, beginning: [UInt8]) throws {
    self.input = input
    self.compression = compression
    decompressor = try compression.makeDecompressor()
    raw = .allocate(byteCount: Self.bufferSize, alignment: 64)
    raw.copyBytes(from: beginning)
    filled = beginning.count
  }

  deinit { raw.deallocate() }

  /// Gives the next bytes, at least one; 0 at the end, which `end` explains.
  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while end == nil {
      if taken == filled {
        if !hasInputEnded { try fill() }
        if taken == filled {
          end = isInMember ? .truncated : .clean
          break
        }
      }
      if !isInMember, try !beginMember() { continue }
      let (took, gave, outcome) = decompressor.step(
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

  // MARK: Inside

  private func fill() throws {
    (taken, filled) = (0, try input.read(into: raw))
    if filled == 0 { hasInputEnded = true }
  }

  /// Looks at the byte after a member: the next member's first, zero padding (which tapes and
  /// block devices add, and gzip ignores), or garbage.
  private func beginMember() throws -> Bool {
    if raw[taken] == 0 {
      isInPadding = true
      taken += 1
      return false
    }
    guard compression.mayBegin(raw[taken]), !isInPadding else {
      end = .garbage
      return false
    }
    try decompressor.reset()
    isInMember = true
    return true
  }
}
