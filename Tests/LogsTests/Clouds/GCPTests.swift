// Entries of Google's Cloud Logging: VPC flows, firewall rules, DNS queries.

import Logs
import TestSupport
import Testing

struct `Google Cloud` {
  private let flow =
    #"{"insertId":"i1","jsonPayload":{"bytes_sent":"1776","connection":{"dest_ip":"203.0.113.12","dest_port":33478,"protocol":6,"src_ip":"10.87.40.76","src_port":5601},"dest_location":{"country":"usa"},"end_time":"2019-06-14T03:45:37.301953198Z","packets_sent":"7","reporter":"SRC","rtt_msec":"36","src_instance":{"vm_name":"kibana"},"src_vpc":{"vpc_name":"default"},"start_time":"2019-06-14T03:45:37.186193305Z"},"logName":"projects/p/logs/compute.googleapis.com%2Fvpc_flows","timestamp":"2019-06-14T03:50:10.845445834Z"}"#
  private let verdict =
    #"{"insertId":"i2","jsonPayload":{"connection":{"dest_ip":"10.128.0.16","dest_port":80,"protocol":"udp","src_ip":"192.0.2.9","src_port":57794},"disposition":"DENIED","instance":{"vm_name":"web"},"rule_details":{"direction":"INGRESS","priority":1000,"reference":"network:default/firewall:r"}},"logName":"projects/p/logs/compute.googleapis.com%2Ffirewall","timestamp":"2019-11-06T16:41:38.394575419Z"}"#
  private let query =
    #"{"insertId":"i3","jsonPayload":{"authAnswer":true,"protocol":"UDP","queryName":"a.example.","queryType":"MX","rdata":"a.example.\t300\tIN\tmx\t1 m.example.\na.example.\t60\tIN\ta\t198.51.100.7\na.example.\t300\tIN\ttxt...","responseCode":"NOERROR","serverLatency":14,"sourceIP":"10.154.0.3","vmInstanceName":"1.vm"},"logName":"projects/p/logs/dns.googleapis.com%2Fdns_queries","timestamp":"2022-01-23T09:16:05.341873447Z"}"#
  private let structured =
    #"{"jsonPayload":{"destinationIP":"192.0.2.53","queryName":"b.example.","queryType":"A","responseCode":"NXDOMAIN","structuredRdata":[{"class":"IN","domainName":"b.example.","rvalue":"c.example.","ttl":"5","type":"CNAME"}]},"logName":"projects/p/logs/dns.googleapis.com%2Fdns_queries","timestamp":"2022-01-23T09:16:05Z"}"#

  @Test func `a flow is what one side sent, and says who reports it`() throws {
    let (fixture, report) = try importing(flow + "\n")
    #expect(report.format == "gcp-vpcflow")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, EndTime, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol,
          SentBytes, coalesce(ReceivedBytes, 'none'), SrcPackets, NetworkDuration, CommunicationDirection,
          Computer, AdditionalExtensions FROM NetworkConnection
        """) == [
          "2019-06-14T03:45:37.1861933Z|2019-06-14T03:45:37.3019531Z|10.87.40.76|5601|203.0.113.12|33478"
            + "|TCP|1776|none|7|115.7598|Outbound|kibana"
            + #"|{"reporter":"SRC","rtt_msec":"36","src_instance.vm_name":"kibana","#
            + #""dest_location.country":"usa","insertId":"i1"}"#
        ])
  }

  @Test func `a rule's verdict has the rule and its direction`() throws {
    let (fixture, report) = try importing(verdict + "\n")
    #expect(report.format == "gcp-firewall")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, DestinationIP, DestinationPort, Protocol, DeviceAction,
          CommunicationDirection, Computer, AdditionalExtensions FROM NetworkConnection
        """) == [
          "2019-11-06T16:41:38.3945754Z|192.0.2.9|10.128.0.16|80|UDP|denied|Inbound|web"
            + #"|{"rule_details.reference":"network:default/firewall:r","rule_details.priority":1000,"#
            + #""insertId":"i2"}"#
        ])
  }

  @Test func `records come as lines with tabs or as objects`() throws {
    let (fixture, report) = try importing(query + "\n" + structured + "\n")
    #expect(report.format == "gcp-dns")
    #expect(
      try fixture.rows(
        """
        SELECT ClientIP, DstIpAddr, Name, QueryType, Result, IPAddresses, DnsResponseName, NetworkProtocol,
          DnsFlags, Computer FROM DnsEvents ORDER BY SourceLine
        """) == [
          "10.154.0.3||a.example|MX|NOERROR|198.51.100.7"
            + #"|[{"data":"1 m.example","ttl":300},{"data":"198.51.100.7","ttl":60}]|UDP|AA|1.vm"#,
          #"|192.0.2.53|b.example|A|NXDOMAIN||[{"data":"c.example","ttl":5}]|||"#,
        ])
  }

  @Test func `entries of other logs are counted`() throws {
    let other =
      #"{"jsonPayload":{},"logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity"}"#
    for line in [flow, verdict, query] {
      let (_, report) = try importing(line + "\n" + other + "\n{}\n")
      #expect(report.inserted == 1)
      #expect(
        report.note
          == "not imported: 1 cloudaudit.googleapis.com%2Factivity, 1 entry without a logName")
    }
  }

  @Test func `hostile lines do no harm`() throws {
    try importHostile(flow, table: "NetworkConnection")
    try importHostile(verdict, table: "NetworkConnection")
    try importHostile(query, table: "DnsEvents")
    try importHostile(structured, table: "DnsEvents")
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the real logs give every entry`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("gcp-vpcflow"), try sharedLog("gcp-firewall"), try sharedLog("gcp-dns"))
    #expect(report.files.map(\.inserted) == [296, 2, 20, 21])
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        """
        SELECT json_extract(AdditionalExtensions, '$.reporter'), count(*), sum(SentBytes), sum(SrcPackets)
        FROM NetworkConnection WHERE EventType = 'vpc_flows' GROUP BY 1
        """) == ["DEST|148|264119212|72761", "SRC|148|189899907|102193"])
    #expect(
      try fixture.rows(
        """
        SELECT DeviceAction, CommunicationDirection, count(*) FROM NetworkConnection
        WHERE EventType = 'firewall' GROUP BY 1, 2 ORDER BY 1, 2
        """) == ["allowed|Inbound|6", "denied|Inbound|12", "denied|Outbound|4"])
    #expect(
      try fixture.rows(
        "SELECT DnsResponseName FROM DnsEvents WHERE SourceLine = 3") == [
          #"[{"data":"1 aspmx.l.google.com","ttl":300},{"data":"10 alt3.aspmx.l.google.com","ttl":300},"#
            + #"{"data":"10 alt4.aspmx.l.google.com","ttl":300},{"data":"5 alt1.aspmx.l.google.com","ttl":300},"#
            + #"{"data":"5 alt2.aspmx.l.google.com","ttl":300}]"#
        ])
  }
}
