// What both protocols ask of HTTP: requests with retries, and errors in the server's own words. Above
// the transport, below TAXII and REST.

internal import Indicators
internal import JSON

/// Sends the requests of one feed.
final class FeedClient {
  private let transport: any HTTPTransport
  private let credential: Credential?
  private let policy: RetryPolicy
  private let clock: any PollClock
  /// Redirects and waits that the user should hear of.
  private(set) var notes: [String] = []

  private var requests = 0

  /// How many requests were sent since the last time that was asked, redirects included.
  func takeRequests() -> Int {
    defer { requests = 0 }
    return requests
  }

  /// The notes since the last time they were taken.
  func takeNotes() -> [String] {
    defer { notes.removeAll() }
    return notes
  }

  init(
    transport: any HTTPTransport, credential: Credential?,
    policy: RetryPolicy = RetryPolicy(maximumAttempts: 4, baseSeconds: 0.5),
    clock: any PollClock = SystemClock()
  ) {
    self.transport = transport
    self.credential = credential
    self.policy = policy
    self.clock = clock
  }

  /// Gets a small JSON document.
  func document<Result>(
    _ url: FeedURL, accept: String, _ body: (JSONValue, HTTPResponse) throws -> Result
  ) throws -> Result {
    let response = try retrying { try self.get(url, accept: accept) { _ in } }
    do {
      return try JSONParser().withDocument(response.body) { try body($0, response) }
    } catch let error as JSONError {
      throw FeedError.notJSON(response, reason: "\(error)")
    }
  }

  /// Before what an answer says is asked for with the key: its URL is then another host's, and asking
  /// there anew would give it the key that the redirect withheld.
  ///
  /// - Throws: `FeedError` of kind `redirectRefused` where a redirect led away from the key's host.
  func checkKey(reaches response: HTTPResponse) throws(FeedError) {
    guard credential != nil, let hop = response.hops.first(where: { !$0.keptCredential }) else {
      return
    }
    throw FeedError(
      .redirectRefused,
      "a redirect led from \(hop.from.origin) to \(hop.to.origin), which does not get the key",
      url: hop.from, advice: "if you trust that host, make it the feed's URL", status: hop.status)
  }

  /// Gets a page and cuts it into elements while it comes. A page is asked for again as a whole: what
  /// a broken one gave is known by then, and is not counted twice.
  func page(
    _ url: FeedURL, accept: String, arrayNames: [String],
    begin: () -> Void, element: (JSONElement) throws -> Void
  ) throws -> (stream: JSONObjectStream, response: HTTPResponse) {
    try retrying {
      begin()
      var stream = JSONObjectStream(arrayNames: arrayNames)
      var fault: JSONError?
      let response = try self.get(url, accept: accept) { bytes in
        do {
          try stream.feed(bytes, element)
        } catch let error as JSONError {
          fault = error
          throw error
        }
      } onJSONError: { response in
        fault.map { FeedError.notJSON(response, reason: "\($0)") }
      }
      do {
        try stream.finish()
      } catch {
        throw FeedError.notJSON(response, reason: "\(error)")
      }
      return (stream, response)
    }
  }

  // MARK: Inside

  private func get(
    _ url: FeedURL, accept: String, chunk: (UnsafeRawBufferPointer) throws -> Void,
    onJSONError: ((HTTPResponse) -> FeedError?)? = nil
  ) throws -> HTTPResponse {
    let request = HTTPRequest(url, accept: accept, credential: credential)
    var body: [UInt8] = []
    let isStreamed = onJSONError != nil
    var response: HTTPResponse
    var isPage: Bool?
    requests += 1
    do {
      response = try transport.send(request) { bytes in
        isPage = isPage ?? Self.beginsAsPage(bytes)
        if isStreamed { try chunk(bytes) } else { body.append(contentsOf: bytes) }
      }
    } catch let error as JSONError {
      // The stream stopped at a byte that is no JSON, before the transport gave the headers.
      let headers: HTTPHeaders = isPage == true ? ["Content-Type": "text/html"] : [:]
      throw FeedError.notJSON(
        HTTPResponse(status: 200, headers: headers, url: url), reason: "\(error)")
    }
    requests += response.hops.count
    for hop in response.hops {
      let note = "redirected from \(hop.from.origin) to \(hop.to.origin)"
      if hop.from.origin != hop.to.origin, !notes.contains(note) { notes.append(note) }
    }
    if !isStreamed, response.isSuccess { response.body = body }
    if let failure = response.failure(detail: Self.serverWords(response.body)) { throw failure }
    return response
  }

  private func retrying<Result>(_ body: () throws -> Result) throws -> Result {
    var attempt = 1
    while true {
      do {
        return try body()
      } catch let error as FeedError {
        var generator = SystemRandomNumberGenerator()
        guard
          let delay = policy.delay(
            afterAttempt: attempt, error: error, now: clock.now.unixSeconds, random: &generator)
        else { throw error }
        notes.append("\(error.message); trying again")
        try clock.wait(delay)
        attempt += 1
      }
    }
  }

  /// Whether the first bytes of a body are those of HTML: a proxy's or a login page.
  private static func beginsAsPage(_ bytes: UnsafeRawBufferPointer) -> Bool? {
    bytes.first { ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0) }
      .map { $0 == UInt8(ascii: "<") }
  }

  /// The text of an error body: SOC Defenders' `{error:{code,message,request_id}}`, TAXII's
  /// `{title,description,error_id}` (§3.6.1), OpenTAXII's `{code,name,description}`; nil for HTML.
  static func serverWords(_ body: [UInt8]) -> String? {
    try? JSONParser().withDocument(body) { root in
      if let error = root["error"], error.kind == .object {
        let words = ["code", "message", "request_id"].compactMap { error[$0]?.string }
        return words.joined(separator: ", ")
      }
      let members = ["title", "name", "description", "error_id", "message"]
      let words = members.compactMap { root[$0]?.string }
      return words.isEmpty ? root["error"]?.string : words.joined(separator: ", ")
    }
  }
}
