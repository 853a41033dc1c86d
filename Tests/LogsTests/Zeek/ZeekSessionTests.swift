// Zeek's ssl.log and http.log, TSV and JSON: rows of NetworkConnection with the host that was named.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Zeek's ssl.log and http.log` {
  private let ends = "id.orig_h\tid.orig_p\tid.resp_h\tid.resp_p"

  private let columns = """
    SELECT EventType, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName,
      RequestURL, Protocol, ApplicationProtocol, coalesce(SentBytes, ''),
      coalesce(ReceivedBytes, ''), SourceUserName, NetworkSessionId, AdditionalExtensions
    FROM NetworkConnection ORDER BY SourceLine
    """

  @Test func `the server's name of ssl.log is the host`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        zeekHeader("ssl", "ts\tuid\t\(ends)\tversion\tserver_name\tresumed")
          + "1700000000.5\tC1\t192.0.2.1\t1024\t2001:DB8:0::9\t443\tTLSv13\tEvil.Example.\tF\n"
          + "1700000001\tC2\t192.0.2.1\t1025\t203.0.113.9\t443\t-\t-\tT\n", to: "ssl.log"))
    #expect(report.files.map(\.format) == ["zeek-ssl"])
    #expect(
      try fixture.rows(columns) == [
        #"ssl|192.0.2.1|1024|2001:db8::9|443|evil.example||TCP|ssl||||C1|{"version":"TLSv13"}"#,
        #"ssl|192.0.2.1|1025|203.0.113.9|443|||TCP|ssl||||C2|{"resumed":"T"}"#,
      ])
  }

  @Test(arguments: [
    ("evil.example", "/a?b=1", "evil.example", "http://evil.example/a?b=1"),
    ("evil.example:8080", "/", "evil.example", "http://evil.example:8080/"),
    ("-", "/only", "", "/only"),
    (
      "evil.example", "http://other.example/x", "evil.example",
      "http://other.example/x"
    ),
    ("[2001:db8::1]:80", "/", "2001:db8::1", "http://[2001:db8::1]:80/"),
    ("evil.example", #"/a\x09b"#, "evil.example", #"http://evil.example/a\x09b"#),
    ("(empty)", "-", "", ""),
  ])
  func `host and URL of http.log`(host: String, uri: String, name: String, url: String) throws {
    let fixture = try ImportFixture()
    _ = try fixture.load(
      try fixture.write(
        zeekHeader(
          "http",
          "ts\tuid\t\(ends)\thost\turi\trequest_body_len\tresponse_body_len\tusername\tmethod")
          + "1700000000.5\tC1\t192.0.2.1\t1024\t203.0.113.9\t80\t\(host)\t\(uri)\t5\t700\tann\tGET\n",
        to: "http.log"))
    #expect(
      try fixture.rows(columns) == [
        "http|192.0.2.1|1024|203.0.113.9|80|\(name)|\(url)|TCP|http|5|700|ann|C1"
          + #"|{"method":"GET"}"#
      ])
  }

  @Test func `JSON gives the same rows as TSV`() throws {
    let tsv = try ImportFixture()
    _ = try tsv.load(
      try tsv.write(
        zeekHeader("http", "ts\tuid\t\(ends)\thost\turi")
          + "1700000000.5\tC1\t192.0.2.1\t1024\t203.0.113.9\t80\tevil.example\t/x\n",
        to: "http.log"))
    let json = try ImportFixture()
    let report = try json.load(
      try json.write(
        #"{"ts":1700000000.5,"uid":"C1","id.orig_h":"192.0.2.1","id.orig_p":1024,"#
          + #""id.resp_h":"203.0.113.9","id.resp_p":80,"host":"evil.example","uri":"/x"}"# + "\n",
        to: "x.json"))
    #expect(report.files.map(\.format) == ["zeek-http-json"])
    #expect(try json.rows(columns) == tsv.rows(columns))
  }

  @Test func `a host that is an indicator is found by the hunts for hosts`() throws {
    let fixture = try ImportFixture()
    _ = try fixture.load(
      try fixture.write(
        zeekHeader("ssl", "ts\tuid\t\(ends)\tserver_name")
          + "1700000000.5\tC1\t192.0.2.1\t1024\t203.0.113.9\t443\tevil.example\n", to: "ssl.log"))
    #expect(
      try fixture.rows(
        """
        SELECT b.Value FROM Occurrence AS o JOIN Observable AS b ON b.Id = o.ObservableId
        WHERE o.Role = 64
        """) == ["evil.example"])
  }
}
