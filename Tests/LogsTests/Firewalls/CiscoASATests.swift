// Cisco ASA and Threat Defense: connections, denials, URLs, and security events.

import Logs
import TestSupport
import Testing

struct `Cisco ASA's log` {
  static let line =
    "Apr 29 2013 12:59:50 fw1 : %ASA-6-302013: Built outbound TCP connection 89743274 for "
    + #"outside:192.0.2.43/443 (192.0.2.43/443)(LOCAL\bob) to inside:10.123.3.42/4952 (10.123.3.42/12834)"#

  private func message(_ number: String, _ text: String) -> String {
    "Apr 29 2013 12:59:50 fw1 : %ASA-6-\(number): \(text)\n"
  }

  private let time = "2013-04-29T12:59:50.0000000Z"

  @Test func `an outbound connection was begun by the second end`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + message(
          "302013",
          "Built inbound TCP connection 7 for outside:2001:db8::9/49926 (2001:db8::9/49926) to "
            + "dmz:2001:db8::80/80 (2001:db8::80/80) (carol)"))
    #expect(log.report.format == "cisco-asa")
    #expect(
      try log.network() == [
        "\(time)|10.123.3.42|4952|192.0.2.43|443|||TCP||||built|Outbound|89743274|fw1",
        "\(time)|2001:db8::9|49926|2001:db8::80|80|||TCP||||built|Inbound|7|fw1",
      ])
    #expect(
      try log.network("AdditionalExtensions")[0]
        == #"{"source_interface":"inside","destination_interface":"outside","message":"%ASA-6-302013"}"#
    )
  }

  @Test func `a teardown has the ends of its beginning, and its own duration`() throws {
    let down =
      "for outside:192.0.2.43/443 to inside:10.123.3.42/4952 duration 0:01:08 bytes 134 TCP FINs"
    let log = try ImportedText(
      message(
        "302013",
        "Built inbound TCP connection 5 for outside:192.0.2.43/443 (192.0.2.43/443) to "
          + "inside:10.123.3.42/4952 (10.123.3.42/4952)")
        + message("302014", "Teardown TCP connection 5 \(down)")
        + message("302014", "Teardown TCP connection 6 \(down) (bob)")
        + message(
          "302016",
          "Teardown UDP connection 8 for outside:192.0.2.222/5000 user1 to inside:10.1.1.3/6000 user2 "
            + "duration 10:00:00 bytes 9"))
    let began = "2013-04-29T12:58:42.0000000Z"
    #expect(
      try log.network(where: "SourceLine > 1") == [
        "\(began)|192.0.2.43|443|10.123.3.42|4952|||TCP||||teardown|Inbound|5|fw1",
        // Nothing tells who began: the lower port was called.
        "\(began)|10.123.3.42|4952|192.0.2.43|443|||TCP||||teardown||6|fw1",
        "2013-04-29T02:59:50.0000000Z|192.0.2.222|5000|10.1.1.3|6000|||UDP||||teardown||8|fw1",
      ])
    #expect(
      try log.network(
        "EndTime, NetworkDuration, ConnectionState, json_extract(AdditionalExtensions, '$.bytes')"
      )[2] == "\(time)|68000.0|TCP FINs|134")
  }

  @Test func `an import that goes on knows the connections of the lines before`() throws {
    let fixture = try ImportFixture()
    let built = message(
      "302013",
      "Built inbound TCP connection 5 for outside:192.0.2.43/443 (192.0.2.43/443) to "
        + "inside:10.123.3.42/4952 (10.123.3.42/4952)")
    let down = message(
      "302014",
      "Teardown TCP connection 5 for outside:192.0.2.43/443 to inside:10.123.3.42/4952 duration 0:01:08 "
        + "bytes 134 TCP FINs")
    let path = try fixture.write(built, to: "asa.log")
    try fixture.load(path)
    _ = try fixture.write(built + down, to: "asa.log")
    #expect(try fixture.load(path).files.map(\.outcome) == [.continued])
    #expect(
      try fixture.rows("SELECT SourceIP, CommunicationDirection FROM NetworkConnection") == [
        "192.0.2.43|Inbound", "192.0.2.43|Inbound",
      ])
  }

  @Test(arguments: [
    (
      "106023",
      #"Deny tcp src dmz:10.1.2.30/63016 dst outside:192.0.0.8/53 by access-group "acl" [0x0, 0x0]"#,
      "10.1.2.30|63016|192.0.0.8|53|||TCP||||deny||"
    ),
    (
      "106023",
      #"Deny icmp src in:10.1.2.30 dst out:192.0.0.8 (type 11, code 0) by access-group "acl""#,
      "10.1.2.30|11|192.0.0.8|0|||ICMP||||deny||"
    ),
    (
      "106023",
      "Deny tcp src o:10.1.2.30/1 dst s:192.0.0.8/2(www.example.org) by access-group \"a\"",
      "10.1.2.30|1|192.0.0.8|2|www.example.org||TCP||||deny||"
    ),
    (
      "106014", "Deny inbound icmp src fw:10.1.2.30 dst fw:192.0.0.8(type 8, code 0)",
      "10.1.2.30|8|192.0.0.8|0|||ICMP||||deny|Inbound|"
    ),
    (
      "106001",
      "Inbound TCP connection denied from 10.1.2.30/4 to 192.0.0.8/443 flags SYN  on interface o",
      "10.1.2.30|4|192.0.0.8|443|||TCP||||deny|Inbound|"
    ),
    (
      "106015",
      "Deny TCP (no connection) from 10.1.2.30/4 to 192.0.0.8/443 flags FIN ACK  on interface o",
      "10.1.2.30|4|192.0.0.8|443|||TCP||||deny||"
    ),
    (
      "106016", "Deny IP spoof from (10.1.2.30) to 192.0.0.8 on interface o",
      "10.1.2.30||192.0.0.8||||||||deny||"
    ),
    (
      "106017", "Deny IP due to Land Attack from 10.1.2.30 to 10.1.2.30",
      "10.1.2.30||10.1.2.30||||||||deny||"
    ),
    (
      "106100",
      "access-list acl permitted tcp in/10.1.2.30(2006) -> out/192.0.0.89(2000) hit-cnt 1 first hit",
      "10.1.2.30|2006|192.0.0.89|2000|||TCP||||permitted||"
    ),
    (
      "106102",
      "access-list acl denied udp for user joe in/10.1.2.30(20) -> out/192.0.0.89(53) hit-cnt 1",
      "10.1.2.30|20|192.0.0.89|53|||UDP||||denied||"
    ),
    (
      "302020",
      "Built outbound ICMP connection for faddr 192.0.0.8/0 gaddr 8.8.8.8/0 laddr 10.1.2.30/0 type 3 code 1",
      "10.1.2.30|3|192.0.0.8|1|||ICMP||||built|Outbound|"
    ),
    (
      "302021",
      "Teardown ICMP connection for faddr host.example/0 gaddr 8.8.8.8/2 laddr 10.1.2.30/2",
      "||10.1.2.30||||ICMP||||teardown||"
    ),
    (
      "338002",
      "Dynamic Filter permitted black listed TCP traffic from in:10.1.2.30/67 (192.0.2.1/78) to out:192.0.0.8/80 "
        + "(192.0.0.8/80), destination 192.0.0.8 resolved from dynamic list: bad.example.com",
      "10.1.2.30|67|192.0.0.8|80|bad.example.com||TCP||||permitted||"
    ),
    (
      "338004",
      "Dynamic Filter monitored blacklisted TCP traffic from in:10.1.2.30/67 (192.0.2.1/78) to out:192.0.0.8/80 "
        + "(192.0.0.8/80), destination 192.0.0.8 resolved from dynamic list: 192.0.0.8/255.255.255.255, "
        + "threat-level: high, category: Malware",
      "10.1.2.30|67|192.0.0.8|80|||TCP||||monitored||"
    ),
    (
      "304001", "10.1.2.30 Accessed JAVA URL someuser@192.0.0.8:http://Evil.example/a[0]",
      "10.1.2.30||192.0.0.8||evil.example|http://Evil.example/a[0]|TCP|http|||accessed||"
    ),
    (
      "304001", "10.1.2.30 Accessed URL 192.0.0.8:/app",
      "10.1.2.30||192.0.0.8|||/app|TCP|http|||accessed||"
    ),
    (
      "304002",
      "Access denied URL http://www.example.net/x SRC 10.1.2.30 DEST 192.0.0.19 on interface inside",
      "10.1.2.30||192.0.0.19||www.example.net|http://www.example.net/x|TCP|http|||deny||"
    ),
    (
      "710003", "TCP access denied by ACL from 10.1.2.30/6370 to outside:192.0.0.8/23",
      "10.1.2.30|6370|192.0.0.8|23|||TCP||||deny||"
    ),
  ])
  func `messages are read by their number`(number: String, text: String, row: String) throws {
    let log = try ImportedText(message(number, text))
    #expect(log.report.rejected == 0)
    #expect(try log.network() == ["\(time)|\(row)|fw1"])
  }

  @Test func `a stamp has its zone, and the level may be a word`() throws {
    let log = try ImportedText(
      "Apr 15 2014 09:34:34 EDT: %ASA-session-5-106100: access-list a permitted tcp "
        + "in/10.1.2.16(2241) -> out/192.0.0.89(2000) hit-cnt 1\n"
        + "<165>2014-04-15T09:34:34+02:00 fw2  %FTD-5-106100: access-list a permitted tcp "
        + "in/10.1.2.16(2241) -> out/192.0.0.89(2000) hit-cnt 1\n")
    #expect(
      try log.network("TimeGenerated, Computer") == [
        "2014-04-15T13:34:34.0000000Z|", "2014-04-15T07:34:34.0000000Z|fw2",
      ])
    #expect(log.report.note.isEmpty)
  }

  @Test func `other numbers are counted, a message out of form is rejected`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + message("305011", "Built dynamic TCP translation from a:1.2.3.4/1 to b:1.2.3.4/2")
        + message("302013", "Built outbound TCP connection for") + "reboot\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note.hasPrefix("not imported: 1 305011, 1 other messages"))
    #expect(log.reasons == ["message 302013 has not its form"])
  }

  @Test func `Threat Defense's events are connections, lookups and files`() throws {
    let ends = "SrcIP: 10.0.1.20, DstIP: 192.0.2.8, SrcPort: 57379, DstPort: 53, Protocol: udp, "
    let log = try ImportedText(
      "2019-08-26T23:11:03Z ftd1  %FTD-1-430003: AccessControlRuleAction: Allow, \(ends)User: No "
        + "Authentication Required, UserAgent: Mozilla (KHTML, like Gecko) x, ApplicationProtocol: HTTP, "
        + "ConnectionDuration: 2, InitiatorPackets: 1, ResponderPackets: 3, InitiatorBytes: 93, "
        + "ResponderBytes: 145, URL: http://evil.example/a,b\n"
        + "2019-08-26T23:11:03Z ftd1  %FTD-1-430003: \(ends)DNSQuery: Elastic.co, DNSRecordType: IP6 "
        + "Address, DNSResponseType: Non-Existent Domain\n"
        + "2019-08-26T23:11:03Z ftd1  %FTD-1-430005: \(ends)FileDirection: Download, FileName: a b.exe, "
        + "FileSHA256: \(String(repeating: "0a", count: 32)), FileSize: 12, FirstPacketSecond: "
        + "2019-08-26T23:11:01Z, URI: http://192.0.2.8/a b.exe\n")
    #expect(
      try log.network() == [
        "2019-08-26T23:11:03.0000000Z|10.0.1.20|57379|192.0.2.8|53|evil.example|http://evil.example/a,b"
          + "|UDP|HTTP|93|145|allow|||ftd1"
      ])
    #expect(
      try log.network("NetworkDuration, SourceUserName, AdditionalExtensions") == [
        #"2000.0||{"UserAgent":"Mozilla (KHTML, like Gecko) x"}"#
      ])
    #expect(
      try log.dns() == ["2019-08-26T23:11:03.0000000Z|10.0.1.20|elastic.co|AAAA|NXDOMAIN|||ftd1"])
    #expect(
      try log.fixture.rows(
        "SELECT TimeGenerated, FileName, SHA256, FileSize, SourceIP, DestinationIP FROM FileEvents")
        == [
          "2019-08-26T23:11:01.0000000Z|a b.exe|\(String(repeating: "0a", count: 32))|12|192.0.2.8"
            + "|10.0.1.20"
        ])
  }

  @Test func `hostile lines do no harm`() throws {
    try checkHostileLines(Self.line)
    try checkHostileLines(
      "2019-08-26T23:11:03Z ftd1  %FTD-1-430003: SrcIP: 10.0.1.20, DstIP: 192.0.2.8, URL: http://a.example/"
    )
  }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("cisco-asa/asa.log", rows: 187, note: "not imported: 49 305011, 32 305012"),
      ExpectedFile("cisco-asa/asa-fix.log", rows: 9, note: "not imported: 1 313008, 1 313009"),
      ExpectedFile(
        "cisco-asa/sample.log", rows: 66, note: "not imported: 4 305011, 1 313001, 1 313004"),
      ExpectedFile("cisco-asa/not-ip.log", rows: 3),
      ExpectedFile("cisco-asa/hostnames.log", rows: 2),
      ExpectedFile("cisco-asa/filtered.log", rows: 1, note: "not imported: 2 999999"),
      ExpectedFile("cisco-asa/dap_records.log", rows: 0, note: "not imported: 1 734001"),
      ExpectedFile("cisco-ftd/asa.log", rows: 187, note: "not imported: 49 305011, 32 305012"),
      ExpectedFile("cisco-ftd/asa-fix.log", rows: 5), ExpectedFile("cisco-ftd/dns.log", rows: 21),
      ExpectedFile("cisco-ftd/intrusion.log", rows: 4),
      ExpectedFile("cisco-ftd/not-ip.log", rows: 3),
      ExpectedFile("cisco-ftd/no-type-id.log", rows: 1, note: "not imported: 3 other messages"),
      ExpectedFile("cisco-ftd/security-connection.log", rows: 10),
      ExpectedFile("cisco-ftd/security-file-malware.log", rows: 10),
      ExpectedFile("cisco-ftd/security-malware-site.log", rows: 1),
      ExpectedFile(
        "cisco-ftd/sample.log", rows: 65, note: "not imported: 4 305011, 1 313001, 1 313004"),
    ])
  func `real files give their rows`(file: ExpectedFile) throws {
    try file.check(format: "cisco-asa")
  }

  @Test(.enabled(if: SharedData.isPresent)) func `a file of many messages gives 31 rows`() throws {
    let log = try ImportedText(shared: "cisco-asa/additional_messages.log")
    #expect(log.report.inserted == 31)
    #expect(log.report.rejected == 0)
    #expect(
      try log.network(where: "SourceLine = 55") == [
        "\(try log.fixture.value("SELECT substr(max(TimeGenerated), 1, 4) FROM NetworkConnection WHERE SourceLine = 55"))"
          + "-04-27T03:12:21.0000000Z|1.2.3.4|54242|2.3.4.5|9101|||TCP||||teardown||2751765169|dev01"
      ])
  }
}
