// What logs of the DNS have in common beside the columns: records of an answer as JSON objects, ids as
// numbers, flags in one word, names with their last dot. Called by the formats that are JSON.

/// The records of an answer, each an object.
final class JSONRecords {
  private let line: JSONLine

  /// - Parameters: the members that have the record's data, its time to live and its type.
  init(data: String, ttl: String, type: String) { line = JSONLine([data, ttl, type]) }

  /// Adds a record to the answers.
  func add(_ object: FieldBytes, to events: LogEvents) {
    guard line.read(object) == nil, let data = line[0] else { return }
    DNSRecord.add(data, ttl: line[1], type: line[2], to: events)
  }
}

enum DNSRecord {
  /// Adds a record whose bytes need not stay; a name loses its last dot.
  static func add(
    _ data: FieldBytes, ttl: FieldBytes?, type: FieldBytes?, to events: LogEvents
  ) {
    let isText = type?.equalsIgnoringCase("TXT") == true
    let kept = events.scratch.keep(isText ? data : withoutDot(data))
    events.dns.answers.append(
      DNSEvent.Answer(data: kept, ttl: ttl.map { events.scratch.keep($0) }))
  }

  /// A name without the dot of the root; the root itself stays.
  static func withoutDot(_ name: FieldBytes) -> FieldBytes {
    name.count > 1 && name.last == 0x2e ? name.part(0..<name.count - 1) : name
  }

  /// A decimal id as hexadecimal, as `tohex()` in KQL gives it; nil where it is none.
  static func hexadecimal(_ id: FieldBytes?, _ scratch: LineScratch) -> FieldBytes? {
    guard let id, let number = FieldNumber.integer(id), number >= 0 else { return nil }
    return scratch.keep(String(number, radix: 16))
  }

  /// Seconds as milliseconds; nil where they are none.
  static func milliseconds(_ seconds: FieldBytes) -> Double? {
    FieldNumber.interval(seconds).map { Double($0) / 10_000 }
  }

  /// `qr,aa,rd` as `AA RD`: those of the flags that DnsFlags names, in its order.
  static func flags(_ word: FieldBytes, _ scratch: LineScratch) -> FieldBytes? {
    var flags: [UInt8] = []
    for name: StaticString in ["AA", "TC", "RD", "RA"] {
      let isSet = word.split(whereSeparator: { $0 == 0x2c || $0 == 0x20 }).contains {
        FieldBytes(rebasing: $0).equalsIgnoringCase(name)
      }
      guard isSet else { continue }
      if !flags.isEmpty { flags.append(0x20) }
      flags += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }
    return flags.isEmpty ? nil : scratch.keep(flags)
  }
}
