// HTTP over libcurl: TLS, proxies, HTTP/2 and gzip are libcurl's, redirects, credentials and
// limits are ours. Called by TAXII and REST through HTTPTransport. Must not retry, and must not
// know what a body means.

internal import CCurl
import Glibc
import Synchronization

/// The transport that ingestion uses: one connection cache, requests one after the other.
///
/// Proxies are taken from the environment as libcurl reads it (`https_proxy`, `no_proxy`, …), but
/// never for loopback hosts. A second thread that sends waits; `onChunk` must not send.
public final class CurlTransport: HTTPTransport {
  /// What a transport allows itself and its servers.
  public struct Settings: Hashable, Sendable {
    /// The `User-Agent` header (TAXII 2.1 section 1.6.8 wants name and version).
    public var userAgent = "picket"
    /// A PEM file with the certificate authorities to trust in place of the system's.
    public var caFile: String?
    /// The longest body, in bytes after decompression.
    public var maximumBodyBytes = 256 << 20
    /// How long a connection, TLS included, may take.
    public var connectTimeout = Duration.seconds(10)
    /// How long a request may take, with redirects and the caller's reading of the body.
    public var deadline = Duration.seconds(300)
    /// How long a server may send less than 1 byte a second; whole seconds.
    public var stallTimeout = Duration.seconds(60)

    /// The defaults above.
    public init() {}
  }

  /// What this transport allows.
  public let settings: Settings

  private let lock = Mutex(())
  /// Used under `lock` only. It does not stand inside the Mutex because the compiler cannot see
  /// that it does not keep `onChunk`, which belongs to the calling thread.
  private nonisolated(unsafe) let connection: CurlConnection

  /// A transport without connections so far.
  ///
  /// - Throws: `FeedError` of kind `configuration` where the CA file cannot be read.
  public init(_ settings: Settings = Settings()) throws(FeedError) {
    if let path = settings.caFile, access(path, R_OK) != 0 {
      throw FeedError(
        .configuration,
        "cannot read the CA file \(path): \(String(cString: strerror(errno)))",
        advice: "give a PEM file with the certificate authority of the server")
    }
    self.settings = settings
    connection = try CurlConnection()
  }

  /// See `HTTPTransport.send(_:onChunk:)`.
  public func send(
    _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> HTTPResponse {
    try Self.check(request)
    return try withoutActuallyEscaping(onChunk) { onChunk in
      try lock.withLock { _ in try follow(request, onChunk: onChunk) }
    }
  }

  private func follow(
    _ request: HTTPRequest, onChunk: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> HTTPResponse {
    let end = ContinuousClock.now + settings.deadline
    var url = request.url
    var hops: [HTTPHop] = []
    var isFirstOutside = false
    while true {
      let isTrusted = hops.allSatisfy(\.keptCredential)
      let exchange = CurlExchange(url: url, settings: settings, onChunk: onChunk)
      exchange.mayConnectLocally = hops.isEmpty || !isFirstOutside
      try connection.perform(
        exchange, lines: try Self.headerLines(request, isTrusted: isTrusted), until: end)
      if hops.isEmpty { isFirstOutside = !exchange.isConnectedLocally }
      guard RedirectPolicy.isRedirect(exchange.status) else {
        return HTTPResponse(
          status: exchange.status, headers: exchange.headers, body: exchange.body, url: url,
          hops: hops, credentialStyle: isTrusted ? request.credential?.style : nil)
      }
      let hop = try RedirectPolicy.next(
        status: exchange.status, location: exchange.headers["Location"], from: url,
        first: request.url, hops: hops)
      hops.append(hop)
      url = hop.to
    }
  }

  /// What must not leave this machine is refused before anything is sent.
  private static func check(_ request: HTTPRequest) throws(FeedError) {
    let isLoopback = HostName(bracketed(request.url.host))?.isLoopback ?? false
    if request.credential != nil, request.url.scheme == .http, !isLoopback {
      throw FeedError(
        .configuration, "a credential is never sent over http", url: request.url,
        advice: "use https")
    }
    for field in request.headers.fields + [.init("Accept", request.accept)] {
      let isToken =
        !field.name.isEmpty
        && field.name.utf8.allSatisfy {
          URIReference.isUnreserved($0) || "!#$%&'*+^`|".utf8.contains($0)
        }
      guard isToken, !field.value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        throw FeedError(.configuration, "a request header holds a character that none may hold")
      }
    }
  }

  static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  private static func headerLines(
    _ request: HTTPRequest, isTrusted: Bool
  ) throws(FeedError) -> [String] {
    var lines = ["Accept: \(request.accept)"]
    guard isTrusted else { return lines }
    if let credential = request.credential { lines.append(try credential.header()) }
    // libcurl takes `Name:` as "do not send", and `Name;` as the empty value.
    lines += request.headers.fields.map {
      $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
    }
    return lines
  }
}
