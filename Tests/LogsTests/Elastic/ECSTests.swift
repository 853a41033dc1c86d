// Documents of the Elastic Common Schema.

import Logs
import TestSupport
import Testing

struct `the Elastic Common Schema` {
  private let flow =
    #"{"@timestamp":"2019-01-11T06:33:35.857Z","ecs":{"version":"8.8.0"},"event":{"category":["network"],"duration":76967000.0,"id":"e1","type":["connection","denied"],"dataset":"fw.log"},"source":{"ip":"192.0.2.1","port":38339,"bytes":103,"packets":1},"destination":{"ip":"203.0.113.9","port":443,"bytes":206,"packets":2,"domain":"d.example"},"network":{"transport":"tcp","protocol":"tls","direction":"outbound","community_id":"1:x"},"tls":{"client":{"server_name":"sni.example"}},"url":{"full":"https://sni.example/p"},"user":{"name":"u"},"process":{"executable":"/bin/p","name":"p"},"host":{"name":"h"},"rule":{"name":"r"},"zeek":{"session_id":"C1","connection":{"state":"SF","history":"Dd"}}}"#
  private let query =
    #"{"@timestamp":"2019-01-11T06:33:35.857Z","event":{"kind":"event","category":"network"},"source":{"ip":"203.0.113.53","port":53},"destination":{"ip":"192.0.2.1","port":38339},"network":{"transport":"udp"},"dns":{"id":"15209","type":"answer","question":{"name":"A.example","type":"A","class":"IN"},"response_code":"NOERROR","header_flags":["RD","RA"],"answers":[{"data":"c.example","ttl":119,"type":"CNAME"},{"data":"198.51.100.7","ttl":59,"type":"A"}],"resolved_ip":["198.51.100.7"]}}"#

