// libcurl against raw sockets on loopback: bodies, limits, broken answers, keep-alive.

import Foundation
import TestSupport
import Testing

@testable import Ingestion

@Suite struct CurlTransportTests {
  private typealias Reply = ScriptedServer.Reply

  private func transport(
    _ change: (inout CurlTransport.Settings) -> Void = { _ in }
  ) throws -> CurlTransport {
    var settings = CurlTransport.Settings()
    change(&settings)
    return try CurlTransport(settings)
  }

  private func get(
    _ server: ScriptedServer, _ path: String = "/",
    _ change: (inout CurlTransport.Settings) -> Void = { _ in }
  ) throws -> HTTPResponse {
    try transport(change).send(HTTPRequest(try FeedURL(server.url + path)))
  }

  private func failure(
    _ reply: Reply, _ change: (inout CurlTransport.Settings) -> Void = { _ in }
  ) throws -> FeedError {
    let server = try ScriptedServer(reply)
    return try #require(throws: FeedError.self) { try get(server, "/p?key=secret", change) }
  }

  @Test func `an answer comes with status, headers and body`() throws {
    let server = try ScriptedServer(
      .answer(
        headers: ["Content-Type: application/taxii+json;version=2.1", "X-A:  1 ", "x-a: 2"],
        body: Array("{}".utf8)))
    let response = try get(server, "/a%20b/?x=%2F")
    #expect(response.status == 200)
    #expect(response.body == Array("{}".utf8))
    #expect(response.mediaType == "application/taxii+json")
    #expect(response.headers["X-a"] == "1")
    #expect(response.url.text == server.url + "/a%20b/?x=%2F")
    #expect(response.hops == [])
    let request = try #require(server.requests.first)
    #expect(request.target == "/a%20b/?x=%2F")
    #expect(request.headers["accept"] == "application/json")
    #expect(request.headers["accept-encoding"] == "gzip")
    #expect(request.headers["user-agent"] == "picket")
    #expect(request.headers["authorization"] == nil)
  }

