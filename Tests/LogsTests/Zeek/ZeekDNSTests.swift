// dns.log in the shapes in which sensors write it.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Zeek dns.log` {
  private func load(_ fields: String, _ row: String, types: String = "") throws -> ImportFixture {
    let fixture = try ImportFixture()
    let text = zeekHeader("dns", "ts\tid.orig_h\tid.resp_h\t" + fields, types: types)
    try fixture.load(
      try fixture.write(text + "1700000000.0\t192.0.2.1\t192.0.2.53\t\(row)\n", to: "dns.log"))
    return fixture
  }

  @Test(arguments: [
    ("WWW.Evil.EXAMPLE.", "www.evil.example"), ("-", ""), ("(empty)", ""),
    (#"*\x00\x00"#, #"*\x00\x00"#), (#"\x2d"#, "-"), (#"A\xc3\xbc.example"#, "aü.example"),
    (#"a\xff.example"#, #"a\xff.example"#), (#"a\\b.example"#, #"a\\b.example"#),
    (#"\xc2\x9bx"#, #"\xc2\x9bx"#), ("_ldap._tcp.dc.example", "_ldap._tcp.dc.example"),
  ])
  func `a name is lower-case, without its last dot, without control bytes`(
    query: String, name: String
  ) throws {
    #expect(try load("query", query).value("SELECT Name FROM DnsEvents") == name)
  }

  @Test func `raw control bytes and NUL do not reach the table`() throws {
    let fixture = try load("query", "a\u{0}b\u{1b}[31m.example")
    #expect(try fixture.value("SELECT Name FROM DnsEvents") == #"a\x00b\x1b[31m.example"#)
  }

  @Test func `a name longer than DNS allows is rejected`() throws {
    let fixture = try load("query", String(repeating: "a", count: 1_100))
    #expect(
      try fixture.rows("SELECT Reason FROM Rejection") == [
        "the query is longer than a DNS name can be"
      ])
  }

  @Test func `answers are split before they are unescaped`() throws {
    let fixture = try load(
      "rcode\tanswers\tTTLs",
      #"0\#tcdn.example,192.0.2.9,TXT 5 a\x2cb"c\\,2001:DB8:0:0::1"# + "\t300.000000,60.5,-,1e3")
    #expect(try fixture.value("SELECT IPAddresses FROM DnsEvents") == "192.0.2.9, 2001:db8::1")
    #expect(
      try fixture.value("SELECT DnsResponseName FROM DnsEvents")
        == #"[{"data":"cdn.example","ttl":300},{"data":"192.0.2.9","ttl":60.5},"#
        + #"{"data":"TXT 5 a,b\"c\\\\"},{"data":"2001:db8::1"}]"#)
    #expect(
      try fixture.value("SELECT json_extract(DnsResponseName, '$[2].data') FROM DnsEvents")
        == #"TXT 5 a,b"c\\"#)
  }

  @Test func `a query without a result code is a request`() throws {
    let fixture = try load("qtype_name\trcode\trcode_name\tanswers", "-\t-\t-\t-")
    #expect(
      try fixture.rows(
        """
        SELECT EventSubType, QueryType, Result, coalesce(ResultCode, 'none'), IPAddresses,
          DnsResponseName
        FROM DnsEvents
        """) == ["request|||none||"])
  }

  @Test func `flags that are set are listed in Zeek's order`() throws {
    let fixture = try load("RA\tRD\tTC\tAA", "T\tT\tF\tT")
    #expect(try fixture.value("SELECT DnsFlags FROM DnsEvents") == "AA RD RA")
  }

  @Test(arguments: [("0", "0"), ("15", "f"), ("16", "10"), ("36329", "8de9"), ("-", ""), ("x", "")])
  func `the transaction id is hexadecimal`(id: String, text: String) throws {
    #expect(
      try load("trans_id", id).value("SELECT TransactionIdHex FROM DnsEvents") == text)
  }

  @Test func `further fields become a JSON object with JSON's types`() throws {
    let fixture = try load(
      "rejected\tZ\topcode\topcode_name\tlabel\toriginal_query",
      "T\t1\t0\tquery\t\"Benign\"\t-",
      types: "time\taddr\taddr\tbool\tcount\tcount\tstring\tstring\tstring")
    #expect(
      try fixture.value("SELECT AdditionalFields FROM DnsEvents")
        == #"{"rejected":true,"Z":1,"label":"\"Benign\""}"#)
  }

  @Test func `each answer has a row of its own in DnsAnswers`() throws {
    let fixture = try ImportFixture()
    _ = try fixture.load(
      try fixture.write(
        zeekHeader("dns", "ts\tid.orig_h\tquery\tqtype_name\tanswers\tTTLs")
          + "1700000000.0\t192.0.2.1\ta.example\tA\tb.example,203.0.113.9\t300.000000,5.000000\n"
          + "1700000001.0\t192.0.2.1\tnone.example\tA\t-\t-\n"
          + "1700000002.0\t192.0.2.1\tc.example\tTXT\tTXT 3 a\\x2cb\t-\n", to: "dns.log"))
    #expect(
      try fixture.rows(
        "SELECT Name, Place, Data, coalesce(TTL, 'none'), SourceLine FROM DnsAnswers ORDER BY SourceLine, Place"
      ) == [
        "a.example|1|b.example|300|8", "a.example|2|203.0.113.9|5|8",
        "c.example|1|TXT 3 a,b|none|10",
      ])
  }
}
