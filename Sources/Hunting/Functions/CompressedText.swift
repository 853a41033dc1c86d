// Text that was compressed by gzip or zlib and written in Base64.

internal import CCompression
internal import SQLite

enum CompressedText {
  /// Bytes of a text that is unpacked: a small one can hold a large one.
  private static let limit = 1 << 24

  static func register(on connection: Connection) throws {
    // 15 is zlib's largest window; with 16 added the wrapper is gzip's.
    for (name, window) in [("kql_gzip_decompress", 31), ("kql_zlib_decompress", 15)]
      as [(String, Int32)]
    {
      try connection.createFunction(name, argumentCount: 1) { call in
        guard let packed = Base64.decoded(Array(call.text(0).utf8)) else { return call.result("") }
        let bytes = unpacked(packed, window)
        if bytes.count > limit { return call.fail("a text is larger than 16 MB once unpacked") }
        call.result(String(validating: bytes, as: UTF8.self) ?? "")
      }
    }
  }

  /// The bytes; none where they are not of the format, one more than the limit where they are too many.
  private static func unpacked(_ packed: [UInt8], _ window: Int32) -> [UInt8] {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return [] }
    defer { inflateEnd(&stream) }
    var packed = packed
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    return packed.withUnsafeMutableBufferPointer { input -> [UInt8] in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while true {
        let code = buffer.withUnsafeMutableBufferPointer { output -> Int32 in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        result += buffer.prefix(buffer.count - Int(stream.avail_out))
        if code == Z_STREAM_END || result.count > limit { return result }
        guard code == Z_OK else { return [] }
      }
    }
  }
}
