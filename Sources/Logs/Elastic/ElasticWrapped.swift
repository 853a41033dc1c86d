// Lines of other formats that a shipper has put into JSON, as `message` or `event.original`, without reading
// them: Filebeat, Elastic's agent, CloudWatch's subscriptions. The line is read by its own format; a time
// that it lacks is the shipper's.

internal import Indicators

enum ElasticWrapped {
  static let format = EventFormat(
    name: "wrapped", deviceVendor: "Elastic", deviceProduct: "message", eventType: "message",
    tables: EventTable.allCases,
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line) else { return false }
      return members.first(.message, .original).map { WrappedLines.format(of: $0) != nil } ?? false
    },
    makeReader: { ElasticWrappedReader() })

  enum Key: String, CaseIterable {
    case message
    case original = "event.original"
    case logged = "@timestamp"
    case timestamp
  }
}

private final class ElasticWrappedReader: JSONEventReader {
  private let members = JSONMembers<ElasticWrapped.Key>()
  private let wrapped = WrappedLines()

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard let inner = members.first(.message, .original) else {
      return .skipped("document without a message")
    }
    return wrapped.read(inner, events, members.first(.logged, .timestamp))
      ?? .skipped("message of no known format")
  }
}

/// The readers of the lines in one file's documents.
final class WrappedLines {
  private var readers: [String: any EventReader] = [:]

  /// The format of a line; nil where it is none that has an EventReader, or is wrapped itself.
  static func format(of line: FieldBytes) -> EventFormat? {
    (TextEventFormats.all + JSONEventFormats.plain).first { $0.isOurs(line) }
  }

  /// Reads a line; nil where it is of no known format.
  ///
  /// - Parameter logged: when it was shipped.
  func read(
    _ line: FieldBytes, _ events: LogEvents, _ logged: FieldBytes?
  ) -> EventOutcome? {
    guard let format = Self.format(of: line) else { return nil }
    let reader = readers[format.name] ?? format.makeReader()
    readers[format.name] = reader
    let outcome = reader.read(line, events)
    let time = logged.flatMap { events.clock.iso8601($0) ?? events.clock.unix($0) }
    switch outcome {
    case .network: events.network.time = events.network.time ?? time
    case .dns: events.dns.time = events.dns.time ?? time
    case .file: events.file.time = events.file.time ?? time
    default: break
    }
    return outcome
  }
}
