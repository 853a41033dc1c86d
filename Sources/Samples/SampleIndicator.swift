// What the feed knows of one indicator, before it is written as STIX or as REST rows. The list
// itself is in SampleIndicators.swift.

struct SampleIndicator: Sendable {
  /// The types of REST rows, by their names there.
  enum Kind: String, Sendable {
    case ipv4
    case ipv6
    case domain
    case url
    case md5
    case sha1
    case sha256
    case email
    case cve
    case mitreAttack = "mitre-attack"

    /// The left side of the comparison in a STIX pattern; nil for what STIX has no pattern for.
    var path: String? {
      switch self {
      case .ipv4: "ipv4-addr:value"
      case .ipv6: "ipv6-addr:value"
      case .domain: "domain-name:value"
      case .url: "url:value"
      case .md5: "file:hashes.MD5"
      case .sha1: "file:hashes.'SHA-1'"
      case .sha256: "file:hashes.'SHA-256'"
      case .email: "email-addr:value"
      case .cve, .mitreAttack: nil
      }
    }

    /// What the feed calls it in a name.
    var label: String {
      switch self {
      case .ipv4: "Malicious IPv4 Address"
      case .ipv6: "Malicious IPv6 Address"
      case .domain: "Malicious Domain"
      case .url: "Malicious URL"
      case .md5, .sha1, .sha256: "Malicious File Hash"
      case .email: "Malicious Email Address"
      case .cve: "Exploited Vulnerability"
      case .mitreAttack: "Observed Technique"
      }
    }
  }

  struct Observable: Sendable {
    let kind: Kind
    /// As the feed spells it.
    let value: String
    /// As logs and indicators must both end up to be compared.
    let canonical: String
  }

  /// When an indicator stops to count.
  enum Expiry: Sendable {
    /// No `valid_until`, which is SOC Defenders' way: the reader's own policy decides.
    case none
    /// So many days after the day of the world.
    case days(Int)
    /// It was over two days before the day of the world.
    case past
    /// No `valid_until`; a later version has `revoked: true`.
    case revoked
  }

  var observables: [Observable]
  var name: String
  var description: String?
  var confidence = 85
  var expiry = Expiry.none
  var tags: [String] = []
  var techniques: [String] = []
  /// Set where the pattern is not an OR of the observables.
  var pattern: String?
  var isInSTIX = true
  var isInREST = true

  init(_ observables: [Observable], name: String? = nil) {
    self.observables = observables
    let first = observables.first
    self.name = name ?? "\(first?.kind.label ?? "Indicator") - \(first?.value ?? "")"
  }

  /// Whether hunts may show its hits.
  var isActive: Bool {
    switch expiry {
    case .none, .days: true
    case .past, .revoked: false
    }
  }

  /// REST rows have neither expiry nor revocation: what is over is no longer listed there.
  func isServed(by feed: SampleFeed) -> Bool {
    switch feed {
    case .taxii: isInSTIX
    case .rest: isInREST && isActive && pattern == nil
    }
  }
}
