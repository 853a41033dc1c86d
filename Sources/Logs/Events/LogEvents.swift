// What the reader of a format fills: an event of each kind, used again for each record. A format says
// what a field means; how it becomes a cell (canonical addresses, folded names, numbers) is said once, in
// the events. Called by EventParser and by the formats.

internal import Warehouse

/// The events of the record that is being read.
final class LogEvents {
  let network = NetworkEvent()
  let dns = DNSEvent()
  let file = FileEvent()
  /// How times without a zone or a year are read.
  let clock: LogClock
  /// For fields that are made and not found.
  let scratch = LineScratch()

  init(clock: LogClock) { self.clock = clock }

  /// Forgets the last record.
  func reset() {
    network.reset()
    dns.reset()
    file.reset()
    scratch.removeAll()
  }
}

/// What a record came to.
enum EventOutcome {
  /// The network event is filled.
  case network
  /// The DNS event is filled.
  case dns
  /// The file event is filled.
  case file
  /// No event: a header, a blank line.
  case nothing
  /// An event without a table; what it is, in printable text.
  case skipped(String)
  /// Why; lower case, no trailing stop.
  case rejected(String)
}

/// Reads the records of one file in turn.
protocol EventReader: AnyObject {
  /// Reads a line into one of the events, which are empty before.
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome
  /// Reads a line whose row is in the warehouse already: only what later lines depend on.
  func skim(_ line: FieldBytes, _ events: LogEvents)
  /// Whether the last line of a content, which has no line feed, is all there.
  func isComplete(_ line: FieldBytes) -> Bool
}

extension EventReader {
  func skim(_ line: FieldBytes, _ events: LogEvents) {}
  // A text line does not tell; few tools leave half a line behind, many no last line feed.
  func isComplete(_ line: FieldBytes) -> Bool { true }
}

/// The tables that events go into.
enum EventTable: CaseIterable {
  case network
  case dns
  case file

  var table: LogTable {
    switch self {
    case .network: NetworkConnectionTable.table
    case .dns: DnsEventsTable.table
    case .file: FileEventsTable.table
    }
  }
}

/// Lines into rows by an `EventReader`.
final class EventParser: LogParser {
  private let reader: any EventReader
  private let events: LogEvents
  private let cell = CellWriter()
  /// What the last line came to.
  private var outcome = EventOutcome.nothing
  /// The place of each table among the kind's; nil where the format has none of it.
  private let network: Int?
  private let dns: Int?
  private let file: Int?

  init(_ reader: any EventReader, tables: [EventTable], clock: LogClock) {
    self.reader = reader
    events = LogEvents(clock: clock)
    network = tables.firstIndex(of: .network)
    dns = tables.firstIndex(of: .dns)
    file = tables.firstIndex(of: .file)
  }

  func skim(_ line: LogLine) {
    guard !line.isTooLong, !line.bytes.isEmpty else { return }
    events.scratch.removeAll()
    reader.skim(line.bytes, events)
  }

  func isComplete(_ line: LogLine) -> Bool { line.isTooLong || reader.isComplete(line.bytes) }

  func parse(_ line: LogLine, into runs: [PendingRun], file number: Int64) -> ParsedLine {
    if line.isTooLong { return .rejected(LineReader.tooLong) }
    guard !line.bytes.trimmed.isEmpty else { return .nothing }
    events.reset()
    outcome = reader.read(line.bytes, events)
    return parseAgain(line, into: runs, file: number)
  }

  func parseAgain(_ line: LogLine, into runs: [PendingRun], file number: Int64) -> ParsedLine {
    let (place, reason): (Int?, String?)
    switch outcome {
    case .nothing: return .nothing
    case .skipped(let what): return .skipped(what)
    case .rejected(let reason): return .rejected(reason)
    case .network:
      place = network
      reason = network.flatMap {
        events.network.write(to: runs[$0], cell, file: number, line: line.number)
      }
    case .dns:
      place = dns
      reason = dns.flatMap { events.dns.write(to: runs[$0], cell, file: number, line: line.number) }
    case .file:
      place = file
      reason = file.flatMap {
        events.file.write(to: runs[$0], cell, file: number, line: line.number)
      }
    }
    guard let place else { preconditionFailure("an event for which the format names no table") }
    if let reason { return .rejected(reason) }
    runs[place].endRow()
    return .row(table: place)
  }
}
