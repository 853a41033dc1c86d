// Which log a content is, by its first bytes and never by its name: rotated and renamed files are
// the rule. Called by FileImport.

internal import Warehouse

/// What the first bytes of a content say.
enum LogDetection {
  case log(LogKind)
  /// Nothing to do, and no error: why.
  case skipped(String)
  /// Nothing that Picket reads: why.
  case unknown(String)

  /// Looks at a content's head.
  ///
  /// - Parameter layout: what the user says of it; nil where the content is to say all.
  init(head: [UInt8], layout: LogLayout?) {
    guard !head.isEmpty else {
      self = .skipped("an empty file")
      return
    }
    self = head.withUnsafeBytes { Self.detect($0, layout) }
  }

  private static func detect(
    _ head: UnsafeRawBufferPointer, _ layout: LogLayout?
  ) -> LogDetection {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = head.starts(with: mark) ? UnsafeRawBufferPointer(rebasing: head[3...]) : head
    if let layout, remedy(head) == nil { return laidOut(text, layout) }
    for format in LogFormats.all {
      switch format.recognize(text) {
      case .log(let kind): return .log(kind)
      case .unsupported(let what): return .skipped("\(what): not imported by this version")
      case nil: continue
      }
    }
    if let remedy = remedy(head) { return .unknown(remedy) }
    let tried = LogFormats.all.map(\.name).joined(separator: ", ")
    return .unknown("not a log that Picket knows: tried \(tried)")
  }

  private static func laidOut(_ text: FieldBytes, _ layout: LogLayout) -> LogDetection {
    switch layout {
    case .table(let table):
      let kind =
        JSONTableLog.kind(of: table.target, text) ?? DelimitedLog.kind(of: table.target, text)
      return kind.map { .log($0) }
        ?? .unknown("neither CSV with a header line nor JSON: --table cannot read it")
    case .map(let map):
      if map.encoding == .json { return .log(JSONTableLog.kind(map)) }
      return DelimitedLog.kind(map, text).map { .log($0) }
        ?? .unknown(
          "its first line is no header of several fields: name them in the map ('header:')")
    }
  }

  /// What to do about contents that a program beside Picket can turn into a log.
  private static func remedy(_ head: UnsafeRawBufferPointer) -> String? {
    let remedies: [(magic: [UInt8], remedy: String)] = [
      ([0x50, 0x4b, 0x03, 0x04], "a zip archive: unpack it first"),
      ([0xff, 0xfe], "text in UTF-16: try `iconv -f UTF-16 -t UTF-8 FILE | picket import -`"),
      ([0xfe, 0xff], "text in UTF-16: try `iconv -f UTF-16 -t UTF-8 FILE | picket import -`"),
    ]
    return remedies.first { head.starts(with: $0.magic) }?.remedy
  }
}
