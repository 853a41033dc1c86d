// Squid's access log in its native form and in the combined form of web servers (Squid configuration
// directive logformat: `squid`, `combined`, `common`).

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum Squid {
  static let format = EventFormat(
    name: "squid", deviceVendor: "Squid", deviceProduct: "Squid Proxy", eventType: "access",
    tables: [.network],
    isOurs: { line in
      guard !line.isStructured else { return false }
      let access = access(line)
      return isNative(access) || isCombined(access)
    },
    makeReader: { SquidReader() })

  /// What stands behind `squid[1234]: ` or `(squid-1): `, where the line came by syslog.
  fileprivate static func access(_ line: FieldBytes) -> FieldBytes {
    guard !isNative(line), let program = line.range(of: "squid"), program.lowerBound < 100,
      let colon = line.range(of: ": ", from: program.upperBound),
      colon.lowerBound < program.upperBound + 20
    else { return line }
    return line.part(colon.upperBound..<line.count).trimmed
  }

  /// Seconds with milliseconds, a number, a client and `TCP_MISS/200`.
  fileprivate static func isNative(_ line: FieldBytes) -> Bool {
    var cursor = LineCursor(line)
    guard let time = cursor.word(), time.count >= 12, time.contains(0x2e),
      time.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2e }), let elapsed = cursor.word(),
      FieldNumber.integer(elapsed) != nil, cursor.word() != nil, let result = cursor.word(),
      isResult(result, separator: 0x2f)
    else { return false }
    return true
  }

  /// `TCP_MISS:HIER_DIRECT` at the end, which tells Squid's combined log from a web server's.
  private static func isCombined(_ line: FieldBytes) -> Bool {
    guard line.contains(" \""), let blank = line.lastIndex(of: 0x20) else { return false }
    let word = line.part(blank + 1..<line.count)
    // A line of a program may end so, too, but for the hierarchy: `def place(of: "x") -> COORD:`.
    return isResult(word, separator: 0x3a) && word.last.map { $0 &- 0x41 < 26 } == true
  }

  /// Capitals and underscores before the separator.
  private static func isResult(_ word: FieldBytes, separator: UInt8) -> Bool {
    guard let end = word.firstIndex(of: separator), end >= 3 else { return false }
    return word[0..<end].allSatisfy { $0 &- 0x41 < 26 || $0 == 0x5f }
  }
}

