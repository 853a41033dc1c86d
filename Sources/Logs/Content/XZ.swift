// The .xz format from memory to memory. Called by ContentReader.

internal import CCompression

/// Decompresses .xz streams, in at most 128 MiB: `xz -9` asks for 65.
final class XZ: Decompressor {
  // The library keeps the stream's address.
  private let stream: UnsafeMutablePointer<lzma_stream>

  private static let memoryLimit: UInt64 = 128 << 20

  init() throws {
    stream = .allocate(capacity: 1)
    picket_lzma_clear(stream)
  }

  deinit {
    lzma_end(stream)
    stream.deallocate()
  }

  func reset() throws {
    guard lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK else {
      throw LogInputError(reason: "no memory is left to decompress it")
    }
  }

  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: DecompressionOutcome) {
    stream.pointee.next_in = input.baseAddress.map {
      UnsafePointer($0.assumingMemoryBound(to: UInt8.self))
    }
    stream.pointee.avail_in = input.count
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = output.count
    let code = lzma_code(stream, LZMA_RUN)
    let taken = input.count - stream.pointee.avail_in
    let given = output.count - stream.pointee.avail_out
    switch code {
    case LZMA_OK, LZMA_BUF_ERROR: return (taken, given, .going)
    case LZMA_STREAM_END: return (taken, given, .memberEnded)
    case LZMA_MEMLIMIT_ERROR: return (taken, given, .corrupt("it asks for more than 128 MiB"))
    case LZMA_FORMAT_ERROR: return (taken, given, .corrupt("no .xz stream"))
    case LZMA_OPTIONS_ERROR: return (taken, given, .corrupt("a filter that is not known"))
    default: return (taken, given, .corrupt("a checksum or a block does not fit"))
    }
  }
}
