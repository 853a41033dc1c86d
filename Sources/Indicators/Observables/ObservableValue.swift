// What a bare value is: address, block, name, URL, hash or e-mail address.
// Called for lists and columns whose type nobody stated.
// It must not repair: `refanged(_:)` does that, and the caller says so to the user.

/// A value of one of the kinds that indicators are about, in canonical form.
public enum ObservableValue: Hashable, Sendable {
  /// An IPv4 or IPv6 address.
  case ipAddress(IPAddress)
  /// A block of addresses, wider than one.
  case cidrBlock(CIDRBlock)
  /// A domain name.
  case domainName(DomainName)
  /// A URL.
  case url(IndicatorURL)
  /// A file's hash.
  case fileHash(FileHash)
  /// An e-mail address.
  case emailAddress(EmailAddress)

  /// The value that a bare text holds, or nil where it is none of these.
  ///
  /// In this order: IP address, CIDR block (`/32` and `/128` are addresses), URL with a scheme,
  /// e-mail address, hash by length, domain name, URL without a scheme (`example.com/gate.php`).
  public static func classify(_ text: String) -> ObservableValue? {
    let value = text.trimmedBlanks
    guard !value.isEmpty, value.utf8.count <= IndicatorURL.maximumTextCount else { return nil }
    if let address = IPAddress(value) { return .ipAddress(address) }
    if let block = CIDRBlock(value) {
      return block.singleAddress.map(ObservableValue.ipAddress) ?? .cidrBlock(block)
    }
    if value.utf8.contains(where: { ASCII.isBlank($0) || $0 < ASCII.space }) { return nil }
    if value.withBytes({ URLHost.schemeCount($0) }) != nil {
      return IndicatorURL(value).flatMap { $0.host == nil ? nil : .url($0) }
    }
    if let address = EmailAddress(value) { return .emailAddress(address) }
    if let hash = FileHash(value: value) { return .fileHash(hash) }
    if let name = DomainName(indicator: value) { return .domainName(name) }
    return urlWithoutScheme(value)
  }

  /// The kind in the words that bare lists use: `ipv4`, `ipv6`, `cidr`, `domain`, `url`, `md5`,
  /// `sha1`, `sha256`, `sha512`, `email`; another hash gives its algorithm's name in lower case.
  public var kind: String {
    switch self {
    case .ipAddress(let address): address.isV4 ? "ipv4" : "ipv6"
    case .cidrBlock: "cidr"
    case .domainName: "domain"
    case .url: "url"
    case .emailAddress: "email"
    case .fileHash(let hash):
      hash.algorithm == .sha1 || hash.algorithm == .sha256 || hash.algorithm == .sha512
        ? String(hash.type.asciiLowered.filter { $0 != "-" }) : hash.type.asciiLowered
    }
  }

  /// The canonical text.
  public var text: String {
    switch self {
    case .ipAddress(let address): address.text
    case .cidrBlock(let block): block.text
    case .domainName(let name): name.text
    case .url(let url): url.text
    case .fileHash(let hash): hash.value
    case .emailAddress(let address): address.text
    }
  }

  /// The left-hand side of the STIX comparison that says the same: `ipv4-addr:value`.
  public var observablePath: String {
    switch self {
    case .ipAddress(let address): address.isV4 ? "ipv4-addr:value" : "ipv6-addr:value"
    case .cidrBlock(let block): block.network.isV4 ? "ipv4-addr:value" : "ipv6-addr:value"
    case .domainName: "domain-name:value"
    case .url: "url:value"
    case .fileHash(let hash):
      hash.type.contains("-") ? "file:hashes.'\(hash.type)'" : "file:hashes.\(hash.type)"
    case .emailAddress: "email-addr:value"
    }
  }

  /// A plausible host with a path; an address needs a path that is not a failed prefix length.
  private static func urlWithoutScheme(_ value: String) -> ObservableValue? {
    guard let slash = value.utf8.firstIndex(of: ASCII.slash), slash > value.utf8.startIndex,
      let url = IndicatorURL(value)
    else { return nil }
    switch url.host {
    case .domain(let name)?:
      return name.isPlausibleIndicator ? .url(url) : nil
    case .address?:
      let path = value[value.utf8.index(after: slash)...]
      return path.utf8.allSatisfy { ASCII.digit($0) != nil } ? nil : .url(url)
    case nil:
      return nil
    }
  }
}
