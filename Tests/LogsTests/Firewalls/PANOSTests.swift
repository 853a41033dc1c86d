// PAN-OS' traffic and threat logs.

import Logs
import TestSupport
import Testing

struct `PAN-OS' log` {
  static let line =
    "Nov 30 16:09:08 PA-220 1,2018/11/30 16:09:07,012801096514,TRAFFIC,end,2049,2018/11/30 16:09:07,"
    + "192.168.15.207,184.51.253.152,192.168.1.63,184.51.253.152,new_outbound_from_trust,corp\\alice,,ssl,"
    + "vsys1,trust,untrust,ethernet1/2,ethernet1/1,send_to_mac,2018/11/30 16:09:07,22751,1,55113,443,16418,"
    + "443,0x400053,tcp,allow,7734,1758,5976,36,2018/11/30 15:59:04,586,computer-and-internet-info,0,"
    + "32091112,0x0,192.168.0.0-192.168.255.255,United States,0,16,20,tcp-fin,0,0,0,0,,PA-220,from-policy,,,"
    + "0,,0,,N/A,0,0,0,0"

  private func threat(_ subtype: String, app: String = "web-browsing", misc: String) -> String {
    "1,2021/11/16 11:07:13,0070,THREAT,\(subtype),2561,2021/11/16 11:07:13,192.0.2.20,198.51.100.13,"
      + "0.0.0.0,0.0.0.0,rule1,bob,,\(app),vsys1,LAN,WAN,e1,e2,LFP,2021/11/16 11:07:13,48651,1,59762,53,0,0,"
      + "0x403000,udp,drop,\(misc),generic(327),any,medium,client-to-server"
  }

