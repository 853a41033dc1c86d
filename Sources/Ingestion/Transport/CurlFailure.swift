// libcurl's error codes in our words: what happened, to which URL, and what to do.

internal import CCurl

enum CurlFailure {
  /// The time was used up before this hop began.
  static func deadline(_ exchange: CurlExchange) -> FeedError {
    FeedError(
      .timeout, "the request took longer than \(exchange.settings.deadline)", url: exchange.url)
  }

  /// The error for a code that is not CURLE_OK.
  ///
  /// - Parameter message: libcurl's own words, which name hosts and files but hold no header.
  static func error(_ code: CURLcode, message: String, _ exchange: CurlExchange) -> FeedError {
    let url = exchange.url
    let detail =
      message.isEmpty ? String(cString: picket_curl_strerror(code)) : message
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return FeedError(
        .unreachable, "the host name cannot be resolved", url: url,
        advice: "check the URL and the name server", detail: detail)
    case CURLE_COULDNT_CONNECT:
      return FeedError(
        .unreachable, "no connection", url: url,
        advice: "check the URL, the network and the proxy", detail: detail)
    case CURLE_OPERATION_TIMEDOUT:
      return FeedError(
        .timeout, exchange.status == 0 ? "no answer in time" : "the body did not arrive in time",
        url: url, advice: "try again, or ask for smaller pages", detail: detail)
    case CURLE_PARTIAL_FILE: return truncated(exchange, detail)
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2_STREAM:
      return exchange.status != 0
        ? truncated(exchange, detail)
        : FeedError(
          .unreachable, "the server closed the connection without an answer", url: url,
          advice: "check that the URL's scheme and port are the server's", detail: detail)
    case CURLE_SSL_CACERT_BADFILE:
      return FeedError(
        .tls, "the file of trusted certificate authorities cannot be used", url: url,
        advice: "check --ca-file, or install the system's certificates (ca-certificates)",
        detail: detail)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      return FeedError(
        .tls, "the server's certificate is not trusted", url: url,
        advice: "if a private authority issued it, give that authority's file with --ca-file",
        detail: detail)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_USE_SSL_FAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS:
      return FeedError(
        .tls, "no TLS connection", url: url,
        advice: "the server must speak TLS 1.2 or later on this port", detail: detail)
    default:
      return FeedError(
        .protocolViolation, "the server's answer is not valid HTTP", url: url,
        advice: "check that the URL's scheme and port are the server's", detail: detail,
        status: exchange.status == 0 ? nil : exchange.status)
    }
  }

  private static func truncated(_ exchange: CurlExchange, _ detail: String) -> FeedError {
    FeedError(
      .truncated, "the body ended early, after \(exchange.bodyBytes) bytes,", url: exchange.url,
      advice: "try again", detail: detail, status: exchange.status)
  }
}
