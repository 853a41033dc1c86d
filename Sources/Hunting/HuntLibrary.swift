// The hunts that ship with Picket: KQL files, compiled in so that one binary carries them.

/// How a value in a log can match an indicator.
public enum MatchKind: String, Sendable, CaseIterable {
  /// The value is the indicator's.
  case equal
  /// The name lies below the indicator's domain.
  case subdomain
  /// The address lies in the indicator's block.
  case block
  /// The value is the host of the indicator's URL.
  case urlHost = "url-host"
  /// The address stands in the answer to a query.
  case answer
  /// The hash of the file is the indicator's.
  case hash
}

/// A hunt by name.
public struct Hunt: Sendable {
  /// What a hunt that ships is, beside its text.
  public struct Listing: Sendable {
    /// The kind of its matches.
    public let kind: MatchKind
    /// Whether it asks that the indicator was valid when the event happened, and not that it is now.
    public let asksAtEvent: Bool
    /// Whether the text runs in Microsoft Sentinel as it stands; else its comment says what to write.
    public let runsInSentinel: Bool
  }

  /// The name on the command line: `network-ip`.
  public let name: String
  /// One line on what it finds.
  public let summary: String
  /// The KQL text.
  public let text: String
  /// What it is, of one that ships.
  public let listing: Listing?
  /// Where the text stands.
  public let origin: TextOrigin

  /// A hunt with a text of the caller's.
  ///
  /// - Parameter origin: where the text stands; nil for a text that is called by the hunt's name.
  public init(name: String, summary: String = "", text: String, origin: TextOrigin? = nil) {
    self.name = name
    self.summary = summary
    self.text = text
    self.origin = origin ?? TextOrigin(file: name)
    listing = nil
  }

  private init(_ name: String, _ summary: String, _ bytes: [UInt8], _ listing: Listing) {
    self.name = name
    self.summary = summary
    text = String(decoding: bytes, as: UTF8.self)
    self.listing = listing
    origin = TextOrigin(file: name)
  }

  /// Every hunt: those that `picket hunt` runs, then their variants at the time of the event.
  public static let all = standard + shipped.map(\.atEvent)

  /// What `picket hunt` runs without a name, in this order; the documented ones first.
  public static let standard = shipped.map(\.now)

  /// A hunt and its variant, which names a column that Sentinel does not have.
  private static func hunt(
    _ name: String, _ kind: MatchKind, _ summary: String, _ now: [UInt8], _ atEvent: [UInt8],
    runsInSentinel: Bool = false
  ) -> (now: Hunt, atEvent: Hunt) {
    (
      Hunt(
        name, summary, now,
        Listing(kind: kind, asksAtEvent: false, runsInSentinel: runsInSentinel)),
      Hunt(
        name + "-at-event", summary + ", valid when it happened", atEvent,
        Listing(kind: kind, asksAtEvent: true, runsInSentinel: false))
    )
  }

  private static let shipped = [
    hunt(
      "network-ip", .equal, "connections to an address that is an indicator",
      PackageResources.network_ip_kql, PackageResources.network_ip_at_event_kql),
    hunt(
      "dns-domain", .equal, "DNS queries for a domain that is an indicator",
      PackageResources.dns_domain_kql, PackageResources.dns_domain_at_event_kql,
      runsInSentinel: true),
    hunt(
      "network-direction", .equal, "connections to or from an address that is an indicator",
      PackageResources.network_direction_kql, PackageResources.network_direction_at_event_kql),
    hunt(
      "network-cidr", .block, "connections to or from an address in an indicator's block",
      PackageResources.network_cidr_kql, PackageResources.network_cidr_at_event_kql),
    hunt(
      "network-host", .equal, "connections to a host name that is an indicator",
      PackageResources.network_host_kql, PackageResources.network_host_at_event_kql),
    hunt(
      "network-subdomain", .subdomain, "connections to a host name below an indicator's domain",
      PackageResources.network_subdomain_kql, PackageResources.network_subdomain_at_event_kql),
    hunt(
      "network-url-host", .urlHost, "connections to the host of an indicator's URL",
      PackageResources.network_url_host_kql, PackageResources.network_url_host_at_event_kql),
    hunt(
      "dns-subdomain", .subdomain, "DNS queries for a name below an indicator's domain",
      PackageResources.dns_subdomain_kql, PackageResources.dns_subdomain_at_event_kql),
    hunt(
      "dns-url-host", .urlHost, "DNS queries for the host of an indicator's URL",
      PackageResources.dns_url_host_kql, PackageResources.dns_url_host_at_event_kql,
      runsInSentinel: true),
    hunt(
      "dns-answer", .answer, "DNS answers with an address that is an indicator or in its block",
      PackageResources.dns_answer_kql, PackageResources.dns_answer_at_event_kql,
      runsInSentinel: true),
    hunt(
      "file-hash", .hash, "files with a hash that is an indicator",
      PackageResources.file_hash_kql, PackageResources.file_hash_at_event_kql),
  ]

  /// The cases of a hunt that ships, for `HuntCases.read`; nil where it has none.
  public var cases: String? {
    let bytes: [UInt8]? =
      switch name {
      case "network-ip": PackageResources.network_ip_test_kql
      case "network-ip-at-event": PackageResources.network_ip_at_event_test_kql
      case "dns-domain": PackageResources.dns_domain_test_kql
      case "dns-subdomain": PackageResources.dns_subdomain_test_kql
      case "dns-answer": PackageResources.dns_answer_test_kql
      case "file-hash": PackageResources.file_hash_test_kql
      default: nil
      }
    return listing == nil ? nil : bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A hunt that ships, by its name.
  public static func named(_ name: String) -> Hunt? { all.first { $0.name == name } }
}
