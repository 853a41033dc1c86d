// What stands around a message that came by syslog: RFC 5424, RFC 3164 with its habits, or ISO 8601 in
// front as rsyslog and journald export it. Called by the formats of firewalls and name servers. A line
// without any of it is all message.

internal import Indicators

/// A line of a syslog file.
struct SyslogLine {
  /// When it was sent; nil where the line does not say, or not readably.
  private(set) var time: Timestamp?
  /// Who sent it.
  private(set) var host: FieldBytes?
  /// The program: `dnsmasq` of `dnsmasq[1234]:`.
  private(set) var program: FieldBytes?
  /// The rest.
  private(set) var message: FieldBytes

  /// Reads a line.
  init(_ line: FieldBytes, _ clock: LogClock) {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    Self.skipLength(&cursor)
    Self.skipPriority(&cursor)
    message = cursor.rest
    if readVersioned(&cursor, clock) { return }
    cursor.skipBlanks()
    if let sent = WrittenTime.syslog(&cursor, clock) ?? Self.isoTime(&cursor, clock) {
      time = sent
      // The colon that Cisco puts behind the time, or behind a blank where it names no host.
      cursor.skipBlanks()
      _ = cursor.take(0x3a)
      readOrigin(&cursor)
    } else if let sent = WrittenTime.asctime(&cursor, clock) {
      time = sent
      // `daemon.info`
      _ = cursor.word()
      readOrigin(&cursor)
    }
  }

  // MARK: Inside

  /// `566 <14>1 …`: the length of the message, as syslog over TCP has it (RFC 6587, section 3.4.1)
  private static func skipLength(_ cursor: inout LineCursor) {
    let start = cursor.index
    guard cursor.number(maximumDigits: 6) != nil, cursor.take(" <") else {
      return cursor.rewind(to: start)
    }
    cursor.rewind(to: cursor.index - 1)
  }

  /// `<189>`
  private static func skipPriority(_ cursor: inout LineCursor) {
    let start = cursor.index
    guard cursor.take(0x3c), cursor.number(maximumDigits: 3) != nil, cursor.take(0x3e) else {
      return cursor.rewind(to: start)
    }
  }

  /// `1 2021-03-01T20:35:56Z host program pid id [data] message` (RFC 5424, section 6)
  private mutating func readVersioned(_ cursor: inout LineCursor, _ clock: LogClock) -> Bool {
    let start = cursor.index
    guard cursor.take("1 "), let stamp = cursor.word(), let host = cursor.word(),
      let program = cursor.word(), cursor.word() != nil, cursor.word() != nil
    else {
      cursor.rewind(to: start)
      return false
    }
    let time = clock.iso8601(stamp)
    guard time != nil || stamp.equals("-") else {
      cursor.rewind(to: start)
      return false
    }
    self.time = time
    self.host = Self.set(host)
    self.program = Self.set(program)
    cursor.skipBlanks()
    Self.skipStructuredData(&cursor)
    cursor.skipBlanks()
    _ = cursor.take("\u{feff}")
    message = cursor.rest
    return true
  }

  private static func set(_ field: FieldBytes) -> FieldBytes? { field.equals("-") ? nil : field }

  private static func skipStructuredData(_ cursor: inout LineCursor) {
    if cursor.take(0x2d) { return }
    while cursor.next == 0x5b {
      var isQuoted = false
      while let byte = cursor.next {
        cursor.skip(1)
        if byte == 0x5c { cursor.skip(1) }
        if byte == 0x22 { isQuoted.toggle() }
        if byte == 0x5d, !isQuoted { break }
      }
    }
  }

  private static func isoTime(_ cursor: inout LineCursor, _ clock: LogClock) -> Timestamp? {
    let start = cursor.index
    if let word = cursor.word(), word.count >= 16, word[4] == 0x2d, let time = clock.iso8601(word) {
      return time
    }
    cursor.rewind(to: start)
    return nil
  }

  /// `host program[pid]: message`, `host message`, `program: message`.
  private mutating func readOrigin(_ cursor: inout LineCursor) {
    cursor.skipBlanks()
    var start = cursor.index
    message = cursor.rest
    guard let first = cursor.word() else { return }
    if !Self.isTag(first) {
      guard !first.contains(0x3d), !first.contains(0x25), !first.contains(0x7c),
        !first.contains(0x2c)
      else { return }
      host = first
      cursor.skipBlanks()
      start = cursor.index
      message = cursor.rest
      guard let second = cursor.word(), Self.isTag(second) else { return }
    }
    let tag = cursor.bytes.part(start..<cursor.index - 1)
    program = tag.part(0..<(tag.firstIndex(of: 0x5b) ?? tag.count))
    cursor.skipBlanks()
    message = cursor.rest
  }

  /// `dnsmasq[1234]:`
  private static func isTag(_ word: FieldBytes) -> Bool {
    word.count > 1 && word.last == 0x3a && !word.dropLast().contains(0x3a)
      && !word.contains(0x25) && !word.contains(0x7c)
  }
}
