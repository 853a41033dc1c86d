// A URL cut into the parts that KQL's parse_url() gives. Called by that function, and by the
// warehouse for the host under which a URL indicator is found: both must cut alike.
// It must not repair: `URLHost` is the host that a client goes to, this one what a hunt is told.

/// The parts of a URL, as they stand in its text.
public struct URLParts: Hashable, Sendable {
  /// Before the first `://`; `""` without one.
  public let scheme: String
  /// The user in front of the host.
  public let user: String
  /// The user's password.
  public let password: String
  /// The host, with the brackets of an IPv6 address.
  public let host: String
  /// The text behind the host's last colon.
  public let port: String
  /// From the first slash.
  public let path: String
  /// Behind `?`, without the fragment.
  public let query: String
  /// Behind `#`.
  public let fragment: String

  /// The parts of a text; what it lacks is `""`.
  public init(_ url: String) {
    var rest = Substring(url)
    var scheme = Substring()
    if let range = rest.firstRange(of: "://") {
      scheme = rest[..<range.lowerBound]
      rest = rest[range.upperBound...]
    }
    var fragment = Substring()
    if let hash = rest.firstIndex(of: "#") {
      fragment = rest[rest.index(after: hash)...]
      rest = rest[..<hash]
    }
    var query = Substring()
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<slash]
    path = String(rest[slash...])
    var login: [Substring] = []
    if let at = authority.lastIndex(of: "@") {
      login = authority[..<at].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      authority = authority[authority.index(after: at)...]
    }
    user = login.first.map(String.init) ?? ""
    password = login.count > 1 ? String(login[1]) : ""
    var port = Substring()
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      port = authority[authority.index(after: colon)...]
      authority = authority[..<colon]
    }
    host = String(authority)
    self.scheme = String(scheme)
    self.port = String(port)
    self.query = String(query)
    self.fragment = String(fragment)
  }
}
