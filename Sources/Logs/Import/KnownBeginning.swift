// How much of a content is in the warehouse: the longest known content whose SHA-256 is that of this
// content's beginning. Called by FileImport.
//
// The known part is read once: hashed, and looked through for the directives on which later lines
// depend. Only where the longest known content is not the one (another log began alike) is it read
// again. A pipe whose head is known is copied to a temporary file for that; another is streamed.

internal import Warehouse

/// A content, read up to where its rows are new.
final class KnownBeginning {
  let content: ContentReader
  private(set) var lines: LineReader
  private(set) var parser: any LogParser
  /// What it begins with, if that is known.
  private(set) var known: KnownContent?
  /// What followed, up to its line feed, the last line of the known content, which had none.
  private(set) var restOfLine: Rejection?
  /// Something to tell about the file; '' for nothing.
  var note = ""

  /// Gives `restOfLine` once.
  func takeRestOfLine() -> Rejection? {
    defer { restOfLine = nil }
    return restOfLine
  }

  /// - Parameter known: contents whose head is that of this one.
  init(
    _ content: ContentReader, _ makeParser: () -> any LogParser, known: [KnownContent]
  ) throws {
    self.content = content
    parser = makeParser()
    let candidates = known.filter { $0.progress.contentLength > 0 }
    let lengths = Set(candidates.map(\.progress.contentLength)).sorted()
    if !lengths.isEmpty { try content.prepareForRewind() }
    lines = try LineReader(content, marks: lengths)
    if let longest = lengths.last {
      try skim(to: longest)
      self.known = candidates.first {
        lines.markedDigests[$0.progress.contentLength] == $0.progress.contentDigest
      }
      if self.known?.progress.contentLength != longest {
        if lines.offset < longest {
          note = "a longer log that begins alike was imported before: rows may be there twice"
        }
        try startAgain(makeParser)
      }
    }
    try content.stopRetaining()
  }

  private func startAgain(_ makeParser: () -> any LogParser) throws {
    try content.rewind()
    restOfLine = nil
    parser = makeParser()
    lines = try LineReader(content)
    if let known { try skim(to: known.progress.contentLength) }
  }

  /// Reads the lines up to a length, for their directives.
  private func skim(to length: Int64) throws {
    while lines.offset < length, let line = try lines.next() {
      parser.skim(line)
      guard lines.offset > length else { continue }
      let rest = Int(lines.offset - length) - line.terminatorLength
      if rest > 0 {
        restOfLine = Rejection(
          line: line.number, reason: "the rest of a line whose beginning was imported before",
          excerpt: UnsafeRawBufferPointer(rebasing: line.bytes.suffix(rest)))
      }
    }
    // The digest is brought up to here, past every mark.
    _ = lines.progress()
  }
}
