// URLs: taking apart, resolving (RFC 3986, section 5.4), building, hosts.

import Testing

@testable import Ingestion

@Suite struct FeedURLTests {
  @Test func `a URL is taken apart and normalised`() throws {
    let url = try FeedURL(" HTTPS://Feeds.Example:443/a/./b/../c%20d/?x=1#part ")
    #expect(url.scheme == .https)
    #expect(url.host == "feeds.example")
    #expect(url.port == 443)
    #expect(url.path == "/a/c%20d/")
    #expect(url.query == "x=1")
    #expect(url.text == "https://feeds.example/a/c%20d/?x=1")
    #expect(url.description == "https://feeds.example/a/c%20d/")
    #expect(try FeedURL("http://h").text == "http://h/")
    #expect(try FeedURL("http://h:8080?q").text == "http://h:8080/?q")
    #expect(try FeedURL("https://[2001:DB8::1]:8443/").text == "https://[2001:db8::1]:8443/")
    #expect(
      try FeedURL("https://h/ä b|c?d=\"é\"").text == "https://h/%C3%A4%20b%7Cc?d=%22%C3%A9%22")
  }

  @Test(arguments: [
    ("feeds.example/taxii2/", "it must begin with https://"),
    ("", "it must begin with https://"),
    ("https:/h/", "it must begin with https://"),
    ("ftp://h/", "its scheme is neither https nor http"),
    ("file:///etc/passwd", "its scheme is neither https nor http"),
    (
      "https://user:pw@h/", "it holds a user name or password; give a credential apart from the URL"
    ),
    ("https:///x", "its host is not valid (write an international name as xn--…)"),
    ("https://bücher.example/", "its host is not valid (write an international name as xn--…)"),
    ("https://a..b/", "its host is not valid (write an international name as xn--…)"),
    ("https://127.1/", "its host is not valid (write an international name as xn--…)"),
    ("https://0x7f000001/", "its host is not valid (write an international name as xn--…)"),
    ("https://2130706433/", "its host is not valid (write an international name as xn--…)"),
    ("https://1.2.3.256/", "its host is not valid (write an international name as xn--…)"),
    ("https://[::1/", "its IPv6 address has no closing bracket"),
    ("https://[fe80::1%25eth0]/", "its host is not valid (write an international name as xn--…)"),
    ("https://h:0/", "its port is not valid"),
    ("https://h:65536/", "its port is not valid"),
    ("https://h:+80/", "its port is not valid"),
    ("https://h/\r\nX: y", "it holds a control character"),
    ("https://h\\@evil/", "it holds a backslash"),
  ])
  func `a URL that cannot be used is refused with the reason`(text: String, reason: String) throws {
    let error = try #require(throws: FeedError.self) { try FeedURL(text) }
    #expect(error.kind == .configuration)
    #expect(error.description == "the URL is not usable: \(reason)")
  }

  @Test func `a URL may be 8192 bytes long`() throws {
    let longest = "https://h/" + String(repeating: "a", count: 8182)
    #expect(try FeedURL(longest).text == longest)
    #expect(throws: FeedError.self) { try FeedURL(longest + "a") }
  }

  /// RFC 3986, sections 5.4.1 and 5.4.2; fragments are dropped.
  @Test(arguments: [
    ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"),
    ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
    ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
    ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
    ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
    ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
    ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"), ("g/../h", "http://a/b/c/h"),
    ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ("%2e%2E/g", "http://a/b/g"), ("https://B:443/x", "https://b/x"),
  ])
  func `a reference is resolved as RFC 3986 says`(reference: String, result: String) throws {
    #expect(try FeedURL("http://a/b/c/d;p?q").resolving(reference).text == result)
  }

  @Test(arguments: ["javascript:alert(1)", "file:///etc/passwd", "http://u@h/", "//", "http:g"])
  func `a server's URL that cannot be used is its fault`(reference: String) throws {
    let error = try #require(throws: FeedError.self) {
      try FeedURL("http://a/b?secret=1").resolving(reference)
    }
    #expect(error.kind == .protocolViolation)
    #expect(error.url == "http://a/b")
  }

  @Test func `segments and query values are percent-encoded`() throws {
    let root = try FeedURL("https://h/api?old=1")
    #expect(
      try root.appending("collections", "a/b ?ü").text
        == "https://h/api/collections/a%2Fb%20%3F%C3%BC/")
    #expect(try root.appending("x", trailingSlash: false).text == "https://h/api/x")
    #expect(throws: FeedError.self) { try root.appending("..") }
    #expect(throws: FeedError.self) { try root.appending("a", "") }
    #expect(
      root.withQuery([("added_after", "2026-01-01T00:00:00Z"), ("match[type]", "a&b+c")]).text
        == "https://h/api?added_after=2026-01-01T00%3A00%3A00Z&match%5Btype%5D=a%26b%2Bc")
    #expect(root.appendingQuery([("n", "1")]).text == "https://h/api?old=1&n=1")
    #expect(root.withQuery([]).text == "https://h/api")
  }

  @Test(arguments: [
    ("localhost", true, true), ("a.localhost.", true, true), ("127.0.0.1", true, true),
    ("127.255.0.9", true, true), ("[::1]", true, true), ("[::ffff:127.0.0.1]", true, true),
    ("0.0.0.0", false, true), ("10.1.2.3", false, true), ("172.16.0.1", false, true),
    ("172.32.0.1", false, false), ("192.168.1.1", false, true), ("169.254.169.254", false, true),
    ("100.100.100.200", false, true), ("100.128.0.1", false, false), ("224.0.0.1", false, true),
    ("255.255.255.255", false, true), ("[::]", false, true), ("[fe80::1]", false, true),
    ("[fd00:ec2::254]", false, true), ("[ff02::1]", false, true),
    ("[64:ff9b::a00:1]", false, true), ("[2606:4700::1111]", false, false),
    ("8.8.8.8", false, false), ("feeds.example", false, false), ("notlocalhost", false, false),
  ])
  func `loopback and local hosts are known`(host: String, loopback: Bool, local: Bool) throws {
    let name = try #require(HostName(host))
    #expect(name.isLoopback == loopback)
    #expect(name.isLocal == local)
  }
}
