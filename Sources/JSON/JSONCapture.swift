// The bytes of a value that is being read: lent from the chunk where the value lies within one
// chunk, and copied together, up to a bound, where it does not. Used by JSONObjectStream only.

struct JSONCapture {
  /// What came in earlier chunks.
  private var carried: [UInt8] = []
  /// All bytes so far, the ones that were not kept included.
  private(set) var count = 0
  private var limit = 0

  var isTooLarge: Bool { count > limit }

  mutating func begin(limit: Int) {
    self.limit = limit
    count = 0
    carried.removeAll(keepingCapacity: true)
  }

  /// The value goes on in the next chunk.
  mutating func carry(_ bytes: Slice<UnsafeRawBufferPointer>) {
    count += bytes.count
    if isTooLarge {
      carried = []
    } else {
      carried.append(contentsOf: bytes)
    }
  }

  /// The value ends with `bytes`: lends the whole to `body`, or nil where it is too large.
  mutating func end<Result>(
    _ bytes: Slice<UnsafeRawBufferPointer>, _ body: (UnsafeRawBufferPointer?) throws -> Result
  ) rethrows -> Result {
    count += bytes.count
    if isTooLarge { return try body(nil) }
    if carried.isEmpty { return try body(UnsafeRawBufferPointer(rebasing: bytes)) }
    carried.append(contentsOf: bytes)
    return try carried.withUnsafeBytes { try body($0) }
  }
}
