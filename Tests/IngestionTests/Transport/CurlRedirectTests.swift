// Redirects against real sockets: what the other server receives, and what the caller learns.

import Foundation
import TestSupport
import Testing

@testable import Ingestion

@Suite struct CurlRedirectTests {
  private func request(
    _ url: String, _ credential: (APIKey) -> Credential = Credential.bearer
  ) throws -> HTTPRequest {
    HTTPRequest(
      try FeedURL(url), headers: ["X-Tenant": "t1"], credential: credential(try APIKey("sk_live")))
  }

  @Test(arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
  func `a redirect within the origin keeps the credential`(status: String) throws {
    let server = try ScriptedServer(
      .redirect(status, to: "/api/?x=1"), .answer(body: Array("[]".utf8)))
    let response = try CurlTransport().send(request(server.url + "/api"))
    #expect(response.status == 200)
    #expect(response.url.text == server.url + "/api/?x=1")
    #expect(response.credentialStyle == .bearer)
    #expect(response.hops.map(\.keptCredential) == [true])
    #expect(response.hops.map(\.status) == [Int(status.prefix(3))])
    #expect(server.requests.map(\.target) == ["/api", "/api/?x=1"])
    #expect(
      server.requests.map { $0.headers["authorization"] } == ["Bearer sk_live", "Bearer sk_live"])
    #expect(server.requests.map { $0.headers["x-tenant"] } == ["t1", "t1"])
  }

  @Test func `no credential and no custom header reaches another port`() throws {
    let styles: [(APIKey) -> Credential] = [
      Credential.bearer, Credential.xAPIKey, { .basic(user: "u", key: $0) },
    ]
    for style in styles {
      let other = try ScriptedServer(.answer("401 No"))
      let server = try ScriptedServer(.redirect(to: other.url + "/api"))
      let response = try CurlTransport().send(request(server.url, style))
      #expect(response.status == 401)
      #expect(response.credentialStyle == nil)
      let received = try #require(other.requests.first).headers
      #expect(Set(received.keys) == ["host", "user-agent", "accept", "accept-encoding"])
      #expect(!received.values.joined().contains("sk_live"))
      #expect(
        response.failure()?.advice
          == "a redirect led from \(server.url) to \(other.url), where the credential was not "
          + "sent; if you trust that host, make it the feed's URL")
    }
  }

  @Test func `no credential reaches another name of the same machine or comes back from it`() throws
  {
    let server = try ScriptedServer { request, _ in
      switch request.target {
      case "/a": .redirect(to: "http://localhost:\(request.headers["x-port"] ?? "")/b")
      case "/b":
        .redirect(
          to: "http://127.0.0.1:\(request.headers["host"]?.split(separator: ":").last ?? "")/c")
      default: .answer()
      }
    }
    var first = try request(server.url + "/a")
    first.headers.append("X-Port", "\(server.port)")
    let response = try CurlTransport().send(first)
    #expect(response.hops.map(\.keptCredential) == [false, false])
    #expect(
      server.requests.map { $0.headers["authorization"] } == ["Bearer sk_live", nil, nil])
    #expect(server.requests.map { $0.headers["x-tenant"] } == ["t1", nil, nil])
  }

  @Test func `a reused connection does not carry the credential of an earlier request`() throws {
    let server = try ScriptedServer(.answer(ending: .keepAlive))
    let transport = try CurlTransport()
    _ = try transport.send(request(server.url))
    _ = try transport.send(HTTPRequest(try FeedURL(server.url)))
    #expect(server.connectionCount == 1)
    #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer sk_live", nil])
  }

  @Test func `a loop ends after five redirects`() throws {
    let server = try ScriptedServer(.redirect(to: "/again"))
    let error = try #require(throws: FeedError.self) {
      try CurlTransport().send(request(server.url + "/"))
    }
    #expect(error.kind == .redirectRefused)
    #expect(
      error.description
        == "the server asks for more than 5 redirects, the last one at \(server.url)/again; "
        + "if you trust the target, make it the feed's URL")
    #expect(server.requests.count == 6)
  }

  @Test func `five redirects are followed`() throws {
    let server = try ScriptedServer { _, number in
      number < 5 ? .redirect(to: "/\(number)") : .answer()
    }
    #expect(try CurlTransport().send(request(server.url)).hops.count == 5)
  }

  @Test(arguments: [
    "file:///etc/passwd", "gopher://127.0.0.1/", "http://u:p@127.0.0.1/", "http://",
  ])
  func `a redirect to another scheme or with a password is refused`(location: String) throws {
    let server = try ScriptedServer(.redirect(to: location))
    let error = try #require(throws: FeedError.self) {
      try CurlTransport().send(request(server.url))
    }
    #expect(error.kind == .redirectRefused)
  }

  @Test func `a redirect without a target is the server's fault`() throws {
    let server = try ScriptedServer(.answer("302 Found"))
    let error = try #require(throws: FeedError.self) {
      try CurlTransport().send(request(server.url))
    }
    #expect(error.kind == .protocolViolation)
  }

  @Test func `the body of a redirect is not the answer's`() throws {
    let server = try ScriptedServer(
      .answer("302 Found", headers: ["Location: /b"], body: Array("<html>".utf8)),
      .answer(body: Array("[]".utf8)))
    #expect(try CurlTransport().send(request(server.url)).body == Array("[]".utf8))
  }

  @Test func `the deadline counts all redirects together`() throws {
    let server = try ScriptedServer { _, number in
      Thread.sleep(forTimeInterval: 0.15)
      return .redirect(to: "/\(number)")
    }
    var settings = CurlTransport.Settings()
    settings.deadline = .milliseconds(350)
    let transport = try CurlTransport(settings)
    let error = try #require(throws: FeedError.self) { try transport.send(request(server.url)) }
    #expect(error.kind == .timeout)
    #expect(server.requests.count <= 3)
  }
}
