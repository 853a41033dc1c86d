// Squid's access log, native and combined.

import Logs
import TestSupport
import Testing

struct `Squid's access log` {
  static let line =
    "1157689312.049   5006 10.105.21.199 TCP_MISS/200 19763 CONNECT Login.yahoo.com:443 badeyek "
    + "DIRECT/209.73.177.115 -"

  @Test func `the stamp is of the end, the host from the URL or of a CONNECT`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + "1157689320.343   1357 2001:db8::9 TCP_HIT/304 214 GET http://www.Evil.example:8080/a.css?b - "
        + "HIER_NONE/- text/css\n"
        + "1157689320.500      0 10.1.1.1 NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -\n"
        + "1157689320.600     10 10.1.1.1 TCP_DENIED/403 12 GET https://user@[2001:db8::7]/x - "
        + "FIRSTUP_PARENT/parent.example text/html\n")
    #expect(log.report.format == "squid")
    #expect(
      try log.network() == [
        "2006-09-08T04:21:47.0430000Z|10.105.21.199||209.73.177.115|443|login.yahoo.com||TCP|||19763"
          + "|allow|||",
        "2006-09-08T04:21:58.9860000Z|2001:db8::9|||8080|www.evil.example"
          + "|http://www.Evil.example:8080/a.css?b||http||214|allow|||",
        "2006-09-08T04:22:00.5000000Z|10.1.1.1|||||||||0|allow|||",
        "2006-09-08T04:22:00.5900000Z|10.1.1.1|||443|2001:db8::7|https://user@[2001:db8::7]/x|TCP"
          + "|https||12|deny|||",
      ])
    #expect(
      try log.network("EndTime, NetworkDuration, SourceUserName, ConnectionState")[0]
        == "2006-09-08T04:21:52.0490000Z|5006.0|badeyek|TCP_MISS")
    #expect(
      try log.network("AdditionalExtensions")[3]
        == #"{"status":"403","method":"GET","hierarchy":"FIRSTUP_PARENT","peer":"parent.example","#
        + #""content-type":"text/html"}"#)
    #expect(log.report.note.isEmpty)
  }

  /// A client that takes `\` as `/`, as the URL Standard has it (section 4.4), goes to the first.
  @Test(arguments: [
    (#"http://evil.example\@good.example/"#, "evil.example"),
    ("http://good.example@evil.example/", "evil.example"),
    ("http://evil.example?@good.example/", "evil.example"),
    ("http://evil.example#@good.example/", "evil.example"),
  ])
  func `the host is the one that a client goes to`(url: String, host: String) throws {
    let log = try ImportedText(
      "1157689320.343 1 10.1.1.1 TCP_HIT/304 2 GET \(url) - HIER_NONE/- -\n")
    #expect(try log.network("RequestURL, SourceIP") == ["\(url)|10.1.1.1"])
    #expect(
      try log.network().map { $0.split(separator: "|", omittingEmptySubsequences: false)[5] } == [
        host[...]
      ])
  }

  @Test func `a program's line that ends with a capital name and a colon is none`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write("def place(of: \"x\") -> COORD:\n    return \"x\"\n", to: "x.py"))
    #expect(report.files.map(\.outcome) == [.failed(unknownLog)])
  }

  @Test func `the combined form, and lines by syslog`() throws {
    let log = try ImportedText(
      #"10.0.0.1 - bob [10/Oct/2020:13:55:36 +0200] "GET http://evil.example/a HTTP/1.1" 200 2326 "#
        + #""http://ref.example/" "curl/7" TCP_MISS:HIER_DIRECT"# + "\n"
        + "Aug 21 2020 22:08:13 fw (squid-1)[6802]: \(Self.line)\nsomething else\n")
    #expect(
      try log.network() == [
        "2020-10-10T11:55:36.0000000Z|10.0.0.1|||80|evil.example|http://evil.example/a||http||2326"
          + "|allow|||",
        "2006-09-08T04:21:47.0430000Z|10.105.21.199||209.73.177.115|443|login.yahoo.com||TCP|||19763"
          + "|allow|||",
      ])
    #expect(
      try log.network("SourceUserName, ConnectionState, AdditionalExtensions")[0]
        == #"bob|TCP_MISS|{"method":"GET","status":"200","referer":"http://ref.example/","#
        + #""user-agent":"curl/7","hierarchy":"HIER_DIRECT"}"#)
    #expect(log.reasons == ["neither an access of Squid's own form nor of the combined one"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `a real file gives its rows`() throws {
    try ExpectedFile("squid/access1.log", rows: 100).check(format: "squid")
    let log = try ImportedText(shared: "squid/access1.log")
    // The file's 32 accesses that the cache answered or that were refused have no peer.
    #expect(
      try log.fixture.value("SELECT count(*) FROM NetworkConnection WHERE DestinationIP = ''")
        == "32")
  }
}
