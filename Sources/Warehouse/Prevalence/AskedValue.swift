// A value as an analyst pastes it, and the form under which the warehouse holds it. It must not look
// anything up.

public import Indicators

/// A value that is asked for: canonical where its kind is known.
public struct AskedValue: Sendable, Equatable {
  /// The text as it was asked for, without the blanks around it.
  public let asked: String
  /// The text under which the warehouse holds it.
  public let text: String
  /// `ipv4`, `ipv6`, `cidr`, `domain`, `url`, `md5` … (see `ObservableValue.kind`); `name` for a
  /// name that no feed could list (`localhost`), `text` for anything else.
  public let kind: String
  /// What it was recognised as.
  public let observable: ObservableValue?

  /// Bytes of the longest value that is accepted.
  public static let maximumTextCount = IndicatorURL.maximumTextCount

  /// The value in a text, defanged (`hxxps://evil[.]example`) or not.
  ///
  /// - Returns: nil for a blank text, one longer than `maximumTextCount`, or one with a NUL.
  public init?(_ text: String) {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
    let trimmed = String(text[start..<end])
    guard !trimmed.isEmpty, trimmed.utf8.count <= Self.maximumTextCount,
      !trimmed.utf8.contains(0)
    else { return nil }
    asked = trimmed
    let repaired = refanged(trimmed)
    observable = ObservableValue.classify(repaired)
    if let observable {
      (self.text, kind) = (observable.text, observable.kind)
    } else if let name = DomainName(repaired), !name.text.contains(where: \.isWhitespace) {
      (self.text, kind) = (name.text, "name")
    } else {
      (self.text, kind) = (trimmed, "text")
    }
  }

  /// A value that stands in the warehouse in this form.
  init(stored text: String, asked: String) {
    self.asked = asked
    self.text = text
    observable = ObservableValue.classify(text)
    kind = observable.map(\.kind) ?? "name"
  }

  /// The name, where the value is one.
  public var domainName: DomainName? {
    if case .domainName(let name)? = observable { return name }
    return kind == "name" ? DomainName(text) : nil
  }

  /// The block, where the value is one.
  public var block: CIDRBlock? {
    if case .cidrBlock(let block)? = observable { return block }
    return nil
  }

  /// Whether a log table has a column for values of this kind.
  public func mayStand(in table: LogTable) -> Bool {
    let roles: ObservableRole =
      switch observable {
      case .ipAddress, .cidrBlock: .addresses
      case .domainName, nil: .names
      case .fileHash: [.sha256, .sha1, .md5, .hash]
      case .emailAddress: .mailAddress
      case .url: .url
      }
    if let host, host.mayStand(in: table) { return true }
    return LogPlace.all.contains { $0.table.name == table.name && roles.contains($0.role) }
  }

  /// Values in an indicator that hold this one: the domains above a name, the blocks around an
  /// address or a block; nearest first.
  var containing: [(relation: Prevalence.Relation, value: String)] {
    switch observable {
    case .ipAddress(let address):
      Self.blocks(around: address, below: address.width).map { (.block, $0) }
    case .cidrBlock(let block):
      Self.blocks(around: block.network, below: block.prefixLength).map { (.block, $0) }
    case .url, .fileHash, .emailAddress: []
    // A top-level domain is nobody's indicator.
    case .domainName, nil:
      domainName?.parents.filter { $0.contains(".") }.map { (.subdomain, $0) } ?? []
    }
  }

  private static func blocks(around address: IPAddress, below length: Int) -> [String] {
    (0..<length).reversed().compactMap { CIDRBlock(address, prefixLength: $0)?.text }
  }

  /// The host of a URL, which logs hold without it.
  var host: AskedValue? {
    guard case .url(let url)? = observable, let host = url.host else { return nil }
    return AskedValue(stored: host.text, asked: asked)
  }
}
