// pfSense's and OPNsense's packet filter.

import Logs
import TestSupport
import Testing

struct `pfSense's filterlog` {
  static let line =
    "<134>1 2021-07-03T19:10:14.578288-05:00 fw1 filterlog 72237 - - 146,,,1535324496,igb1.12,match,block,in,"
    + "4,0x0,,63,32989,0,DF,6,tcp,60,10.170.12.50,175.16.199.1,49652,853,0,S,1818117648,,64240,,mss;TS"

  private func message(_ text: String) -> String {
    "<134>Jul  3 2021 19:10:30 filterlog[72237]: \(text)\n"
  }

  @Test func `both layouts, and what has no ports`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + message(
          "6,,,1000000105,igb1.27,match,pass,out,6,0x00,0xf6279,1,UDP,17,32,fe80::208:1,ff02::1:2,546,547,32"
        )
        + message(
          "4,,,1000000103,em0,match,block,in,4,0x28,,53,28808,0,none,1,icmp,56,192.0.2.1,192.0.2.2,request,37728,164"
        )
        + message(
          "199,,,15,igb1,match,pass,in,4,0xc0,,1,0,0,DF,2,igmp,32,10.170.12.17,175.16.199.1,datalength=8"
        ))
    #expect(log.report.format == "pfsense-filterlog")
    let time = "2021-07-03T19:10:30.0000000Z"
    #expect(
      try log.network() == [
        "2021-07-04T00:10:14.5782880Z|10.170.12.50|49652|175.16.199.1|853|||TCP||||block|||fw1",
        "\(time)|fe80::208:1|546|ff02::1:2|547|||UDP||||pass|||",
        "\(time)|192.0.2.1||192.0.2.2||||ICMP||||block|||",
        "\(time)|10.170.12.17||175.16.199.1||||IGMP||||pass|||",
      ])
    #expect(
      try log.network("AdditionalExtensions")[0]
        == #"{"rule":"146","tracker":"1535324496","interface":"igb1.12","reason":"match","direction":"in","length":60}"#
    )
    #expect(try log.network("NetworkConnectionHistory")[0] == "S")
  }

  @Test func `the resolver's lines of the same file are DNS events, others are counted`() throws {
    let log = try ImportedText(
      Self.line
        + "\n<30>Dec 31 2021 22:06:33 fw1 unbound[75499]: [26931:0] info: 192.168.1.1 a.example. A IN\n"
        + "<190>Dec 31 2021 22:06:16 fw1 dhcpd[40152]: DHCPDISCOVER from 4c:55:41:a0:fa:99 via eth0.60\n"
        + message("1,,,2,em0,match,block,in,5,x") + message("1,,,2,em0,match,block,in,4,0x0"))
    #expect(
      try log.dns() == ["2021-12-31T22:06:33.0000000Z|192.168.1.1|a.example|A|||request|fw1"])
    #expect(log.report.note.hasPrefix("not imported: 1 dhcpd"))
    #expect(
      log.reasons == [
        "the IP version of filterlog is neither 4 nor 6",
        "a record of filterlog of 10 fields, without its addresses",
      ])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("pfsense/ei_test-pfsense-bsd.log", rows: 19),
      ExpectedFile("pfsense/ei_test-pfsense-syslog.log", rows: 16),
      ExpectedFile(
        "pfsense/ei_test-opensense.log", rows: 5,
        note: "not imported: 1 /flowd_aggregate.py, 1 dhcpd"),
    ])
  func `real files give their rows`(file: ExpectedFile) throws {
    try file.check(format: "pfsense-filterlog")
  }
}