  @Test func `each style of credential arrives as its header`() throws {
    let server = try ScriptedServer(.answer())
    let key = try APIKey("sk_live")
    let url = try FeedURL(server.url)
    for credential in [Credential.bearer(key), .xAPIKey(key), .basic(user: "", key: key)] {
      let request = HTTPRequest(
        url, accept: "application/taxii+json;version=2.1", headers: ["X-Empty": "", "X-B": "c"],
        credential: credential)
      #expect(try transport().send(request).credentialStyle == credential.style)
    }
    let received = server.requests.map(\.headers)
    #expect(
      received.map { $0["authorization"] } == ["Bearer sk_live", nil, "Basic OnNrX2xpdmU="])
    #expect(received.map { $0["x-api-key"] } == [nil, "sk_live", nil])
    #expect(received.allSatisfy { $0["accept"] == "application/taxii+json;version=2.1" })
    #expect(received.allSatisfy { $0["x-empty"] == "" && $0["x-b"] == "c" })
  }

  @Test func `a chunked body and one that ends with the connection are whole`() throws {
    let chunked = try ScriptedServer(
      Reply(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n3;x=y\r\n,2]\r\n0\r\nT: 1\r\n\r\n"
      ))
    let response = try get(chunked)
    #expect(response.body == Array("[1,2]".utf8))
    #expect(response.headers["T"] == nil)
    #expect(try get(ScriptedServer(Reply("HTTP/1.0 200 OK\r\n\r\n[]"))).body == Array("[]".utf8))
  }

  @Test func `an interim answer is not the answer`() throws {
    let reply = Reply(
      "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"
    )
    let response = try get(ScriptedServer(reply))
    #expect(response.status == 404)
    #expect(response.headers["X-A"] == nil)
    #expect(response.body == Array("no".utf8))
  }

  @Test func `a body arrives in pieces and the caller can stop it`() throws {
    let body = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    let server = try ScriptedServer(.answer(body: body))
    let request = HTTPRequest(try FeedURL(server.url))
    var sizes: [Int] = []
    let response = try transport().send(request) { sizes.append($0.count) }
    #expect(sizes.count > 1)
    #expect(sizes.reduce(0, +) == 1 << 20)
    #expect(response.body == [])
    struct Stop: Error {}
    #expect(throws: Stop.self) { try transport().send(request) { _ in throw Stop() } }
  }

  @Test func `the body of an error answer is kept up to 64 KiB and not streamed`() throws {
    let body = [UInt8](repeating: UInt8(ascii: "e"), count: 200_000)
    let server = try ScriptedServer(
      .answer("429 Too Many", headers: ["Retry-After: 7"], body: body))
    let response = try transport().send(HTTPRequest(try FeedURL(server.url))) { _ in
      Issue.record("an error's body was streamed")
    }
    #expect(response.status == 429)
    #expect(response.body.count == 65_536)
    #expect(response.failure()?.retry?.after == .seconds(7))
  }

  @Test func `connections are used again`() throws {
    let server = try ScriptedServer(.answer(body: Array("1".utf8), ending: .keepAlive))
    let transport = try transport()
    for _ in 0..<3 { _ = try transport.send(HTTPRequest(try FeedURL(server.url))) }
    #expect(server.requests.count == 3)
    #expect(server.connectionCount == 1)
  }

  @Test func `threads may share a transport`() async throws {
    let server = try ScriptedServer { request, _ in .answer(body: Array(request.target.utf8)) }
    let transport = try transport()
    try await withThrowingTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          let body = try transport.send(HTTPRequest(try FeedURL(server.url + "/\(number)"))).body
          #expect(body == Array("/\(number)".utf8))
        }
      }
      try await group.waitForAll()
    }
    #expect(server.requests.count == 8)
  }

  @Test func `a body shorter than its Content-Length is truncated`() throws {
    let error = try failure(Reply("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"))
    #expect(error.kind == .truncated)
    #expect(error.message == "the body ended early, after 4 bytes,")
    #expect(error.status == 200)
    #expect(!error.description.contains("secret"))
  }

  @Test func `a chunked body without its end is truncated`() throws {
    for rest in ["5\r\n[1", "2\r\n[1\r\n", "2\r\n[1\r\n0"] {
      let error = try failure(
        Reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest))
      #expect(error.kind == .truncated)
    }
  }

  @Test func `a gzip body is decompressed`() throws {
    let gzip = Data(
      base64Encoded:
        "H4sIAAAAAAACA6tWyk/KSk0uKVayiq5WKqksSFWyUsrMS8lMTizJL1Kqja0FAFx8nz4iAAAA")
    let server = try ScriptedServer(
      .answer(headers: ["Content-Encoding: gzip"], body: Array(try #require(gzip))))
    #expect(
      try get(server).body == Array(#"{"objects":[{"type":"indicator"}]}"#.utf8))
  }

  @Test func `a gzip bomb is stopped at the limit`() throws {
    // 1 MiB of zero bytes in 1,051 bytes.
    let bomb = try #require(Data(base64Encoded: Self.bomb))
    let server = try ScriptedServer(
      .answer(headers: ["Content-Encoding: gzip"], body: Array(bomb)))
    var received = 0
    let limited = try transport { $0.maximumBodyBytes = 100_000 }
    let error = try #require(throws: FeedError.self) {
      try limited.send(HTTPRequest(try FeedURL(server.url))) { received += $0.count }
    }
    #expect(error.kind == .tooLarge)
    #expect(error.message == "the body is larger than 100000 bytes")
    #expect(received <= 100_000)
    #expect(try get(server) { $0.maximumBodyBytes = 1 << 20 }.body.count == 1 << 20)
  }

  @Test func `a body that is no gzip but says so is refused`() throws {
    let error = try failure(
      .answer(headers: ["Content-Encoding: gzip"], body: Array("{}".utf8)))
    #expect(error.kind == .protocolViolation)
  }

  @Test func `too many and too long headers are refused`() throws {
    let many = (0..<300).map { "X-\($0): 1" }
    #expect(try failure(.answer(headers: many)).kind == .protocolViolation)
    let long = (0..<5).map { "X-\($0): " + String(repeating: "a", count: 20_000) }
    let error = try failure(.answer(headers: long))
    #expect(error.message == "the server sent too many or too long headers")
    let endless = Reply("HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 300_000))
    #expect([.protocolViolation, .unreachable, .truncated].contains(try failure(endless).kind))
  }

  @Test func `a port without a server and a name without an address are unreachable`() throws {
    let port = try ScriptedServer(.answer()).port
    // The server is gone; give its thread a moment to close the socket.
    var error: FeedError?
    for _ in 0..<50 {
      error = nil
      do {
        _ = try transport().send(HTTPRequest(try FeedURL("http://127.0.0.1:\(port)/x?key=secret")))
      } catch let thrown as FeedError {
        error = thrown
      }
      if error?.message == "no connection" { break }
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(error?.kind == .unreachable)
    #expect(error?.message == "no connection")
    #expect(error?.url == "http://127.0.0.1:\(port)/x")
  }

  @Test func `a server that closes without a word or sends garbage is no feed`() throws {
    #expect(try failure(Reply("")).kind == .unreachable)
    #expect(try failure(Reply("SSH-2.0-OpenSSH_9.2\r\n")).kind == .protocolViolation)
  }

  @Test func `a server that does not answer ends at the deadline`() throws {
    let silent = try failure(Reply("", ending: .stall)) { $0.deadline = .milliseconds(200) }
    #expect(silent.kind == .timeout)
    #expect(silent.message == "no answer in time")
    let stuck = Reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1", ending: .stall)
    let cut = try failure(stuck) { $0.deadline = .milliseconds(200) }
    #expect(cut.kind == .timeout)
    #expect(cut.message == "the body did not arrive in time")
  }

  @Test func `a server that stalls ends before the deadline`() throws {
    let stuck = Reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1", ending: .stall)
    let start = ContinuousClock.now
    let error = try failure(stuck) { $0.stallTimeout = .seconds(1) }
    #expect(error.kind == .timeout)
    #expect(start.duration(to: .now) < .seconds(30))
  }

  @Test func `a credential is never sent over http beyond loopback`() throws {
    for host in ["feeds.example", "10.0.0.1", "[2001:db8::1]"] {
      let request = HTTPRequest(
        try FeedURL("http://\(host)/x?k=1"), credential: .bearer(try APIKey("sk")))
      let error = try #require(throws: FeedError.self) { try transport().send(request) }
      #expect(error.kind == .configuration)
      #expect(
        error.description == "a credential is never sent over http at http://\(host)/x; use https")
    }
  }

  @Test func `headers cannot be injected`() throws {
    let server = try ScriptedServer(.answer())
    for headers: HTTPHeaders in [["X-A": "1\r\nX-B: 2"], ["X A": "1"], ["": "1"], ["X:": "1"]] {
      let request = HTTPRequest(try FeedURL(server.url), headers: headers)
      #expect(throws: FeedError.self) { try transport().send(request) }
    }
    #expect(server.requests.count == 0)
  }

  @Test func `a missing CA file is named`() throws {
    let error = try #require(throws: FeedError.self) {
      try transport { $0.caFile = "/nowhere/ca.pem" }
    }
    #expect(
      error.description
        == "cannot read the CA file /nowhere/ca.pem: No such file or directory; "
        + "give a PEM file with the certificate authority of the server")
  }

  private static let bomb =
    "H4sIAAAAAAACA+3BMQEAAADCoPVPbQhfo" + String(repeating: "A", count: 1355)
    + "PgMc6jinAAAQAA=="
}
