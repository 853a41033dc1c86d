// Suricata's eve.json: which events become which rows.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Suricata's eve.json` {
  private func event(
    _ type: String, _ members: String,
    from source: String = #""src_ip":"192.0.2.1","src_port":1024"#,
    to destination: String = #""dest_ip":"203.0.113.9","dest_port":53"#, proto: String = "UDP"
  ) -> String {
    #"{"timestamp":"2023-11-14T23:13:20.5+0100","flow_id":2247896271051770123,"event_type":"\#(type)","#
      + #"\#(source),\#(destination),"proto":"\#(proto)","host":"sensor-1",\#(members)}"# + "\n"
  }

  private func load(_ text: String) throws -> (ImportFixture, FileReport) {
    let fixture = try ImportFixture()
    let report = try fixture.load(try fixture.write(text, to: "x.json"))
    return (fixture, try #require(report.files.first))
  }

  private let question = """
    SELECT ClientIP, SrcPortNumber, Name, DstIpAddr, DstPortNumber, QueryType, Result,
      coalesce(ResultCode, 'none'), IPAddresses, EventSubType FROM DnsEvents ORDER BY SourceLine
    """

  // MARK: Connections

  @Test func `a flow has its own time, and counts both ways`() throws {
    let (fixture, report) = try load(
      event(
        "flow",
        #""app_proto":"tls","community_id":"1:x=","flow":{"pkts_toserver":12,"pkts_toclient":9,"#
          + #""bytes_toserver":4056,"bytes_toclient":5000000000,"start":"2023-11-14T20:00:00+0000","#
          + #""end":"2023-11-14T20:00:01.25+0000","age":1,"state":"closed","reason":"timeout","#
          + #""action":"pass","alerted":true},"tcp":{"tcp_flags":"1b"}"#, proto: "TCP"))
    #expect(report.format == "suricata-eve")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, EndTime, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol,
          ApplicationProtocol, SentBytes, ReceivedBytes, SrcPackets, DstPackets, NetworkDuration,
          DeviceAction, ConnectionState, NetworkConnectionHistory, NetworkSessionId, CommunityId,
          Computer, DeviceVendor, DeviceProduct, AdditionalExtensions FROM NetworkConnection
        """) == [
          "2023-11-14T20:00:00.0000000Z|2023-11-14T20:00:01.2500000Z|192.0.2.1|1024|203.0.113.9|53"
            + "|TCP|tls|4056|5000000000|12|9|1250.0|pass|closed|1b|2247896271051770123|1:x=|sensor-1"
            + #"|OISF|Suricata|{"flow.reason":"timeout","flow.alerted":true}"#
        ])
  }

  @Test func `a netflow is what one side sent`() throws {
    let (fixture, _) = try load(
      event(
        "netflow",
        #""app_proto":"failed","netflow":{"pkts":2,"bytes":486,"start":"2023-11-14T20:00:00Z","age":3}"#
      ))
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, ApplicationProtocol, SentBytes, coalesce(ReceivedBytes, 'none'),
          SrcPackets, NetworkDuration FROM NetworkConnection
        """) == ["2023-11-14T20:00:00.0000000Z||486|none|2|3000.0"])
  }

  @Test func `addresses are canonical, and ICMP has type and code for ports`() throws {
    let (fixture, _) = try load(
      event(
        "flow", #""icmp_type":135,"icmp_code":0,"flow":{"state":"new"}"#,
        from: #""src_ip":"fe80:0000:0000:0000:870a:159e:acca:01b3""#,
        to: #""dest_ip":"ff02:0000:0000:0000:0000:0001:ff00:0001""#, proto: "IPv6-ICMP"))
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol
        FROM NetworkConnection
        """) == [
          "2023-11-14T22:13:20.5000000Z|fe80::870a:159e:acca:1b3|135|ff02::1:ff00:1|0|ICMP"
        ])
  }

  @Test func `tls and http name the host`() throws {
    let (fixture, _) = try load(
      event("tls", #""tls":{"sni":"WWW.Evil.Example.","version":"TLS 1.2","ja3":{"hash":"b7"}}"#)
        + event(
          "http", #""http":{"hostname":"evil.example","url":"\/a\\b?x=1,2","http_port":8080}"#)
        + event(
          "http", #""http":{"hostname":"evil.example","url":"/p","http_port":80,"status":404}"#)
        + event("http", #""http":{"hostname":"proxy","url":"http://evil.example/c"}"#)
        + event("http", #""http":{"url":"/nohost"}"#))
    #expect(
      try fixture.rows(
        """
        SELECT ApplicationProtocol, DestinationHostName, RequestURL FROM NetworkConnection
        ORDER BY SourceLine
        """) == [
          "tls|www.evil.example|", #"http|evil.example|http://evil.example:8080/a\\b?x=1,2"#,
          "http|evil.example|http://evil.example/p", "http|proxy|http://evil.example/c",
          "http||/nohost",
        ])
    #expect(
      try fixture.rows(
        "SELECT AdditionalExtensions FROM NetworkConnection WHERE SourceLine IN (1, 3)"
      )
      .sorted() == [
        #"{"http.status":404}"#,
        #"{"tls.version":"TLS 1.2","tls.ja3.hash":"b7"}"#,
      ])
  }

  // MARK: DNS

  @Test func `version 1 has an event for each record`() throws {
    let (fixture, _) = try load(
      event(
        "dns", #""dns":{"type":"query","id":36329,"rrname":"a.example","rrtype":"A","tx_id":0}"#)
        + event(
          "dns",
          #""dns":{"type":"answer","id":36329,"rcode":"NOERROR","rrname":"a.example","rrtype":"A","ttl":15,"rdata":"198.51.100.7"}"#
        )
        + event(
          "dns",
          #""dns":{"type":"answer","rcode":"NOERROR","rrname":"a.example","rrtype":"TXT","ttl":1,"rdata":"v=1, x"}"#
        ))
    #expect(
      try fixture.rows(question) == [
        "192.0.2.1|1024|a.example|203.0.113.9|53|A||none||request",
        "192.0.2.1|1024|a.example|203.0.113.9|53|A|NOERROR|0|198.51.100.7|response",
        "192.0.2.1|1024|a.example|203.0.113.9|53|TXT|NOERROR|0||response",
      ])
    #expect(
      try fixture.rows(
        "SELECT TransactionIdHex, DnsResponseName FROM DnsEvents ORDER BY SourceLine")
        == ["8de9|", #"8de9|[{"data":"198.51.100.7","ttl":15}]"#, #"|[{"data":"v=1, x","ttl":1}]"#])
  }

  @Test func `version 2 has all records in one event, from either side`() throws {
    let answer =
      #""dns":{"version":2,"type":"answer","id":2,"qr":true,"rd":true,"ra":true,"rrname":"A.example","#
      + #""rrtype":"A","rcode":"NXDOMAIN","answers":[{"rrname":"A.example","rrtype":"CNAME","ttl":9,"#
      + #""rdata":"c.example"},{"rrtype":"SOA","soa":{"mname":"x"}},{"rrtype":"A","ttl":60,"#
      + #""rdata":"198.51.100.7"}]}"#
    let grouped =
      #""dns":{"version":2,"type":"answer","rrname":"b.example","rrtype":"A","rcode":"ODD","#
      + #""grouped":{"CNAME":["c.example"],"A":["198.51.100.8","198.51.100.9"]}}"#
    let (fixture, _) = try load(
      event("dns", answer)
        + event(
          "dns", answer, from: #""src_ip":"203.0.113.9","src_port":53"#,
          to: #""dest_ip":"192.0.2.1","dest_port":1024"#) + event("dns", grouped))
    let row = "192.0.2.1|1024|a.example|203.0.113.9|53|A|NXDOMAIN|3|198.51.100.7|response"
    #expect(
      try fixture.rows(question) == [
        row, row,
        "192.0.2.1|1024|b.example|203.0.113.9|53|A|ODD|none|198.51.100.8, 198.51.100.9|response",
      ])
    #expect(
      try fixture.rows("SELECT DnsFlags, DnsResponseName FROM DnsEvents WHERE SourceLine = 1") == [
        #"RD RA|[{"data":"c.example","ttl":9},{"data":"198.51.100.7","ttl":60}]"#
      ])
  }

  @Test func `version 3 lists queries, and its response comes from the server`() throws {
    let (fixture, _) = try load(
      event(
        "dns",
        #""dns":{"version":3,"type":"request","id":7,"rcode":"NOERROR","queries":[{"rrname":"a.example","rrtype":"AAAA"}]}"#
      )
        + event(
          "dns",
          #""dns":{"version":3,"type":"response","id":7,"rcode":"NOERROR","queries":[{"rrname":"a.example","rrtype":"AAAA"},{"rrname":"b"}],"answers":[{"rrname":"a.example","rrtype":"AAAA","ttl":5,"rdata":"2001:0db8:0000:0000:0000:0000:0000:0001"}],"authorities":[{"rdata":"192.0.2.66"}]}"#,
          from: #""src_ip":"203.0.113.9","src_port":5353"#,
          to: #""dest_ip":"192.0.2.1","dest_port":1024"#))
    #expect(
      try fixture.rows(question) == [
        "192.0.2.1|1024|a.example|203.0.113.9|53|AAAA||none||request",
        "192.0.2.1|1024|a.example|203.0.113.9|5353|AAAA|NOERROR|0|2001:db8::1|response",
      ])
  }

  // MARK: The rest

  @Test func `other events are counted and told, also when they are imported again`() throws {
    let stats =
      #"{"timestamp":"2023-11-14T23:13:20+0100","event_type":"stats","stats":{"uptime":1}}"#
    let (fixture, report) = try load(
      event("anomaly", #""anomaly":{"type":"x"}"#) + stats + "\n" + stats + "\n"
        + event("flow", #""flow":{}"#) + event("a\\u001b[31m", #""x":1"#))
    #expect(report.outcome == .imported)
    #expect(report.inserted == 1)
    #expect(report.note == #"not imported: 2 stats, 1 a\\u001b[31m, 1 anomaly"#)
    #expect(try fixture.value("SELECT Note FROM Import") == report.note)
    #expect(
      try fixture.load(fixture.directory.path("x.json")).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `the order of members does not matter`() throws {
    let (fixture, report) = try load(
      #"{"flow":{"bytes_toserver":1},"proto":"TCP","dest_port":2,"dest_ip":"192.0.2.2","src_ip":"192.0.2.1","event_type":"flow","timestamp":"2023-11-14T22:13:20Z"}"#
        + "\n")
    #expect(report.inserted == 1)
    #expect(try fixture.value("SELECT SentBytes FROM NetworkConnection") == "1")
  }

  @Test(arguments: [
    (#"{"timestamp":"2023-11-14T22:13:20Z","flow_id":1}"#, "no event_type"),
    (
      #"{"timestamp":"now","event_type":"flow","src_ip":"192.0.2.1"}"#,
      "the time (timestamp) cannot be read"
    ),
    (
      #"{"timestamp":"2023-11-14T22:13:20Z","event_type":"flow","src_ip":"x"}"#,
      "the address in src_ip cannot be read"
    ),
    (
      #"{"timestamp":"2023-11-14T22:13:20Z","event_type":"dns","dns":{"type":"?"}}"#,
      "the type of the dns event cannot be read"
    ),
    (
      #"{"timestamp":"2023-11-14T22:13:20Z","event_type":"dns","dns":7}"#,
      "the type of the dns event cannot be read"
    ),
    (#"{"event_type":"flow","flow":{"age":1}"#, "no JSON object: a fault at byte 38"),
    (
      #"{"event_type":"flow","flow":"# + String(repeating: "[", count: 9_000),
      "JSON nested deeper than 64 levels"
    ),
    ("garbage", "no JSON object"),
  ])
  func `a bad line is kept with its reason`(line: String, reason: String) throws {
    let (fixture, report) = try load(
      event("flow", #""flow":{}"#) + line + "\n" + event("flow", #""flow":{"age":9e99}"#))
    #expect(report.inserted == 2)
    #expect(report.firstRejections.map(\.reason) == [reason])
    #expect(try fixture.rows("SELECT Line, Reason FROM Rejection") == ["2|\(reason)"])
  }

  @Test func `a last line that Suricata is writing waits`() throws {
    let fixture = try ImportFixture()
    let (first, second) = (event("flow", #""flow":{}"#), event("dns", #""dns":{"type":"query"}"#))
    let path = try fixture.write(first + second.prefix(60), to: "eve.json")
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(report.rejected == 0)
    _ = try fixture.write(first + second, to: "eve.json")
    #expect(try fixture.load(path).files.map(\.outcome) == [.continued])
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == "1")
  }
}

@Suite(.enabled(if: SharedData.isPresent))
struct `real eve.json files` {
  @Test func `the Slips capture gives its flows, queries, answers and hosts`() throws {
    let fixture = try ImportFixture()
    let path = try sharedLog("suricata/slips-test6/eve.json")
    let report = try fixture.load(path)
    #expect(report.rejected == 0)
    #expect(report.inserted == 3_512 + 680 + 56 + 1 + 745 + 3)
    #expect(report.files[0].note == "not imported: 3 anomaly")
    #expect(
      try fixture.rows(
        """
        SELECT EventType AS e, count(*), sum(SentBytes),
          sum(ReceivedBytes), sum(SrcPackets) FROM NetworkConnection GROUP BY 1 ORDER BY 1
        """) == [
          "alert|745|||", "flow|3512|4381935|648694|30191", "http|56|||", "tls|1|||",
        ])
    #expect(
      try fixture.rows(
        "SELECT EventSubType, Result, count(*) FROM DnsEvents GROUP BY 1, 2 ORDER BY 1") == [
          "request||340", "response|NOERROR|340",
        ])
    #expect(
      try fixture.rows(
        "SELECT DestinationHostName FROM NetworkConnection WHERE ApplicationProtocol = 'tls' AND DestinationHostName <> ''"
      )
        == ["www.myedimax.com"])
    // Replayed from a capture: the event was logged before its flow began.
    #expect(
      try fixture.value(
        "SELECT TimeGenerated FROM NetworkConnection WHERE NetworkSessionId = '445348883402532'")
        == "2021-06-06T14:38:55.8558440Z")
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    #expect(try fixture.value("SELECT count(*) FROM NetworkConnection") == "4314")
  }

  @Test func `answers that Suricata 4 wrote from the server's side have the client that asked`()
    throws
  {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("suricata/beats/eve-dns-4.1.4.log"))
    #expect(report.inserted == 24)
    #expect(
      try fixture.rows(
        "SELECT ClientIP, DstIpAddr, DstPortNumber, count(*) FROM DnsEvents GROUP BY 1, 2, 3") == [
          "10.0.2.15|10.0.2.3|53|24"
        ])
  }
}
