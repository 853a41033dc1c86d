// The contents that a stream has read: the same content twice (conn.log beside conn.log.gz, a log and
// the copy from which it has grown) gives its rows once, as an import does. A content is hashed only
// when another begins alike, which means reading it again; so a pipe is not compared.

internal import Warehouse

/// Contents in the order in which they were read.
final class StreamedContents {
  private struct Content {
    let path: String
    let head: [UInt8]
    let framing: RecordFraming?
    let length: Int64
    var digest: [UInt8]?
  }

  private var contents: [Content] = []

  /// Notes a content.
  ///
  /// - Parameter length: bytes of it up to the end of the last line that was taken.
  func add(_ log: OpenedLog, path: String, length: Int64) {
    let head = Array(log.head.prefix(Int(clamping: length)))
    guard !head.isEmpty else { return }
    contents.append(Content(path: path, head: head, framing: log.framing, length: length))
  }

  /// The contents that may be the beginning of one with this head, longest first; `importId` is for
  /// `path(of:)`.
  func known(head: [UInt8]) -> [KnownContent] {
    var known: [KnownContent] = []
    for (index, content) in contents.enumerated() where head.starts(with: content.head) {
      // A file that cannot be read again has been taken away or changed: it is nobody's beginning.
      guard let digest = content.digest ?? digest(of: content) else { continue }
      contents[index].digest = digest
      known.append(
        KnownContent(
          importId: Int64(index),
          progress: ImportProgress(contentLength: content.length, contentDigest: digest)))
    }
    return known.sorted { $0.progress.contentLength > $1.progress.contentLength }
  }

  /// Where a known content was read.
  func path(of known: KnownContent) -> String { contents[Int(known.importId)].path }

  private func digest(of content: Content) -> [UInt8]? {
    guard let reader = try? ContentReader(OpenedLog.source(content.path, followsLink: true)) else {
      return nil
    }
    guard (try? reader.stopRetaining()) != nil else { return nil }
    reader.frame(content.framing)
    let digest = ContentDigest()
    return withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 64) { buffer in
      var rest = content.length
      while rest > 0 {
        let room = UnsafeMutableRawBufferPointer(
          rebasing: buffer[..<Int(min(rest, Int64(buffer.count)))])
        guard let count = try? reader.read(into: room), count > 0 else { return nil }
        digest.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        rest -= Int64(count)
      }
      return digest.value()
    }
  }
}
