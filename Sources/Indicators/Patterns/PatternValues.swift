// The literal of an equality made canonical for its column.
// Called by `PatternAlternatives`. Types are strict, as in the reference matcher (an integer never
// equals a string), but for numbers in quotes, which feeds write: `dst_port = '443'`.

extension PatternColumns {
  /// Why a literal cannot be the value of its property.
  struct InvalidValue: Error {
    let reason: String
  }

  /// The fact that a property equals a literal.
  ///
  /// - Throws: `InvalidValue`, with the reason to report.
  static func fact(
    of path: ObjectPath, _ target: Target, _ literal: PatternLiteral
  ) throws(InvalidValue) -> PatternFact {
    let side = path.text
    func invalid(_ expected: String) -> InvalidValue {
      InvalidValue(reason: "\(side): \(quotedForMessage(literal.text)) is no \(expected)")
    }
    func fact(_ column: IndicatorColumn, _ text: String) -> PatternFact {
      PatternFact(columns: [.init(column, .string(text))], path: side, value: text)
    }
    switch target {
    case .address(let ip, let block, let mayBeName):
      guard let text = string(literal) else { throw invalid("string") }
      switch ObservableValue.classify(text) {
      case .ipAddress(let address)?: return fact(ip, address.text)
      case .cidrBlock(let found)?: return fact(block, found.text)
      case .domainName(let name)? where mayBeName: return fact(.domainName, name.text)
      default: throw invalid(mayBeName ? "IP address, block or name" : "IP address or block")
      }
    case .domainName:
      // Of one label: `FeedHygiene` holds it back, from where it can be released.
      guard let text = string(literal),
        let name = DomainName(indicator: text) ?? DomainName(label: text)
      else { throw invalid("domain name") }
      return fact(.domainName, name.text)
    case .url:
      guard let text = string(literal), let url = IndicatorURL(text) else { throw invalid("URL") }
      return fact(.url, url.text)
    case .email(let column):
      guard let text = string(literal), let address = EmailAddress(text) else {
        throw invalid("e-mail address")
      }
      return fact(column, address.text)
    case .hash(let algorithm):
      guard let text = string(literal), let hash = FileHash(algorithm, value: text) else {
        throw invalid("\(algorithm.rawValue) value")
      }
      return PatternFact(
        columns: [
          .init(.fileHashType, .string(hash.type)), .init(.fileHashValue, .string(hash.value)),
        ],
        path: side, value: hash.value)
    case .text(let column):
      guard let text = string(literal), !text.isEmpty, !text.utf8.contains(0) else {
        throw invalid("text without NUL")
      }
      return fact(column, text)
    case .number(let column, let range):
      guard let number = integer(literal), range.contains(number) else {
        throw invalid("number from \(range.lowerBound) to \(range.upperBound)")
      }
      return PatternFact(columns: [.init(column, .int(number))], path: side, value: String(number))
    case .instant(let column):
      guard let instant = Timestamp(iso8601: literal.text) else { throw invalid("time") }
      return PatternFact(
        columns: [.init(column, .datetime(instant))], path: side, value: instant.kusto)
    case .networkProtocol:
      guard let name = string(literal), let number = NetworkProtocolNumber.number(of: name) else {
        throw invalid("protocol with an IP protocol number")
      }
      return PatternFact(
        columns: [.init(.networkProtocol, .int(number))], path: side, value: name.asciiLowered)
    case .objectType:
      return PatternFact(columns: [], path: side, value: literal.text)
    }
  }

  private static func string(_ literal: PatternLiteral) -> String? {
    guard case .string(let text) = literal.value else { return nil }
    return text
  }

  private static func integer(_ literal: PatternLiteral) -> Int64? {
    switch literal.value {
    case .integer(let number): number
    case .string(let text): Int64(text.trimmedBlanks)
    default: nil
    }
  }
}

/// The IANA numbers of the protocols that STIX names by the names of Wireshark and of services.
enum NetworkProtocolNumber {
  private static let numbers: [String: Int64] = [
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "dccp": 33, "rsvp": 46, "gre": 47, "esp": 50,
    "ah": 51, "icmp6": 58, "icmpv6": 58, "ipv6-icmp": 58, "eigrp": 88, "ospf": 89, "pim": 103,
    "vrrp": 112, "l2tp": 115, "sctp": 132, "udplite": 136,
  ]

  /// The number of a protocol name in any case; nil for layers above and for `ipv4` and `ipv6`,
  /// which in STIX name the network layer and not the tunnel.
  static func number(of name: String) -> Int64? { numbers[name.asciiLowered] }
}
