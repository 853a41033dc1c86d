// The hunts that ship with Picket: KQL files, compiled in so that one binary carries them.

/// A hunt by name.
public struct Hunt: Sendable {
  /// The name on the command line: `network-ip`.
  public let name: String
  /// One line on what it finds.
  public let summary: String
  /// The KQL text.
  public let text: String

  /// A hunt with a text of the caller's.
  public init(name: String, summary: String = "", text: String) {
    self.name = name
    self.summary = summary
    self.text = text
  }

  /// The documented correlations, in the order in which `picket hunt` runs them.
  public static let all = [
    Hunt(
      name: "network-ip", summary: "connections to an IP address that is an indicator",
      text: String(decoding: PackageResources.network_ip_kql, as: UTF8.self)),
    Hunt(
      name: "dns-domain", summary: "DNS queries for a domain name that is an indicator",
      text: String(decoding: PackageResources.dns_domain_kql, as: UTF8.self)),
  ]

  /// A hunt that ships, by its name.
  public static func named(_ name: String) -> Hunt? { all.first { $0.name == name } }
}
