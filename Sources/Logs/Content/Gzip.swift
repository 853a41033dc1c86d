// zlib's stream for gzip members (RFC 1952), one after another. Called by ContentReader.
// It must not read files and must not keep output: how much comes out is bounded by the caller's
// buffer, so that a bomb costs time and no memory.

internal import CCompression

/// Inflates gzip members from buffer to buffer.
final class Gzip: Decompressor {
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

  func reset() { inflateReset(stream) }

  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: DecompressionOutcome) {
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
