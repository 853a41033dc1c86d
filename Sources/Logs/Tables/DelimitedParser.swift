// The records of a file of columns, which may hold line ends within quotes, into rows. Called once a line.

internal import Delimited
internal import Indicators
internal import Warehouse

final class DelimitedParser: LogParser {
  private let plan: DelimitedPlan
  private let clock: LogClock
  private var splitter: DelimitedSplitter
  private var mapping: RecordMapping?
  private var headerText: [UInt8] = []
  /// The names' count.
  private var width = 0
  /// Lines of a record whose quote is open.
  private var open: [UInt8] = []
  private var openLine: Int64 = 0
  /// The last record of several lines, for `parseAgain`.
  private var last: (line: Int64, end: Int64, record: [UInt8])?
  /// Whether a trailer has begun that is no data.
  private var hasEnded = false

  /// A record of several lines: as long as one line may be.
  private static let maximumRecord = LineReader.maximumLine

  init(_ plan: DelimitedPlan, clock: LogClock) {
    self.plan = plan
    // The portal writes UTC, and says so only where it does not.
    self.clock =
      plan.isUTC
      ? LogClock(zone: TimeZoneRules(fixed: 0), reference: clock.reference) : clock
    splitter = DelimitedSplitter(separator: plan.separator)
    if let names = plan.map.header { takeHeader(names) }
  }

  var note: String { mapping?.note ?? "" }

  var openRecord: OpenRecord? {
    open.isEmpty ? nil : OpenRecord(line: openLine, excerpt: Array(open.prefix(500)))
  }

  func isComplete(_ line: LogLine) -> Bool {
    if line.isTooLong || hasEnded { return true }
    guard open.isEmpty else {
      return (open + [0x0a] + line.bytes).withUnsafeBytes { split($0) && isWhole }
    }
    return split(line.bytes) && isWhole
  }

  /// Whether the record that was cut last has all fields: of a header nobody knows.
  private var isWhole: Bool { mapping != nil && splitter.count >= width }

  func skim(_ line: LogLine) { _ = read(line) { _ in nil } }

  func parse(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    read(line) { number in
      mapping?.add(to: runs[0], file: file, line: number) { self.splitter.field($0) }
    }
  }

  func parseAgain(_ line: LogLine, into runs: [PendingRun], file: Int64) -> ParsedLine {
    guard let last, last.end == line.number else {
      return addAgain(line.bytes, line.number, runs[0], file)
    }
    return last.record.withUnsafeBytes { addAgain($0, last.line, runs[0], file) }
  }

  private func addAgain(
    _ record: FieldBytes, _ number: Int64, _ run: PendingRun, _ file: Int64
  ) -> ParsedLine {
    guard splitter.split(record) else { return .nothing }
    _ = mapping?.add(to: run, file: file, line: number) { splitter.field($0) }
    return .row(table: 0)
  }

  // MARK: Inside

  private func split(_ record: FieldBytes) -> Bool { splitter.split(record) }

  /// Reads a line, and calls `add` for the record that it ends.
  private func read(_ line: LogLine, _ add: (Int64) -> String?) -> ParsedLine {
    if line.isTooLong {
      giveUp()
      return .rejected(LineReader.tooLong)
    }
    guard open.isEmpty else { return readOn(line, add) }
    guard !line.bytes.isEmpty else { return .nothing }
    if split(line.bytes) { return take(line.bytes, line.number, add) }
    open.append(contentsOf: line.bytes)
    openLine = line.number
    return .nothing
  }

  /// Reads a further line of a record whose quote is open.
  private func readOn(_ line: LogLine, _ add: (Int64) -> String?) -> ParsedLine {
    open.append(0x0a)
    open.append(contentsOf: line.bytes)
    guard splitter.closes(line.bytes) else { return tooLong(line) ?? .nothing }
    let record = open
    return record.withUnsafeBytes { bytes in
      guard split(bytes) else { return tooLong(line) ?? .nothing }
      last = (openLine, line.number, record)
      open.removeAll(keepingCapacity: true)
      return take(bytes, openLine, add)
    }
  }

  private func tooLong(_ line: LogLine) -> ParsedLine? {
    guard open.count > Self.maximumRecord else { return nil }
    giveUp()
    return .rejected(
      "a quote that opens on line \(openLine) is not closed within \(Self.maximumRecord) bytes: "
        + "lines \(openLine) to \(line.number) are left out")
  }

  private func giveUp() {
    open.removeAll()
    splitter.giveUp()
  }

  private func take(
    _ record: FieldBytes, _ number: Int64, _ add: (Int64) -> String?
  ) -> ParsedLine {
    if let trailer = plan.trailer, record.equals(trailer) { hasEnded = true }
    guard !hasEnded else { return .nothing }
    guard mapping != nil else {
      headerText = Array(record)
      takeHeader((0..<splitter.count).map { Self.name(splitter.field($0)) })
      return .nothing
    }
    // Files that were put together have their header again.
    if record.count == headerText.count, record.elementsEqual(headerText) { return .nothing }
    guard splitter.count == width || splitter.count == width + 1 && isEmptyLast else {
      return .rejected("\(splitter.count) fields where the header names \(width)")
    }
    if let reason = add(number) { return .rejected(reason) }
    return .row(table: 0)
  }

  /// A separator behind the last field, as some programs write.
  private var isEmptyLast: Bool { splitter.field(width).isEmpty }

  private func takeHeader(_ names: [String]) {
    width = names.count
    mapping = RecordMapping(plan.map, names: names, clock: clock)
  }

  /// A column's name, printable.
  static func name(_ field: FieldBytes) -> String {
    var text: [UInt8] = []
    LogText.append(field.trimmed, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
