// zlib's stream for gzip members (RFC 1952), one after another. Called by ContentReader.
// It must not read files and must not keep output: how much comes out is bounded by the caller's
// buffer, so that a bomb costs time and no memory.

internal import CCompression

/// Inflates gzip members from buffer to buffer.
final class GzipInflater {
  /// What a step came to.
  enum Outcome {
    /// More input, or more room, brings more.
    case going
    /// A member ended; another may follow.
    case memberEnded
    /// The input is no gzip, or does not fit its own checksum.
    case corrupt(String)
  }

  // zlib keeps the stream's address.
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard picket_gzip_init(stream) == Z_OK else {
      stream.deallocate()
      throw LogInputError(reason: "no memory is left to decompress it")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Begins at a member's first byte.
  func reset() { inflateReset(stream) }

  /// One step.
  ///
  /// - Returns: how much was taken and given, both valid also where the data is corrupt.
  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: Outcome) {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(clamping: input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let code = inflate(stream, Z_NO_FLUSH)
    let taken = input.count - Int(stream.pointee.avail_in)
    let given = output.count - Int(stream.pointee.avail_out)
    switch code {
    case Z_OK, Z_BUF_ERROR: return (taken, given, .going)
    case Z_STREAM_END: return (taken, given, .memberEnded)
    default:
      let detail = stream.pointee.msg.map { String(cString: $0) } ?? "error \(code)"
      return (taken, given, .corrupt(detail))
    }
  }
}
