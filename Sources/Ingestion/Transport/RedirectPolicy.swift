// Where a redirect may lead and who gets the credential there: the one place that decides. libcurl
// follows none by itself. Reasons: CVE-2018-18074, CVE-2022-27774/27776 (credentials sent to
// another host or port), CVE-2020-27197 (a TAXII server that makes its client ask elsewhere).

enum RedirectPolicy {
  /// How many redirects one request may take.
  static let maximumHops = 5

  static func isRedirect(_ status: Int) -> Bool {
    [301, 302, 303, 307, 308].contains(status)
  }

  /// The next hop.
  ///
  /// - Parameters:
  ///   - hops: those before; a credential that was dropped once stays dropped.
  ///   - first: the URL that the user gave.
  static func next(
    status: Int, location: String?, from url: FeedURL, first: FeedURL, hops: [HTTPHop]
  ) throws(FeedError) -> HTTPHop {
    guard let location else {
      throw FeedError(
        .protocolViolation, "the server redirects without saying where", url: url, status: status)
    }
    guard hops.count < maximumHops else {
      throw refused("more than \(maximumHops) redirects, the last one", url, status)
    }
    let target: FeedURL
    do {
      target = try URIReference(location).resolved(against: url)
    } catch {
      throw refused("a redirect to a URL that is not usable (\(error.reason))", url, status)
    }
    if url.scheme == .https, target.scheme == .http {
      throw refused("a redirect from https to http (\(target))", url, status)
    }
    if isOutside(first), !isOutside(target) {
      throw refused("a redirect into the local network (\(target.origin))", url, status)
    }
    let isKept = hops.allSatisfy(\.keptCredential) && keepsCredential(from: url, to: target)
    return HTTPHop(status: status, from: url, to: target, keptCredential: isKept)
  }

  /// Same scheme, host and port; or from a domain to its `www` and back over https, since SOC
  /// Defenders answers on both and they are one owner's.
  static func keepsCredential(from url: FeedURL, to target: FeedURL) -> Bool {
    if url.origin == target.origin { return true }
    return url.scheme == .https && target.scheme == .https && url.port == target.port
      && HostName(url.host)?.address == nil
      && ("www." + url.host == target.host || url.host == "www." + target.host)
  }

  /// A name may still resolve to a local address: CurlTransport looks at what was connected to.
  private static func isOutside(_ url: FeedURL) -> Bool {
    HostName(url.host).map { !$0.isLocal } ?? false
  }

  private static func refused(_ what: String, _ url: FeedURL, _ status: Int) -> FeedError {
    FeedError(
      .redirectRefused, "the server asks for \(what)", url: url,
      advice: "if you trust the target, make it the feed's URL", status: status)
  }
}
