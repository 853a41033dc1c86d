// What users read when an answer is no success.

import Testing

@testable import Ingestion

@Suite struct FeedErrorTests {
  private func response(
    _ status: Int, headers: HTTPHeaders = [:], hops: [HTTPHop] = [],
    style: Credential.Style? = nil
  ) throws -> HTTPResponse {
    HTTPResponse(
      status: status, headers: headers, url: try FeedURL("https://h/api?api_key=secret"),
      hops: hops, credentialStyle: style)
  }

  @Test(arguments: [
    (401, FeedError.Kind.unauthorized), (403, .forbidden), (404, .notFound), (410, .notFound),
    (429, .rateLimited), (500, .server), (503, .server), (304, .unexpectedStatus),
    (406, .unexpectedStatus), (0, .unexpectedStatus),
  ])
  func `each status has its kind and keeps the query out`(
    status: Int, kind: FeedError.Kind
  ) throws {
    let error = try #require(try response(status).failure())
    #expect(error.kind == kind)
    #expect(error.status == status)
    #expect(error.description.contains("at https://h/api"))
    #expect(!error.description.contains("secret"))
    #expect(try response(200).failure() == nil)
    #expect(try response(204).failure() == nil)
  }

  @Test func `401 tells how the key was sent and what else there is`() throws {
    #expect(
      try response(401, style: .bearer).failure(detail: "invalid_api_key")?.description
        == "the server refused the credential (401) at https://h/api: invalid_api_key; "
        + "it was sent as bearer: check the key, or try --auth basic or x-api-key")
    #expect(
      try response(401).failure()?.advice
        == "no credential was sent: give one with --api-key-env or --api-key-file")
  }

  @Test func `401 behind a redirect that dropped the credential says so`() throws {
    let hop = HTTPHop(
      status: 301, from: try FeedURL("https://a/"), to: try FeedURL("https://b/"),
      keptCredential: false)
    for status in [401, 403] {
      #expect(
        try response(status, hops: [hop]).failure()?.advice
          == "a redirect led from https://a to https://b, where the credential was not sent; "
          + "if you trust that host, make it the feed's URL")
    }
  }

  @Test func `a server's words are bounded and harmless to a terminal`() throws {
    let hostile = "bad\u{1B}]0;title\u{7}\r\nline\u{202E}x\u{9B}1m é"
    let error = FeedError(.server, "x", detail: hostile)
    #expect(
      error.detail
        == #"bad\u{1B}]0;title\u{07}\r\nline\u{202E}x\u{009B}1m é"#)
    let long = error.with(detail: String(repeating: "a", count: 501))
    #expect(long.detail == String(repeating: "a", count: 500) + "…")
    #expect(error.with(detail: "").detail == nil)
  }

  @Test func `a web page in place of JSON is named`() throws {
    let page = try response(200, headers: ["content-type": "Text/HTML; charset=utf-8"])
    #expect(
      FeedError.notJSON(page).description
        == "the server sent a web page, not JSON, at https://h/api: media type text/html; "
        + "check the URL, and whether a proxy or a login page answers in the server's place")
    #expect(FeedError.notJSON(try response(200), reason: "empty").detail == "empty")
  }
}
