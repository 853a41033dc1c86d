// Why a row of a feed would only make noise: what feeds carry by mistake, and what matches everything.

/// The rules by which rows are held back.
public enum FeedHygiene {
  /// Of nothing at all, by every algorithm that feeds use.
  private static let emptyHashes: Set<String> = [
    "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
      + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
  ]

  /// Names that never leave a network (RFC 6761, RFC 6762, RFC 8375), without those for examples.
  private static let localSuffixes = [
    "localhost", "localdomain", "local", "invalid", "internal", "home.arpa",
  ]
  /// The same as they end a name.
  private static let localEnds = localSuffixes.map { Array(".\($0)".utf8) }

  /// Second levels under which countries register names: `co.uk` is no name of anybody. The few that
  /// somebody does own, such as `com.de`, sell names below themselves.
  private static let registries: Set = [
    "ac", "co", "com", "edu", "gob", "gov", "mil", "net", "or", "org",
  ]

  /// No indicator of compromise is older than the public Internet.
  private static let earliest = Timestamp(iso8601: "1990-01-01T00:00:00Z")

  /// Why a row is held back; nil where nothing is wrong with it.
  ///
  /// - Parameter now: the clock of the poll: nothing is valid only from more than a year ahead.
  public static func reason(_ row: Indicator, now: Timestamp) -> String? {
    let observables = row.observables
    for (column, value) in observables {
      // A source that a pattern names beside a destination is the victim's side of a connection.
      let isSource = column == .networkSourceIP || column == .networkSourceCidrBlock
      if isSource, observables.contains(where: { isDestination($0.column) }) { continue }
      if let reason = reason(column, value) { return reason }
    }
    return dateReason(row, now: now)
  }

  private static func isDestination(_ column: ObservableColumn) -> Bool {
    switch column {
    case .networkIP, .networkDestinationIP, .networkDestinationCidrBlock, .domainName, .url: true
    default: false
    }
  }

  private static func reason(_ column: ObservableColumn, _ value: String) -> String? {
    if column.isIPAddress { return IPAddress(value).flatMap { SpecialAddresses.name(of: $0) } }
    if column.isCIDRBlock { return CIDRBlock(value).flatMap { SpecialAddresses.name(of: $0) } }
    switch column {
    case .domainName, .emailSourceDomain: return name(value)
    case .fileHashValue: return emptyHashes.contains(value) ? "the hash of an empty file" : nil
    case .url:
      switch URLHost(value) {
      case .address(let address):
        return SpecialAddresses.name(of: address).map { "a URL on \($0)" }
      case .domain(let domain): return name(domain.text).map { "a URL on \($0)" }
      case nil: return nil
      }
    default: return nil
    }
  }

  private static func name(_ name: String) -> String? {
    let text = name.utf8
    let isLocal = localEnds.contains { end in
      text.count >= end.count && text.suffix(end.count).elementsEqual(end)
    }
    if isLocal || localSuffixes.contains(name) { return "a name of a local network" }
    guard let dot = text.firstIndex(of: ASCII.dot) else { return "a name of one label" }
    let rest = text[text.index(after: dot)...]
    // Whoever is above all names of a registry matches all of them: subdomains are asked for too.
    if rest.count == 2, rest.allSatisfy(ASCII.isLetter), registries.contains(String(name[..<dot])) {
      return "a name that a registry gives names below"
    }
    return SpecialAddresses.resolverNames.contains(name) ? "a public resolver" : nil
  }

  private static func dateReason(_ row: Indicator, now: Timestamp) -> String? {
    if let from = row.validFrom, from > now.adding(days: 366) {
      return "it is valid only from more than a year ahead"
    }
    guard let earliest else { return nil }
    let times = [row.created, row.modified, row.validFrom, row.validUntil]
    // A valid_until before valid_from is how some feeds withdraw: such a row has expired, and harms nobody.
    return times.contains { $0.map { $0 < earliest } ?? false } ? "a date before 1990" : nil
  }
}
