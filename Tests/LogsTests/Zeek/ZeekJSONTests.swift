// Zeek's conn and dns logs in JSON, in the shapes in which sensors and shippers write them.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Zeek logs in JSON` {
  private let ends =
    #""id.orig_h":"192.0.2.1","id.orig_p":1024,"id.resp_h":"203.0.113.9","id.resp_p":443"#

  private func conn(_ members: String) -> String {
    #"{"ts":1700000000.5,"uid":"C1",\#(ends),"proto":"tcp","conn_state":"SF","# + members + "}\n"
  }

  private func dns(_ members: String) -> String {
    #"{"ts":1700000000.5,"uid":"C1",\#(ends),"proto":"udp","trans_id":7,"# + members + "}\n"
  }

  private func load(_ text: String) throws -> (ImportFixture, FileReport) {
    let fixture = try ImportFixture()
    let report = try fixture.load(try fixture.write(text, to: "x.log"))
    return (fixture, try #require(report.files.first))
  }

  // MARK: Shapes

  @Test(arguments: [
    #""id.orig_h":"192.0.2.1","id.orig_p":1024,"id.resp_h":"203.0.113.9","id.resp_p":443"#,
    #""id":{"orig_h":"192.0.2.1","orig_p":1024,"resp_h":"203.0.113.9","resp_p":443}"#,
    #""id_orig_h":"192.0.2.1","id_orig_p":1024,"id_resp_h":"203.0.113.9","id_resp_p":443"#,
    #" "id" : { "resp_h" : "203.0.113.9" , "orig_h":"192.0.2.1","resp_p":"443","orig_p":1024 } "#,
  ])
  func `ids are flat, nested or underscored`(ids: String) throws {
    let (fixture, report) = try load(
      #"{"ts":1700000000.5,"uid":"C1",\#(ids),"proto":"tcp","conn_state":"SF"}"# + "\n")
    #expect(report.format == "zeek-conn-json")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol,
          ConnectionState, NetworkSessionId, EventType, SourceLine FROM NetworkConnection
        """) == [
          "2023-11-14T22:13:20.5000000Z|192.0.2.1|1024|203.0.113.9|443|TCP|SF|C1|conn|1"
        ])
  }

  @Test(arguments: [
    ("1547188415.857497", "2019-01-11T06:33:35.8574970Z"),
    ("1547188415857", "2019-01-11T06:33:35.8570000Z"),
    ("1547188415857.497", "2019-01-11T06:33:35.8574970Z"),
    (#""2019-01-11T06:33:35.857497Z""#, "2019-01-11T06:33:35.8574970Z"),
    (#""2019-01-11T08:33:35.857497+0200""#, "2019-01-11T06:33:35.8574970Z"),
    ("1.547188415857497e9", "2019-01-11T06:33:35.8574970Z"),
    ("1547188415.8574968", "2019-01-11T06:33:35.8574970Z"),
    ("629503200.0", "1989-12-12T22:00:00.0000000Z"), ("1547188415", "2019-01-11T06:33:35.0000000Z"),
  ])
  func `times are seconds, milliseconds or ISO 8601`(time: String, expected: String) throws {
    let (fixture, _) = try load(
      #"{"ts":\#(time),"uid":"C1",\#(ends),"conn_state":"SF"}"# + "\n")
    #expect(try fixture.value("SELECT TimeGenerated FROM NetworkConnection") == expected)
  }

  @Test(arguments: [
    ("0.0008699893951416016", "0.87"), ("9.5e-05", "0.095"), ("1.5E+1", "15000.0"),
    ("12", "12000.0"), ("0.9999999", "1000.0"), ("1e400", "none"), ("-1.0", "none"),
    ("null", "none"),
    ("1" + String(repeating: "0", count: 300), "none"),
  ])
  func `durations are seconds, rounded to microseconds`(duration: String, expected: String) throws {
    let (fixture, report) = try load(conn(#""duration":\#(duration)"#))
    #expect(report.rejected == 0)
    #expect(
      try fixture.value("SELECT coalesce(NetworkDuration, 'none') FROM NetworkConnection")
        == expected)
  }

  @Test func `labels and other members are kept, what is ordinary or empty is not`() throws {
    let (fixture, _) = try load(
      conn(
        #""local_orig":true,"local_resp":false,"label":"Malicious","detailedlabel":"a, b\"c","#
          + #""missed_bytes":0,"tunnel_parents":[],"vlan":7,"flag":false,"set":["x","y,z"],"#
          + #""nested":{"a":{"b":1}},"none":null,"_system_name":"sensor-1","list":[{"k":1}]"#))
    #expect(
      try fixture.rows(
        "SELECT Computer, CommunicationDirection, AdditionalExtensions FROM NetworkConnection") == [
          #"sensor-1|Outbound|{"label":"Malicious","detailedlabel":"a, b\"c","vlan":7,"#
            + #""flag":false,"set":"x,y,z","nested.a.b":1,"list":"[{\"k\":1}]"}"#
        ])
  }

  @Test func `answers keep their commas and their times to live`() throws {
    let (fixture, report) = try load(
      dns(
        #""query":"WWW.Evil.EXAMPLE","rcode":0,"rcode_name":"NOERROR","RD":true,"AA":false,"RA":true,"#
          + #""answers":["cdn.example","192.0.2.9","TXT 5 a,b","2001:DB8:0:0::1"],"#
          + #""TTLs":[300.0,60.5,null,1]"#))
    #expect(report.format == "zeek-dns-json")
    #expect(
      try fixture.rows(
        "SELECT Name, Result, DnsFlags, IPAddresses, DnsResponseName, EventSubType FROM DnsEvents")
        == [
          #"www.evil.example|NOERROR|RD RA|192.0.2.9, 2001:db8::1|[{"data":"cdn.example","ttl":300},"#
            + #"{"data":"192.0.2.9","ttl":60.5},{"data":"TXT 5 a,b"},"#
            + #"{"data":"2001:db8::1","ttl":1}]|response"#
        ])
  }

  @Test(arguments: [
    (#"-"#, "-"), (#"(empty)"#, "(empty)"), (#"a\u0000b\u001b[31m"#, #"a\x00b\x1b[31m"#),
    (#"a\nb\tc"#, #"a\x0ab\x09c"#), (#"\u00fc.example"#, "ü.example"),
    (#"\ud83d\ude00.example"#, "😀.example"), (#"\ud83d.example"#, "\u{fffd}.example"),
    (#"a\\xff.example"#, #"a\xff.example"#), (#"a\/b\q\u12"#, #"a/b\\q\\u12"#), ("", ""),
  ])
  func `strings are unescaped, and no control byte reaches the table`(
    query: String, name: String
  ) throws {
    let (fixture, report) = try load(dns(#""query":"\#(query)""#))
    #expect(report.rejected == 0)
    // An empty query is none: the line is not known for a dns line by it, but by the file.
    #expect(try fixture.value("SELECT Name FROM DnsEvents") == name || query.isEmpty)
  }

  // MARK: What a line is

  @Test func `a file that mixes logs gives the rows of both tables, and tells the rest`() throws {
    let (fixture, report) = try load(
      #"{"_path":"dhcp","ts":1700000000,"uri":"/"}"# + "\n"
        + conn(#""_path":"conn""#) + #"{"@stream":"weird","ts":1700000000}"# + "\n"
        + dns(#""query":"a.example","_path":"dns_red""#) + #"{"_path":"dhcp","ts":1700000000}"#
        + "\n"
        + #"{"ts":1700000000,"x":1}"# + "\n")
    #expect(report.outcome == .imported)
    #expect(report.inserted == 2)
    #expect(report.note == "not imported: 2 dhcp, 1 weird")
    #expect(report.firstRejections.map(\.line) == [6])
    #expect(try fixture.rows("SELECT SourceLine FROM NetworkConnection") == ["2"])
    #expect(try fixture.rows("SELECT Name, SourceLine FROM DnsEvents") == ["a.example|4"])
    #expect(
      try fixture.rows("SELECT Inserted, Rejected, Note FROM Import") == [
        "2|1|not imported: 2 dhcp, 1 weird"
      ])
  }

  @Test func `a line whose keys do not tell is what the file is`() throws {
    let (fixture, report) = try load(
      dns(#""query":"a.example""#) + #"{"ts":1700000001,"uid":"C2",\#(ends),"rcode":3}"# + "\n")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT Name, DnsSessionId FROM DnsEvents ORDER BY 2") == [
        "a.example|C1", "|C2",
      ])
  }

  @Test func `another Zeek log in JSON is skipped, other JSON is unknown`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(#"{"ts":1700000000,"uid":"C1","name":"odd"}"# + "\n", to: "weird.log"),
      try fixture.write(#"{"a":1}"# + "\n[1]\n{", to: "other.json"))
    #expect(
      report.files.map(\.outcome) == [
        .skipped("a Zeek log in JSON that has no table: not imported by this version"),
        .failed(unknownLog),
      ])
  }

  // MARK: Bad lines

  @Test(arguments: [
    (#"{"ts":1700000000.5"#, "no JSON object: a fault at byte 19"),
    (#"{"ts":1700000000.5}}"#, "no JSON object: a fault at byte 20"),
    (#"{"ts":01}"#, "no JSON object: a fault at byte 9"), ("[1]", "no JSON object"),
    ("nonsense", "no JSON object"), (#"{"ts":"#, "no JSON object: a fault at byte 7"),
    (#"{"ts":"\"#, "no JSON object: a fault at byte 9"),
    ("{\"ts\":tru}", "no JSON object: a fault at byte 7"),
    (#"{"uid":"C9","conn_state":"SF"}"#, "the time (ts) cannot be read"),
    (#"{"ts":1e30,"conn_state":"SF"}"#, "the time (ts) cannot be read"),
    (
      #"{"ts":1700000000,"conn_state":"SF","id.orig_h":"x"}"#,
      "the address in id.orig_h cannot be read"
    ),
  ])
  func `a bad line is kept with its reason, the good ones come in`(
    line: String, reason: String
  ) throws {
    let (fixture, report) = try load(conn(#""a":1"#) + line + "\n\n" + conn(#""a":2"#))
    #expect(report.inserted == 2)
    #expect(report.firstRejections.map(\.reason) == [reason])
    #expect(try fixture.rows("SELECT Line, Reason FROM Rejection") == ["2|\(reason)"])
    #expect(try fixture.rows("SELECT SourceLine FROM NetworkConnection ORDER BY 1") == ["1", "4"])
  }

  @Test(arguments: [
    String(repeating: "[", count: 400_000), String(repeating: #"{"a":"#, count: 100_000),
    #"{"ts":1700000000,"uid":"# + String(repeating: "[", count: 65),
  ])
  func `deep JSON is a bad line`(deep: String) throws {
    let (_, report) = try load(
      conn(#""a":1"#) + #"{"deep":"# + deep + "\n" + conn(#""b":2"#))
    #expect(report.inserted == 2)
    #expect(
      report.firstRejections.map(\.reason) == ["JSON nested deeper than 64 levels"])
  }

  @Test func `bytes that are no UTF-8 are kept as escapes, and random bytes never crash`() throws {
    let fixture = try ImportFixture()
    var bytes = Array(dns(#""query":"a"#).utf8.dropLast(2)) + [0xff, 0xc3]
    bytes += Array("\"}\n".utf8)
    var state: UInt64 = 42
    let line = Array(conn(#""duration":1.5,"tunnel_parents":["a","b"],"id":{"x":[{}]}"#).utf8)
    for _ in 0..<3_000 {
      var broken = line
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        broken[Int(state >> 33) % (line.count - 1)] = UInt8(truncatingIfNeeded: state >> 24)
      }
      bytes += broken
    }
    let report = try fixture.load(try fixture.write(bytes, to: "dns.log"))
    #expect(try fixture.value("SELECT Name FROM DnsEvents WHERE SourceLine = 1") == #"a\xff\xc3"#)
    #expect(report.inserted > 100 && report.rejected > 500)
    #expect(report.inserted + report.rejected > 2_900)
  }

  @Test func `more keys than a log can have cost a line, new keys over time do not`() throws {
    let wide = (0..<300).map { #""k\#($0)":1"# }.joined(separator: ",")
    let growing = (0..<400).map { conn(#""key\#($0)":\#($0)"#) }.joined()
    let (fixture, report) = try load(conn(wide) + growing)
    #expect(report.inserted == 400)
    #expect(report.firstRejections.map(\.reason) == ["more than 256 fields"])
    #expect(
      try fixture.value(
        "SELECT AdditionalExtensions FROM NetworkConnection WHERE SourceLine = 401")
        == #"{"key399":399}"#)
  }

  // MARK: Growing

  @Test func `a log that grows is continued, a cut last line waits`() throws {
    let fixture = try ImportFixture()
    let (first, second) = (conn(#""n":1"#), conn(#""n":2"#))
    let path = try fixture.write(first + second.prefix(40), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    _ = try fixture.write(first + second.dropLast(), to: "conn.log")
    #expect(try fixture.load(path).files.map(\.outcome) == [.continued])
    _ = try fixture.write(first + second + conn(#""n":3"#), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    #expect(
      try fixture.rows("SELECT SourceLine FROM NetworkConnection ORDER BY 1") == ["1", "2", "3"])
    #expect(try fixture.value("SELECT count(*) FROM Rejection") == "0")
  }
}

@Suite(.enabled(if: SharedData.isPresent))
struct `real Zeek logs in JSON` {
  @Test func `the WRCCDC dns log gives the same rows from JSON as from TSV`() throws {
    let (tsv, json) = (try ImportFixture(), try ImportFixture())
    try tsv.load(try sharedLog("zeek-tsv/zed-sample/dns.log.gz"))
    let path = try sharedLog("zeek-json/zed-sample/dns.json.gz")
    #expect(try json.load(path).inserted == 53_615)
    #expect(try json.load(path).files.map(\.outcome) == [.alreadyKnown])
    // The JSON was written with _write_ts, which the TSV lacks.
    let rows = """
      SELECT TimeGenerated, ClientIP, SrcPortNumber, Name, DstIpAddr, DstPortNumber, QueryType, Result,
        ResultCode, IPAddresses, DnsResponseName, NetworkProtocol, TransactionIdHex,
        DnsQueryClassName, DnsFlags, DnsNetworkDuration, EventSubType, DnsSessionId,
        CASE WHEN AdditionalFields = '' THEN '{}'
          ELSE json_remove(AdditionalFields, '$._write_ts') END
      FROM DnsEvents
      """
    let (left, right) = (try tsv.rows(rows).sorted(), try json.rows(rows).sorted())
    #expect(left.count == 53_615)
    #expect(left == right)
    #expect(
      try json.rows("SELECT Role, count(*) FROM Occurrence GROUP BY 1 ORDER BY 1")
        == tsv.rows("SELECT Role, count(*) FROM Occurrence GROUP BY 1 ORDER BY 1"))
  }

  @Test func `the day of OTRF that mixes all logs gives connections and queries`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("zeek-json/otrf-apt29/day2_zeek_combined_zeek.log"))
    #expect(report.rejected == 0)
    #expect(
      try fixture.value(
        "SELECT count(*) FROM NetworkConnection WHERE ConnectionState <> ''") == "1172")
    #expect(
      try fixture.rows(
        """
        SELECT ApplicationProtocol, count(*) FROM NetworkConnection WHERE ConnectionState = ''
        GROUP BY 1 ORDER BY 1
        """) == ["http|1", "ssl|686"])
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == "250")
    #expect(
      report.files[0].note.hasPrefix("not imported: 2880 loaded_scripts, 388 dce_rpc, "))
  }

  @Test(arguments: [
    ("vast-ctu13/conn.log.json.gz", 729, 0), ("vast-ctu13/dns.log.json.gz", 625, 0),
    ("ocsf-raw/conn.log", 1_250, 0), ("ocsf-raw/dns.log", 167, 0), ("zat/conn.log", 50, 0),
    ("zat/dns.log", 50, 0), ("rita-json_with_all_fields/open_conn.log", 59, 0),
    // A line that Splunk has wrapped.
    ("elastic-integrations/ei_test-conn.log", 17, 1), ("rita-truncated/conn_json.log", 3, 0),
  ])
  func `other sensors' logs`(path: String, rows: Int, rejected: Int) throws {
    let report = try ImportFixture().load(try sharedLog("zeek-json/" + path))
    #expect(report.inserted == rows)
    #expect(report.rejected == rejected)
  }
}
