// bzip2 from memory to memory. Called by ContentReader.

internal import CCompression

/// Decompresses bzip2 streams.
final class Bzip2: Decompressor {
  // The library keeps the stream's address.
  private let stream: UnsafeMutablePointer<bz_stream>
  private var isOpen = false

  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: bz_stream())
  }

  deinit {
    close()
    stream.deallocate()
  }

  func reset() throws {
    close()
    stream.pointee = bz_stream()
    guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
      throw LogInputError(reason: "no memory is left to decompress it")
    }
    isOpen = true
  }

  func step(
    from input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, given: Int, outcome: DecompressionOutcome) {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_in = UInt32(clamping: input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let code = BZ2_bzDecompress(stream)
    let taken = input.count - Int(stream.pointee.avail_in)
    let given = output.count - Int(stream.pointee.avail_out)
    switch code {
    case BZ_OK: return (taken, given, .going)
    case BZ_STREAM_END: return (taken, given, .memberEnded)
    case BZ_MEM_ERROR: return (taken, given, .corrupt("no memory is left"))
    default: return (taken, given, .corrupt("a checksum or a block does not fit"))
    }
  }

  private func close() {
    if isOpen { BZ2_bzDecompressEnd(stream) }
    isOpen = false
  }
}