private final class SquidReader: EventReader {
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    let line = Squid.access(line)
    return Squid.isNative(line)
      ? readNative(LineCursor(line), events) : readCombined(LineCursor(line), events)
  }

  /// `1157689312.049   5006 10.105.21.199 TCP_MISS/200 19763 CONNECT login.yahoo.com:443 badeyek
  /// DIRECT/209.73.177.115 -`
  private func readNative(_ start: LineCursor, _ events: LogEvents) -> EventOutcome {
    let network = events.network
    var cursor = start
    // The stamp is of the end.
    let end = cursor.word().flatMap(events.clock.unix)
    let elapsed = cursor.word().flatMap(FieldNumber.integer)
    network.sourceIP = cursor.word()?.orNil
    guard let result = cursor.word(), let size = cursor.word(), let method = cursor.word(),
      let url = cursor.word(), let user = cursor.word(), let peer = cursor.word()
    else { return .rejected("an access has 10 fields") }
    if let elapsed, elapsed >= 0, elapsed < 1 << 40 {
      network.milliseconds = Double(elapsed)
      network.time = end?.adding(ticks: -elapsed * 10_000)
      network.endTime = end
    } else {
      network.time = end
    }
    network.receivedBytes = size
    network.userName = user.orNil
    readResult(result, separator: 0x2f, network)
    network.further.append("method", method)
    readURL(url, network)
    readPeer(peer, separator: 0x2f, network)
    network.further.append("content-type", cursor.word()?.orNil)
    return .network
  }

  /// `10.0.0.1 - user [10/Oct/2020:13:55:36 +0200] "GET http://example.org/ HTTP/1.1" 200 2326 "referer"
  /// "agent" TCP_MISS:HIER_DIRECT`
  private func readCombined(_ start: LineCursor, _ events: LogEvents) -> EventOutcome {
    let network = events.network
    var cursor = start
    network.sourceIP = cursor.word()?.orNil
    guard cursor.word() != nil, let user = cursor.word(), cursor.upTo(0x5b) != nil,
      let stamp = cursor.upTo(0x5d), cursor.upTo(0x22) != nil, let request = cursor.upTo(0x22),
      let status = cursor.word(), let size = cursor.word()
    else { return .rejected("neither an access of Squid's own form nor of the combined one") }
    network.userName = user.orNil
    network.time = Self.time(stamp, events.clock)
    network.receivedBytes = size
    var line = LineCursor(request)
    network.further.append("method", line.word()?.orNil)
    if let url = line.word()?.orNil { readURL(url, network) }
    network.further.append("status", status)
    if cursor.upTo(0x22) != nil {
      network.further.append("referer", cursor.upTo(0x22)?.orNil)
      if cursor.upTo(0x22) != nil { network.further.append("user-agent", cursor.upTo(0x22)?.orNil) }
    }
    if let result = cursor.word() { readResult(result, separator: 0x3a, network) }
    return .network
  }

  /// `TCP_MISS/200` and `TCP_DENIED:HIER_NONE`.
  private func readResult(_ field: FieldBytes, separator: UInt8, _ network: NetworkEvent) {
    let end = field.firstIndex(of: separator) ?? field.count
    network.state = field.part(0..<end)
    network.action = FieldText.of(field.part(0..<end).contains("DENIED") ? "deny" : "allow")
    guard end < field.count else { return }
    network.further.append(
      separator == 0x2f ? "status" : "hierarchy", field.part(end + 1..<field.count).orNil)
  }

  /// A URL, or the host and port of a CONNECT.
  private func readURL(_ url: FieldBytes, _ network: NetworkEvent) {
    // What Squid writes where there was no request.
    guard !url.starts(with: "error:") else { return network.further.append("error", url) }
    network.destinationHostName = url.urlHost
    if let scheme = url.range(of: "://") {
      network.requestURL = url
      network.applicationProtocol = url.part(0..<scheme.lowerBound)
      let rest = url.part(scheme.upperBound..<url.count)
      let authority = rest.part(0..<(rest.firstIndex(of: 0x2f) ?? rest.count))
      network.destinationPort = authority.urlPort ?? Self.port(url)
    } else {
      network.destinationPort = url.urlPort
    }
  }

  private static func port(_ url: FieldBytes) -> FieldBytes? {
    if url.starts(with: "http://") { return FieldText.of("80") }
    if url.starts(with: "https://") { return FieldText.of("443") }
    return url.starts(with: "ftp://") ? FieldText.of("21") : nil
  }

  /// `HIER_DIRECT/209.73.177.115`; without a peer where the answer was in the cache or refused.
  private func readPeer(_ field: FieldBytes, separator: UInt8, _ network: NetworkEvent) {
    guard let slash = field.firstIndex(of: separator) else { return }
    network.further.append("hierarchy", field.part(0..<slash))
    guard let peer = field.part(slash + 1..<field.count).orNil else { return }
    // Direct, it is the server that the URL names; else it is another cache.
    if field.part(0..<slash).contains("DIRECT") || peer.looksLikeAddress {
      network.destinationIP = peer
    } else {
      network.further.append("peer", peer)
    }
    network.transport = FieldText.of("TCP")
  }

  /// `10/Oct/2020:13:55:36 +0200`
  private static func time(_ stamp: FieldBytes, _ clock: LogClock) -> Timestamp? {
    guard let colon = stamp.firstIndex(of: 0x3a) else { return nil }
    var text = Array(stamp)
    text[colon] = 0x20
    return text.withUnsafeBytes { bytes in
      var cursor = LineCursor(bytes)
      let start = cursor
      guard let wall = WrittenTime.date(&cursor, LogClock(reference: clock.reference)) else {
        return nil
      }
      if let zone = ZoneName.offset(&cursor) {
        return wall.adding(ticks: -zone * Timestamp.ticksPerSecond)
      }
      var again = start
      return WrittenTime.date(&again, clock)
    }
  }
}
