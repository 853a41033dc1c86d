// A content in pieces that end at line ends, for several threads. Called under a lock, one thread at
// a time: only the copying of bytes and the search for directives is done here.

internal import Glibc

/// Cuts a content into chunks.
final class ChunkReader {
  private let content: ContentReader
  private var sieve: (any LineSieve)?
  /// The beginning of a line whose end was not read yet.
  private var rest: [UInt8] = []
  private var isInLongLine = false
  private var hasEnded = false
  private var isAtStart = true
  private var number = 0
  private var offset: Int64 = 0
  /// Why the content could not be read to its end.
  private(set) var problem: LogInputError?

  init(_ content: ContentReader, sieve: (any LineSieve)?) {
    self.content = content
    self.sieve = sieve
  }

  /// Fills a chunk with the next lines; false at the end.
  func next(_ chunk: LineChunk) -> Bool {
    while !hasEnded {
      read(chunk)
      if isInLongLine, !skipLongLine(chunk) { continue }
      cut(chunk)
      if isAtStart { skipByteOrderMark(chunk) }
      guard chunk.count > 0 else { continue }
      chunk.number = number
      number += 1
      chunk.end = offset - Int64(rest.count)
      chunk.sieve = sieve
      if sieve != nil { takeDirectives(chunk) }
      return true
    }
    return false
  }

  /// Puts the rest and what follows into the chunk; more than usual only where no line ends in it.
  private func read(_ chunk: LineChunk) {
    chunk.buffer.copyBytes(from: rest)
    chunk.count = rest.count
    rest.removeAll(keepingCapacity: true)
    var limit = LineChunk.usualCount
    repeat {
      while chunk.count < limit, !hasEnded { fill(chunk, to: limit) }
      limit = chunk.capacity
    } while !hasEnded && chunk.count < limit && lastLineFeed(chunk) == nil
  }

  private func fill(_ chunk: LineChunk, to limit: Int) {
    do {
      let room = UnsafeMutableRawBufferPointer(rebasing: chunk.buffer[chunk.count..<limit])
      let count = try content.read(into: room)
      chunk.count += count
      offset += Int64(count)
      if count == 0 { hasEnded = true }
    } catch {
      problem = error as? LogInputError ?? LogInputError(reason: "cannot be read: \(error)")
      hasEnded = true
    }
  }

  /// Leaves whole lines in the chunk, or the last line of the content.
  private func cut(_ chunk: LineChunk) {
    (chunk.isTerminated, chunk.isLongLine) = (true, false)
    guard let feed = lastLineFeed(chunk) else {
      if hasEnded {
        chunk.isTerminated = false
      } else {
        chunk.isLongLine = true
        isInLongLine = true
        chunk.count = LineReader.shownOfLongLine
      }
      return
    }
    if feed + 1 < chunk.count {
      if hasEnded {
        chunk.isTerminated = false
      } else {
        rest.append(contentsOf: chunk.buffer[(feed + 1)..<chunk.count])
        chunk.count = feed + 1
      }
    }
  }

  /// Drops bytes up to the long line's end; false where it is not in the chunk.
  private func skipLongLine(_ chunk: LineChunk) -> Bool {
    guard let base = chunk.buffer.baseAddress,
      let found = memchr(base, 0x0a, chunk.count)
    else { return false }
    isInLongLine = false
    let first = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
    chunk.count -= first
    memmove(base, base + first, chunk.count)
    return true
  }

  private func lastLineFeed(_ chunk: LineChunk) -> Int? {
    var index = chunk.count
    while index > 0 {
      index -= 1
      if chunk.buffer[index] == 0x0a { return index }
    }
    return nil
  }

  /// PowerShell and editors put a UTF-8 byte order mark before the first line.
  private func skipByteOrderMark(_ chunk: LineChunk) {
    isAtStart = false
    guard chunk.bytes.starts(with: [0xef, 0xbb, 0xbf]), let base = chunk.buffer.baseAddress
    else { return }
    chunk.count -= 3
    memmove(base, base + 3, chunk.count)
  }

  /// Shows the sieve the directives of this chunk, for the next one: `#` is rare in a log.
  private func takeDirectives(_ chunk: LineChunk) {
    guard let base = chunk.buffer.baseAddress else { return }
    var from = 0
    while from < chunk.count, let found = memchr(base + from, 0x23, chunk.count - from) {
      let start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      let feed = memchr(found, 0x0a, chunk.count - start)
      let end = feed.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? chunk.count
      if start == 0 || chunk.buffer[start - 1] == 0x0a {
        let stop = end > start && feed != nil && chunk.buffer[end - 1] == 0x0d ? end - 1 : end
        if stop - start <= LineReader.maximumLine {
          sieve?.take(directive: UnsafeRawBufferPointer(rebasing: chunk.buffer[start..<stop]))
        }
      }
      from = end + 1
    }
  }
}
