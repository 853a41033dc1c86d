// Where redirects may lead and who gets the credential, without a network.

import Testing

@testable import Ingestion

@Suite struct RedirectPolicyTests {
  private func next(
    _ from: String, _ location: String?, first: String? = nil, hops: [HTTPHop] = []
  ) throws -> HTTPHop {
    let url = try FeedURL(from)
    return try RedirectPolicy.next(
      status: 302, location: location, from: url, first: first.map { try FeedURL($0) } ?? url,
      hops: hops)
  }

  @Test(arguments: [
    ("https://h/a", "/b", "https://h/b", true),
    ("https://h/a", "b", "https://h/b", true),
    ("https://h/a", "https://h:443/b", "https://h/b", true),
    ("https://h.example/", "https://www.h.example/", "https://www.h.example/", true),
    ("https://www.h.example/", "https://h.example/", "https://h.example/", true),
    ("https://h.example:8443/", "https://www.h.example:8443/", "https://www.h.example:8443/", true),
    ("https://h.example/", "https://www.h.example:8443/", "https://www.h.example:8443/", false),
    ("https://h.example/", "https://api.h.example/", "https://api.h.example/", false),
    ("https://www.h.example/", "https://www.www.h.example/", "https://www.www.h.example/", true),
    ("https://h.example/", "https://evil.example/", "https://evil.example/", false),
    ("https://h.example/", "https://wwwh.example/", "https://wwwh.example/", false),
    ("https://h.example/", "//evil.example/x", "https://evil.example/x", false),
    ("https://h/", "https://h:444/", "https://h:444/", false),
    ("http://h/", "https://h/", "https://h/", false),
    ("http://h.example/", "http://www.h.example/", "http://www.h.example/", false),
    ("https://8.8.8.8/", "https://8.8.4.4/", "https://8.8.4.4/", false),
  ])
  func `the credential goes along within one origin and between a domain and its www`(
    from: String, location: String, to: String, isKept: Bool
  ) throws {
    let hop = try next(from, location)
    #expect(hop.to.text == to)
    #expect(hop.keptCredential == isKept)
    #expect(hop.status == 302)
  }

  @Test func `a credential that was dropped does not come back`() throws {
    let away = try next("https://h/", "https://evil.example/")
    let back = try next(
      "https://evil.example/", "https://evil.example/x", first: "https://h/", hops: [away])
    #expect(!back.keptCredential)
    let home = try next(
      "https://evil.example/x", "https://h/", first: "https://h/", hops: [away, back])
    #expect(!home.keptCredential)
  }

  @Test(arguments: [
    ("https://h/a?k=1", "http://h/b", "a redirect from https to http (http://h/b)"),
    (
      "https://h/a", "ftp://h/b",
      "a redirect to a URL that is not usable (its scheme is neither https nor http)"
    ),
    (
      "https://h/a", "https://u:p@h/",
      "a redirect to a URL that is not usable (it holds a user name or password; give a credential apart from the URL)"
    ),
    (
      "https://h.example/a", "https://localhost/",
      "a redirect into the local network (https://localhost)"
    ),
    (
      "https://h.example/a", "https://169.254.169.254/latest/",
      "a redirect into the local network (https://169.254.169.254)"
    ),
    (
      "https://h.example/a", "https://[::ffff:10.0.0.1]/",
      "a redirect into the local network (https://[::ffff:10.0.0.1])"
    ),
    (
      "https://8.8.8.8/a", "https://192.168.0.1/",
      "a redirect into the local network (https://192.168.0.1)"
    ),
  ])
  func `a redirect that must not be followed is refused`(
    from: String, location: String, reason: String
  ) throws {
    let error = try #require(throws: FeedError.self) { try next(from, location) }
    #expect(error.kind == .redirectRefused)
    #expect(error.message == "the server asks for \(reason)")
    #expect(!error.description.contains("k=1"))
  }

  @Test func `a detour does not lead from the internet to the local network`() throws {
    let error = try #require(throws: FeedError.self) {
      try next("https://b.example/", "https://10.0.0.1/", first: "https://a.example/")
    }
    #expect(error.kind == .redirectRefused)
    #expect(try next("http://127.0.0.1/", "http://127.0.0.1:81/").to.port == 81)
  }

  @Test func `a redirect needs a target and there may be five`() throws {
    #expect(throws: FeedError.self) { try next("https://h/", nil) }
    let hop = try next("https://h/", "/x")
    #expect(try next("https://h/", "/x", hops: [hop, hop, hop, hop]).keptCredential)
    let error = try #require(throws: FeedError.self) {
      try next("https://h/", "/x", hops: [hop, hop, hop, hop, hop])
    }
    #expect(error.message == "the server asks for more than 5 redirects, the last one")
  }

  @Test func `a name that turns out to be local after a redirect is not sent anything`() throws {
    let exchange = CurlExchange(url: try FeedURL("https://h.example/"), settings: .init()) { _ in }
    #expect(exchange.connected(to: "192.168.1.1") == 0)
    exchange.mayConnectLocally = false
    #expect(exchange.connected(to: "8.8.8.8") == 0)
    #expect(exchange.connected(to: "::1") != 0)
    #expect((exchange.thrown as? FeedError)?.kind == .redirectRefused)
  }
}
