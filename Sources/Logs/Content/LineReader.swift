// The lines of a content, with their numbers, and the SHA-256 of the content up to any line's end:
// what the ledger of imports knows a content by. Called by FileImport.
// It must not know a format, and must not hold more than two longest lines in memory.

internal import Glibc
internal import Warehouse

/// A line of a content; its bytes are valid until the next line is read.
struct LogLine {
  /// Without LF or CRLF; the first bytes only where the line is too long.
  var bytes: UnsafeRawBufferPointer
  /// From 1.
  var number: Int64
  /// Whether a line feed ended it; false for the last line of a content that ends without one.
  var isTerminated: Bool
  /// Longer than `LineReader.maximumLine`: its rest was skipped.
  var isTooLong: Bool
  /// Bytes of the line's end: 0, 1 for LF, 2 for CRLF.
  var terminatorLength: Int
}

/// Reads a content line by line.
final class LineReader {
  /// The longest line that is read, in bytes. A gzip bomb is one such line: it is skipped.
  static let maximumLine = 1 << 20
  /// Why such a line is rejected.
  static let tooLong = "a line longer than \(maximumLine) bytes"
  /// How much of a line that is too long is shown.
  static let shownOfLongLine = 256

  private let content: ContentReader
  private let buffer: UnsafeMutableRawBufferPointer
  private let longLine: UnsafeMutableRawBufferPointer
  private let digest = ContentDigest()
  /// The next line's first byte, and the end of what was read, in the buffer.
  @exclusivity(unchecked) private var start = 0
  @exclusivity(unchecked) private var end = 0
  /// What lies before it in the buffer is in the digest.
  @exclusivity(unchecked) private var hashed = 0
  private var hashedLength: Int64 = 0
  /// Where the last line began, for `withdraw`.
  @exclusivity(unchecked) private var lastStart = 0
  @exclusivity(unchecked) private var line: Int64 = 0
  /// Lengths at which the digest is wanted, ascending, and what it was there.
  private var marks: ArraySlice<Int64>
  private(set) var markedDigests: [Int64: [UInt8]] = [:]

  /// Lines of a content.
  ///
  /// - Parameter marks: lengths, ascending, at which the content's digest is to be noted.
  init(_ content: ContentReader, marks: [Int64] = []) throws {
    self.content = content
    self.marks = marks[...]
    buffer = .allocate(byteCount: 2 * Self.maximumLine, alignment: 64)
    longLine = .allocate(byteCount: Self.shownOfLongLine, alignment: 8)
    try skipByteOrderMark()
  }

  deinit {
    buffer.deallocate()
    longLine.deallocate()
  }

  /// The content's length up to the last line's end.
  var offset: Int64 { hashedLength + Int64(start - hashed) }

  /// The next line, or nil at the content's end.
  func next() throws -> LogLine? {
    var searched = start
    while true {
      if let feed = lineFeed(from: searched) {
        defer { start = feed + 1 }
        return take(start, feed, isTerminated: true)
      }
      if end - start > Self.maximumLine { return try skipLongLine() }
      searched = end
      let moved = start
      guard try fill() else {
        guard start < end else { return nil }
        defer { start = end }
        return take(start, end, isTerminated: false)
      }
      searched -= moved - start
    }
  }

  /// Gives back the last line, which had no line feed: it is not part of `progress`.
  func withdraw() {
    start = lastStart
    line -= 1
  }

  /// How far the lines were read.
  func progress() -> ImportProgress {
    hash(to: start)
    return ImportProgress(contentLength: hashedLength, contentDigest: digest.value())
  }

  // MARK: Inside

  private func take(_ first: Int, _ last: Int, isTerminated: Bool) -> LogLine {
    lastStart = first
    line += 1
    var stop = last
    if isTerminated, stop > first, buffer[stop - 1] == 0x0d { stop -= 1 }
    let terminatorLength = isTerminated ? last + 1 - stop : 0
    let isTooLong = stop - first > Self.maximumLine
    if isTooLong { stop = first + Self.shownOfLongLine }
    return LogLine(
      bytes: UnsafeRawBufferPointer(rebasing: buffer[first..<stop]), number: line,
      isTerminated: isTerminated, isTooLong: isTooLong, terminatorLength: terminatorLength)
  }

  private func lineFeed(from index: Int) -> Int? {
    guard index < end, let base = buffer.baseAddress,
      let found = memchr(base + index, 0x0a, end - index)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Reads on behind what is there; false at the content's end.
  private func fill() throws -> Bool {
    if start > 0 {
      hash(to: start)
      if let base = buffer.baseAddress { memmove(base, base + start, end - start) }
      end -= start
      (start, hashed) = (0, 0)
    }
    let count = try content.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    end += count
    return count > 0
  }

  /// Reads to the line's end and keeps only its beginning.
  private func skipLongLine() throws -> LogLine {
    longLine.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + Self.shownOfLongLine]))
    var isTerminated = false
    repeat {
      start = end
      guard try fill() else { break }
      if let feed = lineFeed(from: start) {
        start = feed + 1
        isTerminated = true
      }
    } while !isTerminated
    line += 1
    return LogLine(
      bytes: UnsafeRawBufferPointer(longLine), number: line, isTerminated: isTerminated,
      isTooLong: true, terminatorLength: isTerminated ? 1 : 0)
  }

  /// Hashes up to a place in the buffer, and notes the digest at each mark on the way.
  private func hash(to index: Int) {
    while hashed < index {
      var stop = index
      if let mark = marks.first, mark - hashedLength <= Int64(index - hashed) {
        stop = hashed + Int(mark - hashedLength)
      }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[hashed..<stop]))
      hashedLength += Int64(stop - hashed)
      hashed = stop
      while marks.first == hashedLength { markedDigests[marks.removeFirst()] = digest.value() }
    }
  }

  /// PowerShell and editors put a UTF-8 byte order mark before the first line.
  private func skipByteOrderMark() throws {
    while end < 3, try fill() {}
    if end >= 3, buffer[0] == 0xef, buffer[1] == 0xbb, buffer[2] == 0xbf { start = 3 }
  }
}
