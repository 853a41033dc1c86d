// What an answer that is no success means, in words that tell what to do. The server's own error
// text is parsed by the caller, who knows the feed's protocol, and handed in.

extension HTTPResponse {
  /// The error that this answer is, or nil for 2xx.
  ///
  /// - Parameter detail: the server's own words from the body, if it sent any.
  public func failure(detail: String? = nil) -> FeedError? {
    if isSuccess { return nil }
    let (kind, message, advice) = meaning
    return FeedError(
      kind, "\(message) (\(status))", url: url, advice: advice, detail: detail, status: status,
      retry: RetryAdvice(headers))
  }

  private var meaning: (FeedError.Kind, String, String?) {
    switch status {
    case 401: (.unauthorized, "the server refused the credential", authenticationAdvice)
    case 403: (.forbidden, "the server forbids this", droppedAdvice ?? Self.forbiddenAdvice)
    case 404, 410:
      (
        .notFound, "the server has no such resource",
        "check the URL and the collection; some servers hide what a key may not read"
      )
    case 429: (.rateLimited, "the server limits the rate of requests", waitAdvice)
    case 500..<600: (.server, "the server failed", "try again later")
    default: (.unexpectedStatus, "the server gave an answer that no feed should give", nil)
    }
  }

  private static let forbiddenAdvice = "the key is known but may not read this: check its plan"

  private var authenticationAdvice: String {
    if let droppedAdvice { return droppedAdvice }
    guard let credentialStyle else {
      return "no credential was sent: give one with --api-key-env or --api-key-file"
    }
    let others = Credential.Style.allCases.filter { $0 != credentialStyle }.map(\.rawValue)
    return "it was sent as \(credentialStyle.rawValue): check the key, "
      + "or try --auth \(others.joined(separator: " or "))"
  }

  /// A redirect led to another host, which did not get the credential and asks for one.
  private var droppedAdvice: String? {
    guard let hop = hops.first(where: { !$0.keptCredential }) else { return nil }
    return "a redirect led from \(hop.from.origin) to \(hop.to.origin), where the credential was "
      + "not sent; if you trust that host, make it the feed's URL"
  }

  private var waitAdvice: String? {
    switch RetryAdvice(headers).after {
    case .seconds(let seconds): "it asks to wait for \(seconds) s"
    case .date, nil: "wait, or ask for less at a time"
    }
  }
}
