// FortiGate's key=value logs: traffic, inspections, and what its DNS filter saw.

import Logs
import TestSupport
import Testing

struct `FortiGate's log` {
  static let line =
    #"<189>date=2020-04-23 time=12:14:28 devname="fw1" devid="FG1" logid="0000000013" type="traffic" "#
    + #"subtype="forward" level="notice" vd="root" eventtime=1587230069291463928 tz="-0500" "#
    + #"srcip=192.168.50.50 srcport=56603 srcintf="port1" srcintfrole="lan" dstip=198.51.100.8 "#
    + #"dstport=442 dstintf="wan1" dstintfrole="wan" sessionid=2345 proto=6 action="close" policyid=2365 "#
    + #"user="alice" service="HTTPS" duration=126 sentbyte=923 rcvdbyte=77654 sentpkt=113 rcvdpkt=70"#

  /// A record with some fields of its own.
  private func record(_ fields: String) -> String {
    "date=2020-04-23 time=01:16:08 devname=fw1 logid=0000000013 \(fields)\n"
  }

  @Test func `traffic fills the row, and eventtime may be in nanoseconds`() throws {
    let log = try ImportedText(Self.line + "\n")
    #expect(log.report.format == "fortigate")
    #expect(
      try log.network() == [
        "2020-04-18T17:14:29.2914639Z|192.168.50.50|56603|198.51.100.8|442|||TCP|HTTPS|923|77654|close"
          + "|Outbound|2345|fw1"
      ])
    #expect(
      try log.network("SrcPackets, DstPackets, NetworkDuration, SourceUserName, DeviceVendor")
        == ["113|70|126000.0|alice|Fortinet"])
    #expect(
      try log.network("AdditionalExtensions") == [
        #"{"type":"traffic","subtype":"forward","level":"notice","devid":"FG1","vd":"root","#
          + #""policyid":"2365","srcintf":"port1","dstintf":"wan1"}"#
      ])
    #expect(log.report.note.isEmpty)
  }

  @Test func `the time is eventtime, or the device's with its zone, or without`() throws {
    let ends = "type=traffic subtype=forward srcip=192.0.2.1 dstip=192.0.2.2"
    let log = try ImportedText(
      record("eventtime=1592961368 \(ends)") + record("tz=\"-0500\" \(ends)") + record(ends),
      zone: TimeZoneRules(named: "+02:00"))
    #expect(
      try log.network("TimeGenerated") == [
        "2020-06-24T01:16:08.0000000Z", "2020-04-23T06:16:08.0000000Z",
        "2020-04-22T23:16:08.0000000Z",
      ])
  }

  @Test func `an inspection has host and URL, quotes and blanks in values`() throws {
    let log = try ImportedText(
      record(
        #"type="utm" subtype="webfilter" eventtime=1587230269 srcip=192.168.2.1 dstip=198.51.100.8 "#
          + #"service="HTTPS" hostname="Evil.Example" url="/a b?x=\"1\"" action="blocked" "#
          + #"direction="incoming" msg="say \"no\", \\ here" catdesc="Malicious Websites""#)
        + record(
          #"type=utm subtype=virus srcip=10.1.100.11 dstip=<OTXIP> action=blocked proto=6 "#
            + #"url="http://evil.example/e.com" filename="e.com" analyticscksum="275a02""#)
        + record(
          "type=traffic subtype=forward status=deny src=192.0.2.1 dst=192.0.2.2 user=\"N/A\""))
    #expect(
      try log.network("DestinationHostName, RequestURL, DeviceAction, CommunicationDirection") == [
        #"evil.example|https://Evil.Example/a b?x="1"|blocked|"#,
        "evil.example|http://evil.example/e.com|blocked|", "||deny|",
      ])
    #expect(
      try log.network("json_extract(AdditionalExtensions, '$.msg')").first == #"say "no", \ here"#)
    #expect(
      try log.network("json_extract(AdditionalExtensions, '$.analyticscksum')")[1] == "275a02")
    #expect(try log.network("SourceUserName")[2].isEmpty)
  }

  @Test func `the DNS filter's rows are DNS events`() throws {
    let ends =
      "type=utm subtype=dns eventtime=1587230249 srcip=192.168.2.1 srcport=53430 "
      + "dstip=198.51.100.53 dstport=53 sessionid=5 proto=17 qname=\"A.example\" qclass=IN "
    let log = try ImportedText(
      record(ends + "eventtype=dns-query xid=235 qtype=A qtypeval=1")
        + record(
          ends
            + #"eventtype="dns-response" xid=2234 qtype="Unknown" ipaddr="192.0.2.8, 2001:db8::4" "#
            + #"action="block" botnetdomain="a.example""#))
    #expect(
      try log.dns() == [
        "2020-04-18T17:17:29.0000000Z|192.168.2.1|a.example|A|||request|fw1",
        "2020-04-18T17:17:29.0000000Z|192.168.2.1|a.example|UNKNOWN||192.0.2.8, 2001:db8::4|response|fw1",
      ])
    #expect(
      try log.dns("TransactionIdHex, NetworkProtocol, DstIpAddr, SrcPortNumber, DnsSessionId") == [
        "eb|UDP|198.51.100.53|53430|5", "8ba|UDP|198.51.100.53|53430|5",
      ])
    #expect(
      try log.dns("json_extract(AdditionalFields, '$.action', '$.botnetdomain')")[1]
        == #"["block","a.example"]"#)
  }

  @Test(arguments: [
    ("lan", "wan", "Outbound"), ("wan", "lan", "Inbound"), ("lan", "dmz", "Local"),
    ("wan", "wan", "External"), ("undefined", "wan", ""),
  ])
  func `the interfaces' roles tell the direction`(
    source: String, destination: String, direction: String
  ) throws {
    let log = try ImportedText(
      record(
        "type=traffic subtype=forward srcip=192.0.2.1 dstip=192.0.2.2 srcintfrole=\(source) "
          + "dstintfrole=\(destination)"))
    #expect(try log.network("CommunicationDirection") == [direction])
  }

  @Test func `events of the system are counted`() throws {
    let log = try ImportedText(
      Self.line + "\n" + record("type=event subtype=system srcip=192.0.2.1")
        + record("type=utm subtype=file-filter") + "date=2020-04-23 time=01:16:08 desc=x\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note == "not imported: 1 event system, 1 utm file-filter")
    #expect(log.reasons == ["it has no type"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("fortinet/traffic.log", rows: 13), ExpectedFile("fortinet/utm.log", rows: 28),
      ExpectedFile(
        "fortinet/event.log", rows: 0,
        note: "not imported: 8 event connector, 7 event vpn, 5 event system, 4 event user, "
          + "3 event endpoint"),
      ExpectedFile(
        "fortinet/ei_test-fortinet.log", rows: 22, rejected: 1,
        note: "not imported: 9 event connector, 6 event vpn, 4 event system, 3 event user, "
          + "1 event endpoint, 1 event security-rating"),
    ])
  func `real files give their rows`(file: ExpectedFile) throws {
    try file.check(format: "fortigate")
  }

  @Test(.enabled(if: SharedData.isPresent)) func `rows of a real file are its lines`() throws {
    let log = try ImportedText(shared: "fortinet/utm.log")
    #expect(
      try log.network(where: "SourceLine = 13") == [
        "2019-05-13T23:29:44.9751197Z|10.1.100.11|44258|185.244.31.158|80|morrishittu.ddns.net"
          + "|http://morrishittu.ddns.net/|TCP|HTTP|84|0|blocked||381780|"
      ])
    #expect(try log.fixture.value("SELECT count(*) FROM DnsEvents") == "4")
  }
}
