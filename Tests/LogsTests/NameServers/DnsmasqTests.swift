// dnsmasq and Pi-hole: queries, and the lines that answer them.

import Logs
import TestSupport
import Testing

struct `dnsmasq's log` {
  private let day = "Jun 25 2026 10:22:01 pihole dnsmasq[1234]: "
  static let line =
    "Jun 25 2026 10:22:01 pihole dnsmasq[1234]: query[A] example.com from 192.168.1.10"

  @Test func `queries, answers and blocks`() throws {
    let messages = [
      "query[AAAA] Ads.Example. from 192.168.1.10", "forwarded ads.example to 9.9.9.9",
      "gravity blocked ads.example is 0.0.0.0", "reply www.example is <CNAME>",
      "reply cdn.example is 2001:db8::7", "reply no.example is NXDOMAIN",
      "cached empty.example is NODATA-IPv6", "/etc/hosts router is 192.168.1.1",
      "reply 192.0.2.7 is host.example", "query[type=65] h.example from fd00::5",
      "validation result is INSECURE", "reply error is SERVFAIL",
      "reply txt.example is v=spf1 -all", "config slow.example is SERVFAIL (EDE: network error)",
      "started, version 2.90 cachesize 10000",
    ]
    let log = try ImportedText(messages.map { day + $0 + "\n" }.joined())
    #expect(log.report.format == "dnsmasq")
    let time = "2026-06-25T10:22:01.0000000Z"
    #expect(
      try log.dns() == [
        "\(time)|192.168.1.10|ads.example|AAAA|||request|pihole",
        "\(time)||ads.example|A|NOERROR|0.0.0.0|response|pihole",
        "\(time)||www.example||NOERROR||response|pihole",
        "\(time)||cdn.example|AAAA|NOERROR|2001:db8::7|response|pihole",
        "\(time)||no.example||NXDOMAIN||response|pihole",
        "\(time)||empty.example|AAAA|NOERROR||response|pihole",
        "\(time)||router|A|NOERROR|192.168.1.1|response|pihole",
        "\(time)||192.0.2.7||NOERROR||response|pihole",
        "\(time)|fd00::5|h.example|HTTPS|||request|pihole",
        "\(time)||txt.example||NOERROR||response|pihole",
        "\(time)||slow.example||SERVFAIL||response|pihole",
      ])
    #expect(
      try log.dns("AdditionalFields")[1...2] == [
        #"{"source":"gravity blocked"}"#, #"{"source":"reply","answer":"<CNAME>"}"#,
      ])
    #expect(
      log.report.note.hasPrefix(
        "not imported: 1 forwarded, 1 messages of dnsmasq, 1 reply error, 1 validation"))
  }

  @Test func `with extra, answers have a client as well`() throws {
    let log = try ImportedText(
      day + "7 192.168.1.10/34567 query[A] a.example from 192.168.1.10\n" + day
        + "7 192.168.1.10/34567 reply a.example is 192.0.2.7\n")
    #expect(
      try log.dns("ClientIP, SrcPortNumber, DnsSessionId, Name, IPAddresses") == [
        "192.168.1.10|34567|7|a.example|", "192.168.1.10|34567|7|a.example|192.0.2.7",
      ])
  }

  @Test func `stamps of rsyslog and of OpenWrt`() throws {
    let log = try ImportedText(
      "2026-01-01T00:00:00.5+02:00 ns dnsmasq[1]: query[A] a.example from 192.0.2.1\n"
        + "Sun May 24 13:30:01 2026 daemon.info dnsmasq[1]: query[A] b.example from 192.0.2.1\n")
    #expect(
      try log.dns("TimeGenerated, Name, Computer") == [
        "2025-12-31T22:00:00.5000000Z|a.example|ns", "2026-05-24T13:30:01.0000000Z|b.example|",
      ])
  }

  @Test func `DHCP of the same program and bad queries`() throws {
    let log = try ImportedText(
      Self.line + "\nJun 25 2026 10:22:01 pihole dnsmasq-dhcp[9]: DHCPACK(eth0) 192.168.1.10\n"
        + day
        + "query[A] from\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note.hasPrefix("not imported: 1 other programs' messages"))
    #expect(log.reasons == ["the query has no name and client"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `quoted lines are read`() throws {
    try ExpectedFile("dns-server-excerpts/dnsmasq_pihole.log", rows: 6).check(format: "dnsmasq")
  }
}
