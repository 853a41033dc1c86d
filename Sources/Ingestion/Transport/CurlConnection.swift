// One libcurl handle with its open connections. Used by CurlTransport under its lock: a handle
// belongs to one thread at a time.

internal import CCurl

final class CurlConnection {
  /// libcurl's own initialisation is once a process, before any handle.
  private static let initialised: CURLcode = picket_curl_global_init(allSubsystems)
  /// CURL_GLOBAL_ALL, a macro that Swift does not import: TLS (1) and Windows' sockets (2).
  private static let allSubsystems = 3

  private let handle: UnsafeMutableRawPointer
  private let message: UnsafeMutablePointer<CChar>

  init() throws(FeedError) {
    if let missing = picket_curl_load() {
      let name = String(cString: missing)
      throw FeedError(
        .configuration, "\(name) is missing: install libcurl (Debian's libcurl4), which feeds need")
    }
    guard Self.initialised == CURLE_OK, let handle = picket_curl_init() else {
      throw FeedError(.configuration, "libcurl cannot be initialised")
    }
    self.handle = handle
    message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    picket_curl_cleanup(handle)
    message.deallocate()
  }

  /// One request and its answer, without redirects.
  func perform(
    _ exchange: CurlExchange, lines: [String], until end: ContinuousClock.Instant
  ) throws {
    let left = ContinuousClock.now.duration(to: end)
    guard left > .zero else { throw CurlFailure.deadline(exchange) }
    picket_curl_reset(handle)
    message[0] = 0
    var list: UnsafeMutablePointer<curl_slist>?
    defer { picket_curl_slist_free_all(list) }
    for line in lines {
      guard let longer = picket_curl_slist_append(list, line) else {
        throw FeedError(.configuration, "no memory left for a request")
      }
      list = longer
    }
    try setLimits(exchange, left: left)
    try setSecurity(exchange)
    try set(picket_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
    let code = try withExtendedLifetime(exchange) {
      try setCallbacks(exchange)
      return picket_curl_perform(handle)
    }
    if let thrown = exchange.thrown { throw thrown }
    guard code == CURLE_OK || exchange.isStoppedEarly else {
      throw CurlFailure.error(code, message: String(cString: message), exchange)
    }
  }

  private func setLimits(_ exchange: CurlExchange, left: Duration) throws(FeedError) {
    let settings = exchange.settings
    try set(picket_curl_set_string(handle, CURLOPT_URL, exchange.url.text))
    try set(picket_curl_set_long(handle, CURLOPT_PATH_AS_IS, 1))
    try set(picket_curl_set_string(handle, CURLOPT_USERAGENT, settings.userAgent))
    try set(picket_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "gzip"))
    try set(picket_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
    try set(picket_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message))
    let connect = min(settings.connectTimeout, left)
    try set(picket_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, connect.milliseconds))
    try set(picket_curl_set_long(handle, CURLOPT_TIMEOUT_MS, left.milliseconds))
    try set(picket_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1))
    let stall = max(1, settings.stallTimeout.milliseconds / 1000)
    try set(picket_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, stall))
  }

  private func setSecurity(_ exchange: CurlExchange) throws(FeedError) {
    try set(picket_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
    try set(picket_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
    try set(picket_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1))
    try set(picket_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2))
    try set(picket_curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
    try set(picket_curl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1))
    if let caFile = exchange.settings.caFile {
      try set(picket_curl_set_string(handle, CURLOPT_CAINFO, caFile))
    }
    // A credential may go to a loopback host in plain text, so no proxy may lie between.
    if HostName(CurlTransport.bracketed(exchange.url.host))?.isLoopback == true {
      try set(picket_curl_set_string(handle, CURLOPT_PROXY, ""))
    }
  }

  private func setCallbacks(_ exchange: CurlExchange) throws(FeedError) {
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    try set(picket_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    try set(picket_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    try set(picket_curl_set_pointer(handle, CURLOPT_PREREQDATA, context))
    try set(
      picket_curl_set_write_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
        CurlExchange.of(context).receivedHeader(.init(start: data, count: size &* count))
      })
    try set(
      picket_curl_set_write_function(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
        CurlExchange.of(context).receivedBody(.init(start: data, count: size &* count))
      })
    try set(
      picket_curl_set_prerequest_function(handle) { context, address, _, _, _ in
        CurlExchange.of(context).connected(to: address.map { String(cString: $0) } ?? "")
      })
  }

  private func set(_ code: CURLcode) throws(FeedError) {
    guard code == CURLE_OK else {
      throw FeedError(
        .configuration,
        "this libcurl lacks an option: \(String(cString: picket_curl_strerror(code)))",
        advice: "libcurl 7.85 or later is needed")
    }
  }
}

extension Duration {
  /// Whole milliseconds, at least 1: libcurl takes 0 as "no limit".
  fileprivate var milliseconds: Int {
    let parts = components
    let (seconds, overflow) = Int(parts.seconds).multipliedReportingOverflow(by: 1000)
    return overflow ? .max : max(1, seconds + Int(parts.attoseconds / 1_000_000_000_000_000))
  }
}
