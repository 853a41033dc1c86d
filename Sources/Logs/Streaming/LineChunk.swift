// A piece of a content that ends at a line's end, and what is kept of its lines.
// Made by ChunkReader, looked through by a LineSieve, consumed by StreamedFile.

internal import Glibc

/// A piece of a content, in a buffer that its thread uses again for the next.
final class LineChunk {
  /// Bytes that may be read behind `count`, so that a sieve can load whole words.
  static let slack = 64
  /// Bytes of a piece. Small enough for the processor's second cache: they are copied there by the
  /// system and read from there.
  static let usualCount = 256 << 10
  private static let capacity = 2 * LineReader.maximumLine + usualCount

  let buffer: UnsafeMutableRawBufferPointer
  /// Bytes of whole lines, with their line feeds.
  var count = 0
  /// Its place in the content.
  var number = 0
  /// Where it ends in the content.
  var end: Int64 = 0
  /// False for the last line of a content that ends without a line feed.
  var isTerminated = true
  /// It is the beginning of one line that is too long.
  var isLongLine = false
  /// How the lines are looked through, as of the first.
  var sieve: (any LineSieve)?

  init() {
    buffer = .allocate(byteCount: Self.capacity + Self.slack, alignment: 64)
  }

  deinit { buffer.deallocate() }

  var capacity: Int { Self.capacity }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

  /// What is kept of its lines.
  func sift() -> KeptLines {
    var kept = KeptLines(chunk: self)
    if isLongLine {
      kept.keep(bytes, isTooLong: true)
      kept.lines += 1
    } else if sieve != nil {
      sieve?.sift(self, into: &kept)
    } else {
      eachLine { line in kept.take(line) }
    }
    return kept
  }

  /// Calls `body` with each line, its line feed and a carriage return before it taken off.
  @inline(__always)
  func eachLine(_ body: (UnsafeRawBufferPointer) -> Void) {
    guard let base = buffer.baseAddress else { return }
    var start = 0
    while start < count {
      let found = memchr(base + start, 0x0a, count - start)
      let feed = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? count
      let hasReturn = found != nil && feed > start && buffer[feed - 1] == 0x0d
      body(UnsafeRawBufferPointer(rebasing: buffer[start..<(hasReturn ? feed - 1 : feed)]))
      start = feed + 1
    }
  }
}

/// The lines of a chunk that a row may come of, or a rejection, or that later lines depend on.
struct KeptLines {
  private struct Line {
    /// Counted in the chunk, from 0.
    let place: Int64
    let start: Int
    let count: Int
    let isTooLong: Bool
  }

  private var bytes: [UInt8] = []
  private var kept: [Line] = []
  private let isTerminated: Bool
  let end: Int64
  /// Lines of the chunk.
  var lines: Int64 = 0
  /// Lines that are rows for sure, touch no indicator, and were not kept.
  var passedRows = 0

  init(chunk: LineChunk) {
    isTerminated = chunk.isTerminated
    end = chunk.end
  }

  var isEmpty: Bool { kept.isEmpty }
  /// Bytes that it takes, nearly.
  var size: Int { bytes.count + kept.count * MemoryLayout<Line>.stride }

  /// Counts a line and keeps it.
  mutating func take(_ line: UnsafeRawBufferPointer) {
    keep(line, isTooLong: line.count > LineReader.maximumLine)
    lines += 1
  }

  /// Keeps the line that is counted next.
  mutating func keep(_ line: UnsafeRawBufferPointer, isTooLong: Bool) {
    let count = isTooLong ? min(line.count, LineReader.shownOfLongLine) : line.count
    kept.append(Line(place: lines, start: bytes.count, count: count, isTooLong: isTooLong))
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: line[..<count]))
  }

  /// Calls `body` with each line.
  ///
  /// - Parameter first: the number of the chunk's first line.
  func each(first: Int64, _ body: (LogLine) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { bytes in
      for line in kept {
        let isEnded = isTerminated || line.place < lines - 1
        try body(
          LogLine(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[line.start..<line.start + line.count]),
            number: first + line.place, isTerminated: isEnded, isTooLong: line.isTooLong,
            terminatorLength: isEnded ? 1 : 0))
      }
    }
  }
}
