// What the compressions have in common: bytes in, bytes out, member after member. Each is in a file of
// its own (Gzip, Zstandard, Bzip2, XZ). Called by ContentReader.

/// Decompresses from buffer to buffer.
protocol Decompressor: AnyObject {
  /// Begins at a member's first byte.
  func reset() throws
  /// One step.
  ///
  /// - Returns: how much was taken and given, both valid also where the data is corrupt.
  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: DecompressionOutcome)
}

/// What a step came to.
enum DecompressionOutcome {
  /// More input, or more room, brings more.
  case going
  /// A member ended; another may follow.
  case memberEnded
  /// The input is no such data, or does not fit its own checksum.
  case corrupt(String)
}

/// The compressions that are told by a content's first bytes.
enum Compression: CaseIterable {
  case gzip
  case zstandard
  case bzip2
  case xz

  /// Bytes that are needed to tell.
  static let magicLength = 6

  /// The compression that begins so; nil for none.
  init?(magic bytes: UnsafeRawBufferPointer) {
    guard let found = Self.allCases.first(where: { $0.begins(bytes) }) else { return nil }
    self = found
  }

  /// In messages.
  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstandard: "zstd"
    case .bzip2: "bzip2"
    case .xz: "xz"
    }
  }

  func makeDecompressor() throws -> any Decompressor {
    switch self {
    case .gzip: try Gzip()
    case .zstandard: try Zstandard()
    case .bzip2: try Bzip2()
    case .xz: try XZ()
    }
  }

  /// Whether a member begins so: RFC 1952, section 2.3.1; RFC 8878, sections 3.1.1 and 3.1.2 (a
  /// skippable frame may stand first); bzip2's `BZh` and block size; .xz format, section 2.1.1.1.
  private func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .gzip: return bytes.starts(with: [0x1f, 0x8b])
    case .zstandard:
      if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return true }
      return bytes.count >= 4 && bytes[0] & 0xf0 == 0x50
        && bytes[1...3].elementsEqual([0x2a, 0x4d, 0x18])
    case .bzip2:
      return bytes.starts(with: "BZh".utf8) && bytes.count >= 4
        && (0x31...0x39).contains(bytes[3])
    case .xz: return bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
    }
  }

  /// Whether a byte behind a member may begin another.
  func mayBegin(_ byte: UInt8) -> Bool {
    switch self {
    case .gzip: byte == 0x1f
    case .zstandard: byte == 0x28 || byte & 0xf0 == 0x50
    case .bzip2: byte == 0x42
    case .xz: byte == 0xfd
    }
  }
}
