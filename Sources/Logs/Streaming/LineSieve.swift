// A fast look at lines: which of them cannot matter. What a sieve lets go is a row for sure and
// touches no indicator for sure; everything else it keeps, and the format's parser decides. A format
// without a sieve has all its lines parsed.

/// Looks through the lines of chunks. A value: each chunk has its own, as of its first line.
protocol LineSieve {
  /// Takes a line that is no row, for what later lines depend on.
  mutating func take(directive line: UnsafeRawBufferPointer)
  /// Counts the lines of a chunk, and keeps those that may matter.
  mutating func sift(_ chunk: LineChunk, into kept: inout KeptLines)
}
