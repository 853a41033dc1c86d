// Netfilter's packets: iptables, UFW, Ubiquiti.

import Logs
import TestSupport
import Testing

struct `netfilter's log` {
  static let line =
    "Jan  8 2026 03:37:09 host1 kernel: [16571.459614] [UFW BLOCK] IN=eth0 OUT= MAC=90:10:35:5a SRC=203.0.113.36 "
    + "DST=172.16.54.114 LEN=52 TOS=0x00 PREC=0x00 TTL=115 ID=15743 DF PROTO=TCP SPT=17805 DPT=445 "
    + "WINDOW=8192 RES=0x00 ACK SYN URGP=0 "

  private let time = "2026-01-08T03:37:09.0000000Z"
  private func packet(_ prefix: String, _ fields: String) -> String {
    "Jan  8 2026 03:37:09 \(prefix)\(fields)\n"
  }

  @Test func `packets of UFW, of a rule without a program, of Ubiquiti, and ICMP`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + packet(
          "DENY: ",
          "IN=eth0 OUT= SRC=192.0.2.71 DST=192.0.2.83 LEN=88 PROTO=ICMP TYPE=3 CODE=1 [SRC=192.0.2.83 DST=192.168.173.191 PROTO=UDP SPT=21458 DPT=62936 ]"
        )
        + packet(
          "gw kernel: [WAN_OUT-2000-A]",
          "IN=eth0 OUT=eth2 SRC=2001:0db8::0001 DST=2001:db8::2 PROTO=UDP SPT=1 DPT=2 LEN=12")
        + packet(
          "gw kernel: ",
          "IN= OUT=lo SRC=192.0.2.1 DST=192.0.2.2 LEN=104 PROTO=ICMPv6 TYPE=128 CODE=0 ID=3427"))
    #expect(log.report.format == "iptables")
    #expect(
      try log.network() == [
        "\(time)|203.0.113.36|17805|172.16.54.114|445|||TCP||||block|Inbound||host1",
        "\(time)|192.0.2.71|3|192.0.2.83|1|||ICMP||||deny|Inbound||",
        "\(time)|2001:db8::1|1|2001:db8::2|2|||UDP||||accept|||gw",
        "\(time)|192.0.2.1|128|192.0.2.2|0|||ICMP|||||Outbound||gw",
      ])
    #expect(
      try log.network("NetworkConnectionHistory, AdditionalExtensions")[0]
        == #"ACK SYN|{"prefix":"[UFW BLOCK]","in":"eth0","mac":"90:10:35:5a","length":52}"#)
  }

  @Test func `half a packet is rejected, other messages are counted`() throws {
    let log = try ImportedText(
      Self.line + "\n" + packet("gw kernel: ", "TTL=126 ID=1 DF PROTO=TCP SPT=1 DPT=2")
        + packet("gw kernel: ", "usb 1-1: new device")
        + packet("gw kernel: ", "IN=eth0 OUT= PROTO=2"))
    #expect(log.report.inserted == 1)
    #expect(log.report.note.hasPrefix("not imported: 1 other messages"))
    #expect(
      log.reasons == [
        "the beginning of the packet's line is missing", "it has no address that can be read",
      ])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("iptables/iptables.log", rows: 10), ExpectedFile("iptables/ipv6.log", rows: 11),
      ExpectedFile("iptables/icmp.log", rows: 1), ExpectedFile("iptables/geo.log", rows: 1),
      ExpectedFile("iptables/ubiquiti.log", rows: 5, rejected: 6),
      ExpectedFile("iptables/ei_test-ubiquiti.log", rows: 5, rejected: 6),
      ExpectedFile("iptables/ei_test-iptables-raw.log", rows: 23),
    ])
  func `real files give their rows`(file: ExpectedFile) throws {
    try file.check(format: "iptables")
  }
}
