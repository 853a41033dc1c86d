// The header of a table of indicators, found in the first bytes of a file: its separator, and what its
// columns mean. abuse.ch writes the header as the last comment line.

internal import Delimited

/// A table's header.
struct TableHeader {
  let separator: UInt8
  /// The headers as they stand there.
  let names: [String]
  /// What they mean, in the same order.
  let columns: [TableColumn?]
  /// The line that holds it, where it is a comment; such lines are left out anyway.
  let isComment: Bool
  /// Dates of the first rows tell their order.
  let dates: DateOrder

  /// The header of a file, or nil where it has none: then it is a list, or nothing.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let line = Self.headerLine(bytes) else { return nil }
    for separator in [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")] {
      let names = Self.cells(line.text, separator: separator)
      let columns = names.map { TableColumn(header: $0) }
      guard columns.contains(where: { $0?.holdsValues ?? false }),
        names.count > 1 || !line.isComment, Set(names).count == names.count
      else { continue }
      self.separator = separator
      self.names = names
      self.columns = columns
      isComment = line.isComment
      dates = Self.dateOrder(bytes, separator: separator, columns: columns)
      return
    }
    return nil
  }

  /// Whether the table is of Sentinel: then a row's observables belong together.
  var isSentinelExport: Bool {
    let keys = Set(names.map(TableColumn.key))
    return !columns.contains(.value) && keys.contains("timegenerated")
      && (keys.contains("indicatorid") || keys.contains("externalindicatorid"))
  }

  /// The first line that is neither empty nor comment, or the comment right before it.
  private static func headerLine(
    _ bytes: UnsafeRawBufferPointer
  ) -> (text: UnsafeRawBufferPointer, isComment: Bool)? {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var comment: UnsafeRawBufferPointer?
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
      if first == nil { continue }
      if first == UInt8(ascii: "#") {
        let text = line.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: " ") }
        // A line of `#` and blanks alone closes the header comment of some lists.
        if !text.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "#") }) {
          comment = UnsafeRawBufferPointer(rebasing: text)
        }
        continue
      }
      if let comment, isHeader(comment, of: line) { return (comment, true) }
      return (line, false)
    }
    return nil
  }

  /// Whether a comment names as many columns as the first row has cells, and more than one.
  private static func isHeader(
    _ comment: UnsafeRawBufferPointer, of row: UnsafeRawBufferPointer
  ) -> Bool {
    [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")].contains { separator in
      let names = cells(comment, separator: separator)
      return names.count > 1 && names.count == cells(row, separator: separator).count
        && names.contains { TableColumn(header: $0)?.holdsValues ?? false }
    }
  }

  private static func cells(_ line: UnsafeRawBufferPointer, separator: UInt8) -> [String] {
    var cells: [String] = []
    eachRecord(line, separator: separator) { record in
      if cells.isEmpty {
        cells = (0..<record.count).map { String(record.string($0).trimmingPrefix { $0 == " " }) }
      }
    }
    return cells
  }

  private static func dateOrder(
    _ bytes: UnsafeRawBufferPointer, separator: UInt8, columns: [TableColumn?]
  ) -> DateOrder {
    let times: Set<TableColumn?> = [.firstSeen, .lastSeen, .validFrom, .validUntil, .modified]
    let places = columns.indices.filter { times.contains(columns[$0]) }
    var dates: [String] = []
    guard !places.isEmpty else { return .monthFirst }
    eachRecord(bytes, separator: separator) { record in
      for place in places where place < record.count { dates.append(record.string(place)) }
    }
    return DateOrder(of: dates)
  }

  private static func eachRecord(
    _ bytes: UnsafeRawBufferPointer, separator: UInt8, _ body: (DelimitedRecord) -> Void
  ) {
    var reader = DelimitedReader(separator: separator)
    let take = { (item: DelimitedReader.Item) in
      if case .record(let record) = item { body(record) }
    }
    try? reader.feed(bytes, take)
    try? reader.finish(take)
  }
}