  @Test func `traffic begins at its start and lasts as long as it says`() throws {
    let log = try ImportedText(Self.line + "\n")
    #expect(log.report.format == "panos")
    #expect(
      try log.network() == [
        "2018-11-30T15:59:04.0000000Z|192.168.15.207|55113|184.51.253.152|443|||TCP|ssl|1758|5976|allow"
          + "||22751|PA-220"
      ])
    #expect(
      try log.network(
        "EndTime, NetworkDuration, SrcPackets, DstPackets, ConnectionState, SourceUserName") == [
          #"2018-11-30T16:08:50.0000000Z|586000.0|16|20|tcp-fin|corp\alice"#
        ])
    #expect(
      try log.network("json_extract(AdditionalExtensions, '$.rule', '$.natsrc', '$.natsport')")
        == [#"["new_outbound_from_trust","192.168.1.63",16418]"#])
  }

  @Test func `the device's clock has the zone of the precise stamp, or the one that is named`()
    throws
  {
    let fields = Self.line + String(repeating: ",", count: 40)
    let log = try ImportedText(
      "\(fields),2018-11-30T16:09:07.293-08:00,,\n\(Self.line)\n"
        + Self.line.replacing("2018/11/30 15:59:04", with: "2018-11-30T15:59:04.5Z") + "\n",
      zone: TimeZoneRules(named: "+01:00"))
    #expect(
      try log.network("TimeGenerated") == [
        "2018-11-30T23:59:04.0000000Z", "2018-11-30T14:59:04.0000000Z",
        "2018-11-30T15:59:04.5000000Z",
      ])
  }

  @Test func `syslog of IETF's form with a length in front is read`() throws {
    let message = Self.line.replacing("Nov 30 16:09:08 PA-220 ", with: "")
    let log = try ImportedText(
      "566 <14>1 2020-03-27T09:57:36+01:00 PA-VM - - - - \(message)\n\(message)\n")
    #expect(
      try log.network("SessionId, Computer".replacing("SessionId", with: "NetworkSessionId")).count
        == 2)
    #expect(log.report.rejected == 0)
  }

  /// PAN-OS, "Escape Sequences": a field with a comma or a quote is quoted, a quote in it doubled.
  @Test func `a URL gives the host, a comma in quotes ends nothing`() throws {
    let log = try ImportedText(
      threat("url", misc: #""Evil.example:8080/a,b?""q""""#) + "\n"
        + threat("url", misc: #""-/""#) + "\n" + threat("file", misc: "report.pdf") + "\n")
    #expect(
      try log.network("DestinationHostName, RequestURL, DeviceAction, SourcePort") == [
        #"evil.example|Evil.example:8080/a,b?"q"|drop|59762"#, "||drop|59762", "||drop|59762",
      ])
    #expect(
      try log.network("json_extract(AdditionalExtensions, '$.misc', '$.threatid', '$.natsrc')")[2]
        == #"["report.pdf","generic(327)",null]"#)
  }

  @Test func `a lookup that a DNS signature met is a DNS event`() throws {
    let log = try ImportedText(threat("spyware", app: "dns", misc: #""bad.example""#) + "\n")
    #expect(
      try log.dns() == ["2021-11-16T11:07:13.0000000Z|192.0.2.20|bad.example||||request|"])
    #expect(
      try log.dns("json_extract(AdditionalFields, '$.action', '$.threatid')") == [
        #"["drop","generic(327)"]"#
      ])
  }

  @Test func `other types are counted, short records rejected`() throws {
    let log = try ImportedText(
      Self.line + "\n1,2021/03/24 11:29:49,0131,GLOBALPROTECT,0,2305\n"
        + "1,2021/03/24 11:29:49,0131,SYSTEM,general,0\n1,2021/03/24 11:29:49,0131,TRAFFIC,end,1\n"
        + "garbage\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note.hasPrefix("not imported: 1 GLOBALPROTECT, 1 SYSTEM"))
    #expect(log.reasons == ["a TRAFFIC record of 6 fields", "it has no log type"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("paloalto/traffic.log", rows: 100),
      ExpectedFile("paloalto/threat.log", rows: 76),
      ExpectedFile("paloalto/pan_inc_traffic.log", rows: 100),
      ExpectedFile("paloalto/pan_inc_traffic_ietf.log", rows: 100),
      ExpectedFile("paloalto/pan_inc_threat.log", rows: 100),
      ExpectedFile("paloalto/traffic_nanos_time.log", rows: 1),
      ExpectedFile(
        "paloalto/pan_inc_other.log", rows: 1, note: "not imported: 26 SYSTEM, 7 CONFIG"),
      ExpectedFile("paloalto/userid.log", rows: 0, note: "not imported: 13 USERID"),
      ExpectedFile("paloalto/hipmatch.log", rows: 0, note: "not imported: 2 HIPMATCH"),
      ExpectedFile("paloalto/global_protect.log", rows: 0, note: "not imported: 9 GLOBALPROTECT"),
      ExpectedFile("paloalto/ei_test-panw-panos-traffic-sample.log", rows: 201),
      ExpectedFile("paloalto/ei_test-panw-panos-threat-sample.log", rows: 187),
      ExpectedFile("paloalto/ei_test-panw-panos-inc-traffic-sample.log", rows: 100),
      ExpectedFile("paloalto/ei_test-panw-panos-inc-threat-sample.log", rows: 104),
    ])
  func `real files give their rows`(file: ExpectedFile) throws { try file.check(format: "panos") }

  @Test(.enabled(if: SharedData.isPresent)) func `rows of real files are their lines`() throws {
    let traffic = try ImportedText(shared: "paloalto/traffic_nanos_time.log")
    #expect(
      try traffic.network() == [
        "2021-05-26T16:26:30.0000000Z|127.0.0.0|35834|127.0.0.1|443|||TCP|web-browsing|1696|5595|allow"
          + "||688290|GP cloud service"
      ])
    #expect(traffic.report.note.isEmpty)
    let threat = try ImportedText(shared: "paloalto/pan_inc_threat.log")
    #expect(
      try threat.network(where: "DestinationHostName = 'movfree.com'").first
        == "2012-04-10T04:37:05.0000000Z|192.168.0.2|58795|208.73.210.29|80|movfree.com|movfree.com/|TCP"
        + "|web-browsing|||block-url||23239|")
  }
}
