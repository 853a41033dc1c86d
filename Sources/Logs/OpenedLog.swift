// A file that has been opened and recognised by its first bytes: where an import and a hunt over a
// stream begin alike. Called by FileImport and StreamedFile.

internal import Warehouse

/// A log, before its first line.
struct OpenedLog {
  /// Whether it came through a pipe, which cannot be read twice.
  let isPipe: Bool
  /// Its bytes; `read` gives the head again.
  let content: ContentReader
  /// What it is.
  let kind: LogKind
  /// Its first bytes, at most `ImportedFile.headLength`.
  let head: [UInt8]

  /// Opens the file of a report; nil where it is no log that can be read, which the report then tells.
  ///
  /// - Parameter isInFolder: it was found and not named: a link is not followed, and to be no log is no
  ///   failure.
  /// - Throws: `LogInputError`.
  init?(_ report: inout FileReport, isInFolder: Bool) throws {
    let input = try RawInput(path: report.path, followsLink: !isInFolder)
    isPipe = input.isPipe
    content = try ContentReader(input)
    head = try content.head(ImportedFile.headLength)
    if head.isEmpty, let end = content.end, end != .clean {
      report.outcome = .failed("the compressed data is damaged: nothing of it can be read")
      return nil
    }
    switch LogDetection(head: head) {
    case .skipped(let reason):
      report.outcome = .skipped(reason)
      return nil
    case .unknown(let reason):
      report.outcome = isInFolder ? .skipped(reason) : .failed(reason)
      return nil
    case .log(let kind):
      report.format = kind.format
      self.kind = kind
    }
  }

  /// The ledger's description of it.
  func file(path: String) -> ImportedFile {
    ImportedFile(
      path: path, format: kind.format, table: kind.table, deviceVendor: kind.deviceVendor,
      deviceProduct: kind.deviceProduct, eventType: kind.eventType, head: head)
  }
}