  @Test func `a flow has every column`() throws {
    let (fixture, report) = try importing(flow + "\n")
    #expect(report.format == "ecs")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName,
          RequestURL, Protocol, ApplicationProtocol, SentBytes, ReceivedBytes, SrcPackets, DstPackets,
          NetworkDuration, DeviceAction, CommunicationDirection, ConnectionState, NetworkConnectionHistory,
          NetworkSessionId, CommunityId, SourceUserName, ProcessName, Computer, AdditionalExtensions
        FROM NetworkConnection
        """) == [
          "2019-01-11T06:33:35.8570000Z|192.0.2.1|38339|203.0.113.9|443|sni.example|https://sni.example/p"
            + "|TCP|tls|103|206|1|2|76.967|denied|Outbound|SF|Dd|C1|1:x|u|/bin/p|h"
            + #"|{"event.dataset":"fw.log","rule.name":"r"}"#
        ])
  }

  @Test func `keys may be flat`() throws {
    let (fixture, report) = try importing(
      #"{"@timestamp":"2019-01-11T06:33:35Z","event.category":"network","source.ip":"192.0.2.1","destination.ip":"192.0.2.2","event.duration":1.5e6}"#
        + "\n")
    #expect(report.inserted == 1)
    #expect(
      try fixture.rows("SELECT SourceIP, DestinationIP, NetworkDuration FROM NetworkConnection")
        == [
          "192.0.2.1|192.0.2.2|1.5"
        ])
  }

  @Test func `a query has its client, whoever sent the packet`() throws {
    let (fixture, _) = try importing(query + "\n")
    #expect(
      try fixture.rows(
        """
        SELECT ClientIP, SrcPortNumber, DstIpAddr, DstPortNumber, Name, QueryType, DnsQueryClassName, Result,
          IPAddresses, DnsResponseName, NetworkProtocol, TransactionIdHex, DnsFlags, EventSubType
        FROM DnsEvents
        """) == [
          "192.0.2.1|38339|203.0.113.53|53|a.example|A|IN|NOERROR|198.51.100.7"
            + #"|[{"data":"c.example","ttl":119},{"data":"198.51.100.7","ttl":59}]|UDP|3b69|RD RA|response"#
        ])
  }

  @Test func `a file with a hash is a file event`() throws {
    let (fixture, _) = try importing(
      #"{"@timestamp":"2022-01-01T00:00:00Z","event":{"category":["file"],"type":["creation"]},"file":{"name":"x.exe","path":"C:\\x.exe","size":7,"hash":{"sha256":"0BEC3128B241FA533DC5A9D3F62AA41323D205DEFC30DCDE228C5ECC2D1E50A9"}},"process":{"name":"p"}}"#
        + "\n")
    #expect(
      try fixture.rows(
        "SELECT ActionType, SHA256, FileName, FilePath, FileSize, ActingProcessName FROM FileEvents"
      ) == [
        "FileCreated|0bec3128b241fa533dc5a9d3f62aa41323d205defc30dcde228c5ecc2d1e50a9|x.exe"
          + #"|C:\x.exe|7|p"#
      ])
  }

  @Test func `a login is no connection`() throws {
    let (_, report) = try importing(
      flow + "\n"
        + #"{"@timestamp":"2022-01-01T00:00:00Z","event":{"category":["authentication"],"module":"system"},"source":{"ip":"192.0.2.1"}}"#
        + "\n" + #"{"@timestamp":"2022-01-01T00:00:00Z"}"# + "\n")
    #expect(report.inserted == 1)
    #expect(
      report.note
        == "not imported: 1 document without an address, 1 system event without an address")
  }

  @Test func `a line of another format in a message is read as that`() throws {
    let inner =
      #"{\"query_timestamp\":\"2021-12-11T22:46:23Z\",\"query_name\":\"a.example.\",\"srcaddr\":\"192.0.2.1\"}"#
    let (fixture, report) = try importing(
      #"{"message":"\#(inner)","agent":{"type":"filebeat"}}"# + "\n"
        + #"{"message":"something else"}"# + "\n"
        + #"{"message":"\#(inner.replacing("2021-12-11T22:46:23Z", with: "?"))","@timestamp":"2022-01-01T00:00:00Z"}"#
        + "\n")
    #expect(report.format == "wrapped")
    #expect(report.note == "not imported: 1 message of no known format")
    #expect(
      try fixture.rows("SELECT TimeGenerated, ClientIP, Name FROM DnsEvents ORDER BY SourceLine")
        == [
          "2021-12-11T22:46:23.0000000Z|192.0.2.1|a.example",
          "2022-01-01T00:00:00.0000000Z|192.0.2.1|a.example",
        ])
    let document =
      #"{"@timestamp":"2022-01-01T00:00:00Z","ecs":{"version":"8"},"event":{"original":"\#(inner)"}}"#
    let (other, second) = try importing(document + "\n")
    #expect(second.format == "ecs")
    #expect(try other.value("SELECT Name FROM DnsEvents") == "a.example")
  }

  @Test func `hostile lines do no harm`() throws {
    try importHostile(flow, table: "NetworkConnection")
    try importHostile(query, table: "DnsEvents")
  }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ("aws_route53_resolver_logs_test-route53.log", 0, 34),
      ("aws_vpcflow_test-extra-samples.log", 5, 0),
      ("aws_vpcflow_test-tcp-flag-sequence.log", 1, 0),
      ("aws_vpcflow_test-v5-all-fields.log", 1, 0),
      ("aws_vpcflow_test-with-message-field.log", 0, 0),
      ("suricata_eve_test-eve-6-0.log", 1, 0), ("suricata_eve_test-eve-alerts.log", 22, 0),
      ("suricata_eve_test-eve-dns-4-1-4.log", 0, 24), ("suricata_eve_test-eve-metadata.log", 1, 0),
      ("suricata_eve_test-eve-small.log", 10, 1), ("zeek_connection_test-conn.log", 18, 0),
      ("zeek_dns_test-dns.log", 0, 8),
    ])
  func `real documents give their connections and queries`(
    name: String, connections: Int, queries: Int
  ) throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("ecs-json/\(name)-expected.json"))
    #expect(report.rejected == 0)
    #expect(report.files[0].format == "ecs")
    #expect(try fixture.value("SELECT count(*) FROM NetworkConnection") == String(connections))
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == String(queries))
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `Zeek's log and its document are the same connection`() throws {
    let fixture = try ImportFixture()
    try fixture.load(try sharedLog("ecs-json/zeek_connection_test-conn.log-expected.json"))
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol, SentBytes,
          ReceivedBytes, NetworkDuration, ConnectionState, NetworkConnectionHistory, NetworkSessionId,
          CommunicationDirection FROM NetworkConnection WHERE SourceLine = 1
        """) == [
          "2019-01-11T06:33:35.8570000Z|192.168.86.167|38339|192.168.86.1|53|UDP|103|206|76.967|SF|Dd"
            + "|CAcJw21BbVedgFnYH3|Local"
        ])
  }
}
