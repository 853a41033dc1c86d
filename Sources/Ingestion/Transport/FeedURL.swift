// A feed's URL: http or https, taken apart, without user and fragment. Foundation's URL is not
// used: it accepts what must be refused here and prints queries. Called by all of Ingestion.

/// An absolute `http` or `https` URL (RFC 3986), normalised: lower-case scheme and host, no dot
/// segments, no user, no fragment.
public struct FeedURL: Hashable, Sendable {
  /// The two schemes that a feed may have.
  public enum Scheme: String, Hashable, Sendable {
    /// Plain HTTP.
    case http
    /// HTTP over TLS.
    case https

    /// The port where none is written.
    public var defaultPort: Int { self == .https ? 443 : 80 }
  }

  /// `http` or `https`.
  public let scheme: Scheme
  /// A lower-case name, an IPv4 address, or an IPv6 address without brackets.
  public let host: String
  /// The port, also where it is the scheme's own and not written.
  public let port: Int
  /// The path, percent-encoded, beginning with `/`.
  public internal(set) var path: String
  /// What stands behind `?`, percent-encoded; nil where there is no `?`.
  public internal(set) var query: String?

  /// The longest URL that is accepted, in bytes.
  public static let maximumBytes = 8192

  /// A URL as a user writes it.
  ///
  /// - Throws: `FeedError` of kind `configuration` that says what is wrong with it.
  public init(_ text: String) throws(FeedError) {
    do {
      try self.init(absolute: URIReference(text))
    } catch {
      throw FeedError(.configuration, "the URL is not usable: \(error.reason)")
    }
  }

  /// The URL that `reference` means in a document at this URL (RFC 3986, section 5.2): a redirect's
  /// target, a TAXII API root.
  ///
  /// - Throws: `FeedError` of kind `protocolViolation` where it is no http or https URL.
  public func resolving(_ reference: String) throws(FeedError) -> FeedURL {
    do {
      return try URIReference(reference).resolved(against: self)
    } catch {
      throw FeedError(
        .protocolViolation, "the server names a URL that is not usable (\(error.reason))",
        url: self)
    }
  }

  /// The URL as it is sent. May hold secrets in its query: `description` does not.
  public var text: String { origin.text + path + (query.map { "?" + $0 } ?? "") }

  /// Scheme, host and port: what decides who gets a credential.
  public var origin: Origin { Origin(scheme: scheme, host: host, port: port) }

  /// Scheme, host and port (RFC 6454).
  public struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: Scheme
    /// As in `FeedURL.host`.
    public let host: String
    /// The port.
    public let port: Int

    /// Such as `https://h`, `http://[::1]:8080`.
    public var text: String {
      let name = host.contains(":") ? "[\(host)]" : host
      return "\(scheme.rawValue)://\(name)\(port == scheme.defaultPort ? "" : ":\(port)")"
    }

    /// The same as `text`.
    public var description: String { text }
  }
}

extension FeedURL: CustomStringConvertible {
  /// Scheme, host, port and path, for messages and logs; the query is left out.
  public var description: String { origin.text + path }
}

// MARK: - Building

extension FeedURL {
  /// This URL with path segments appended, each percent-encoded, and without query.
  ///
  /// - Parameters:
  ///   - segments: opaque names such as a collection's id.
  ///   - trailingSlash: TAXII 2.1 paths end with one.
  /// - Throws: `FeedError` of kind `protocolViolation` for an empty segment, `.` and `..`, which
  ///   would address something else.
  public func appending(
    _ segments: String..., trailingSlash: Bool = true
  ) throws(FeedError) -> FeedURL {
    var url = self
    url.query = nil
    if !url.path.hasSuffix("/") { url.path += "/" }
    var encoded: [String] = []
    for segment in segments {
      guard !["", ".", ".."].contains(segment) else {
        throw FeedError(.protocolViolation, "'\(segment)' cannot be part of a path", url: self)
      }
      encoded.append(Self.percentEncoded(segment))
    }
    url.path += encoded.joined(separator: "/") + (trailingSlash ? "/" : "")
    return url
  }

  /// This URL with the given query in place of its own: names and values percent-encoded, in this
  /// order; none where `items` is empty.
  public func withQuery(_ items: [(name: String, value: String)]) -> FeedURL {
    var url = self
    url.query = nil
    return url.appendingQuery(items)
  }

  /// This URL with more in its query.
  public func appendingQuery(_ items: [(name: String, value: String)]) -> FeedURL {
    guard !items.isEmpty else { return self }
    var url = self
    let added = items.map { Self.percentEncoded($0.name) + "=" + Self.percentEncoded($0.value) }
    let present = query.flatMap { $0.isEmpty ? nil : $0 }
    url.query = ([present].compactMap { $0 } + added).joined(separator: "&")
    return url
  }

  /// All bytes but RFC 3986's unreserved ones as `%XX`.
  public static func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 { append(byte, to: &encoded, if: URIReference.isUnreserved) }
    return encoded
  }

  static func append(_ byte: UInt8, to text: inout String, if isAllowed: (UInt8) -> Bool) {
    if isAllowed(byte) {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      text += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
    }
  }
}
