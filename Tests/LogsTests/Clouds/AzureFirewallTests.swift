// Azure Firewall: sentences of the legacy categories, and the structured ones.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Azure Firewall` {
  private func legacy(_ message: String, category: String = "AzureFirewallNetworkRule") -> String {
    #"{"category":"\#(category)","properties":{"msg":"\#(message)"},"resourceId":"/SUBSCRIPTIONS/1/AZUREFIREWALLS/FW1","time":"2022-06-08T20:40:23.2140990Z"}"#
  }

  private let columns = """
    SELECT SourceIP, coalesce(SourcePort, 'none'), DestinationIP, coalesce(DestinationPort, 'none'),
      DestinationHostName, RequestURL, Protocol, ApplicationProtocol, DeviceAction, AdditionalExtensions
    FROM NetworkConnection
    """

  @Test(arguments: [
    (
      "TCP request from 192.168.0.2:49680 to 89.160.20.156:1688. Action: Allow. Policy: P-1. Rule Collection Group: G. Rule: R, S",
      "192.168.0.2|49680|89.160.20.156|1688|||TCP||allow"
        + #"|{"Policy":"P-1","Rule Collection Group":"G","Rule":"R, S","category":"AzureFirewallNetworkRule"}"#
    ),
    (
      "ICMP Type=8 request from 192.168.0.2 to 89.160.20.156. Action: Deny. ",
      #"192.168.0.2|8|89.160.20.156|none|||ICMP||deny|{"category":"AzureFirewallNetworkRule"}"#
    ),
    (
      "ICMP request from 192.168.0.2: to 175.16.199.1:. Action: alert. Signature: 2100366. IDS: ICMP_INFO PING *NIX. Priority: 3",
      "192.168.0.2|none|175.16.199.1|none|||ICMP||alert"
        + #"|{"Signature":"2100366","IDS":"ICMP_INFO PING *NIX","Priority":"3","category":"AzureFirewallNetworkRule"}"#
    ),
    (
      "TCP request from 192.168.0.2:50306 to 89.160.20.156:3389 was DNAT'ed to 10.0.0.2:3389",
      "192.168.0.2|50306|89.160.20.156|3389|||TCP||dnat"
        + #"|{"DNAT'ed to":"10.0.0.2:3389","category":"AzureFirewallNetworkRule"}"#
    ),
    (
      "HTTPS request from 10.0.0.1:6065. Action: Deny. Reason: SNI TLS extension was missing.",
      "10.0.0.1|6065||none|||TCP|HTTPS|deny"
        + #"|{"Reason":"SNI TLS extension was missing","category":"AzureFirewallNetworkRule"}"#
    ),
    (
      "HTTP  request from 10.0.0.1:50776 to ocsp.example.com:80. Url: ocsp.example.com/MFQ=. Action: Allow. No rule matched. Proceeding",
      "10.0.0.1|50776||80|ocsp.example.com|ocsp.example.com/MFQ=|TCP|HTTP|allow"
        + #"|{"msg":"HTTP  request from 10.0.0.1:50776 to ocsp.example.com:80. Url: ocsp.example.com/MFQ=. Action: Allow. No rule matched. Proceeding","category":"AzureFirewallNetworkRule"}"#
    ),
  ])
  func `a sentence tells the connection`(message: String, row: String) throws {
    let (fixture, report) = try importing(legacy(message) + "\n")
    #expect(report.format == "azure-firewall")
    #expect(try fixture.rows(columns) == [row])
    #expect(
      try fixture.value("SELECT TimeGenerated || Computer FROM NetworkConnection")
        == "2022-06-08T20:40:23.2140990ZFW1")
  }

  @Test func `the DNS proxy tells queries, and its failures are counted`() throws {
    let (fixture, report) = try importing(
      legacy(
        "DNS Request: 10.0.2.4:61248 - 6513 A: IN wpad.example.com. udp 43 false 512 NXDOMAIN qr,aa,rd,ra 145 0.002846368s",
        category: "AzureFirewallDnsProxy") + "\n"
        + legacy(
          "Error: 2 time.example. A: read udp: i/o timeout", category: "AzureFirewallDnsProxy")
        + "\n")
    #expect(
      try fixture.rows(
        """
        SELECT ClientIP, SrcPortNumber, Name, QueryType, DnsQueryClassName, Result, NetworkProtocol,
          TransactionIdHex, DnsFlags, DnsNetworkDuration, EventSubType, Computer FROM DnsEvents
        """) == [
          "10.0.2.4|61248|wpad.example.com|A|IN|NXDOMAIN|UDP|1971|AA RD RA|2.8463|response|FW1"
        ])
    #expect(report.note == "not imported: 1 AzureFirewallDnsProxy message")
  }

  @Test func `the structured categories have fields`() throws {
    let rule =
      #"{"category":"AZFWApplicationRule","time":"2023-01-01T00:00:00Z","resourceId":"/x/FW2","properties":{"Protocol":"HTTPS","SourceIp":"10.0.0.1","SourcePort":5000,"DestinationPort":443,"Fqdn":"evil.example","TargetUrl":"","Action":"Deny","Policy":"p","Rule":"r"}}"#
    let query =
      #"{"category":"AZFWDnsQuery","time":"2023-01-01T00:00:00Z","properties":{"SourceIp":"10.0.0.1","SourcePort":5001,"QueryId":255,"QueryType":"AAAA","QueryClass":"IN","QueryName":"b.example.","Protocol":"udp","ResponseCode":"NOERROR","ResponseFlags":"qr,rd","RequestDurationSecs":0.5}}"#
    let other =
      #"{"category":"AZFWFatFlow","time":"2023-01-01T00:00:00Z","properties":{"FlowRate":1}}"#
    let (fixture, report) = try importing(#"{"records":[\#(rule),\#(query),\#(other)]}"#)
    #expect(report.note == "not imported: 1 AZFWFatFlow")
    #expect(
      try fixture.rows(columns) == [
        #"10.0.0.1|5000||443|evil.example||TCP|HTTPS|deny|{"Policy":"p","Rule":"r","category":"AZFWApplicationRule"}"#
      ])
    #expect(
      try fixture.rows(
        """
        SELECT Name, QueryType, Result, TransactionIdHex, DnsFlags, DnsNetworkDuration FROM DnsEvents
        """) == ["b.example|AAAA|NOERROR|ff|RD|500.0"])
  }

  @Test func `hostile lines do no harm`() throws {
    try importHostile(
      legacy("TCP request from 192.168.0.2:49680 to 89.160.20.156:1688. Action: Allow. Policy: P"),
      table: "NetworkConnection")
    let message =
      "TCP request from 192.168.0.2:49680 to 89.160.20.156:1688 was DNAT'ed to 10.0.0.2:1. Action: Deny"
    let query = "DNS Request: 10.0.2.4:6 - 6513 A IN a. udp 43 false 512 NXDOMAIN qr,rd 145 0.002s"
    let cuts = [message, query].flatMap { text in
      (0...text.count).map { legacy(String(text.prefix($0))) }
    }
    let (_, report) = try importing(cuts.joined(separator: "\n") + "\n")
    #expect(report.outcome == .imported)
    #expect(report.rejected == 0 || report.firstRejections.allSatisfy { !$0.reason.isEmpty })
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the real logs give every message`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("azure-firewall"))
    #expect(report.files.map(\.inserted) == [7, 3, 8, 1])
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        """
        SELECT DestinationHostName, DestinationPort, DeviceAction FROM NetworkConnection
        WHERE SourceFile LIKE '%application%' AND SourceLine < 3 ORDER BY SourceLine
        """) == [
          "md-qp4jv5snxgk5.z13.blob.storage.azure.net|443|deny",
          "guestconfiguration.azure.com|443|allow",
        ])
  }
}
