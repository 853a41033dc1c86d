// What can go wrong between a request and its answer: one type for all of Ingestion, so that the
// command line can tell kinds apart and the reader of a message can act. Must not hold a secret:
// URLs stand here without query and user, servers' words bounded and escaped.

/// A feed could not be read.
public struct FeedError: Error, Hashable, Sendable {
  /// What kind of failure it is.
  public enum Kind: String, Hashable, Sendable {
    /// The URL, the key or the CA file is not usable; nothing was sent.
    case configuration
    /// No connection, no such host, or a connection closed without an answer.
    case unreachable
    /// The TLS handshake or the check of the certificate failed.
    case tls
    /// No connection, or no answer, within the time allowed.
    case timeout
    /// The body exceeds the limit, after decompression.
    case tooLarge
    /// The body ended before it was complete.
    case truncated
    /// A redirect that must not be followed.
    case redirectRefused
    /// Status 401.
    case unauthorized
    /// Status 403.
    case forbidden
    /// Status 404 or 410.
    case notFound
    /// Status 429.
    case rateLimited
    /// Status 5xx.
    case server
    /// Any other status that is no success.
    case unexpectedStatus
    /// The body is something else than JSON: often a proxy's login page.
    case notJSON
    /// The server breaks HTTP or the feed's protocol.
    case protocolViolation
    /// The run was asked to stop.
    case stopped
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// What happened: lower case, without the URL.
  public var message: String
  /// To which URL, without query and user.
  public var url: String?
  /// What to do about it.
  public var advice: String?
  /// The server's own words: at most 500 characters, control characters escaped.
  public private(set) var detail: String?
  /// The HTTP status, if one was received.
  public var status: Int?
  /// When the server wants to be asked again.
  public var retry: RetryAdvice?

  /// An error of that kind about that URL.
  public init(
    _ kind: Kind, _ message: String, url: FeedURL? = nil, advice: String? = nil,
    detail: String? = nil, status: Int? = nil, retry: RetryAdvice? = nil
  ) {
    self.kind = kind
    self.message = message
    self.url = url?.description
    self.advice = advice
    self.detail = detail.flatMap(Self.bounded)
    self.status = status
    self.retry = retry
  }

  /// The same error with the server's own words, which are bounded and escaped here.
  public func with(detail: String?) -> FeedError {
    var error = self
    error.detail = detail.flatMap(Self.bounded)
    return error
  }

  /// The most characters of a server's text that are shown.
  public static let maximumDetailLength = 500

  private static func bounded(_ text: String) -> String? {
    let shown = text.unicodeScalars.prefix(maximumDetailLength)
    var result = ""
    for scalar in shown {
      if isHarmless(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += scalar.escaped(asASCII: true)
      }
    }
    if shown.endIndex < text.unicodeScalars.endIndex { result += "…" }
    return result.isEmpty ? nil : result
  }

  /// Neither a control character nor one that reorders or breaks a line of a terminal.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: true
    case 0..<0xA0: false
    case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
  }
}

extension FeedError: CustomStringConvertible {
  /// Such as `the server refused the credential (401) at https://h/api: unknown key; check …`.
  public var description: String {
    var text = message
    if let url { text += " at \(url)" }
    if let detail { text += ": \(detail)" }
    if let advice { text += "; \(advice)" }
    return text
  }
}

extension FeedError {
  /// The body that came is no JSON.
  ///
  /// - Parameters:
  ///   - response: the answer, for its URL and media type.
  ///   - reason: what the JSON reader said, if it said anything of use.
  public static func notJSON(_ response: HTTPResponse, reason: String? = nil) -> FeedError {
    let type = response.mediaType
    let isPage = type == "text/html" || type == "application/xhtml+xml"
    return FeedError(
      .notJSON, isPage ? "the server sent a web page, not JSON," : "the server did not send JSON",
      url: response.url,
      advice: isPage
        ? "check the URL, and whether a proxy or a login page answers in the server's place"
        : "check the URL",
      detail: reason ?? type.map { "media type \($0)" }, status: response.status)
  }
}
