// Zstandard (RFC 8878) from memory to memory. Called by ContentReader.

internal import CCompression

/// Decompresses zstd frames. A frame may ask for a window of up to 128 MiB, zstd's own limit: a bomb
/// takes no more memory than that.
final class Zstandard: Decompressor {
  private let stream: OpaquePointer

  init() throws {
    guard let stream = ZSTD_createDStream() else {
      throw LogInputError(reason: "no memory is left to decompress it")
    }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func reset() { _ = ZSTD_initDStream(stream) }

  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: DecompressionOutcome) {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = ZSTD_decompressStream(stream, &target, &source)
    let outcome: DecompressionOutcome
    if ZSTD_isError(code) != 0 {
      outcome = .corrupt(String(cString: ZSTD_getErrorName(code)))
    } else {
      outcome = code == 0 ? .memberEnded : .going
    }
    return (source.pos, target.pos, outcome)
  }
}
