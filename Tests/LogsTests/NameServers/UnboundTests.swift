// Unbound's queries and replies: its own file, syslog, and the tags.

import Logs
import TestSupport
import Testing

struct `Unbound's log` {
  static let line =
    "<30>Aug 15 2021 16:19:02 fw unbound[26931]: [26931:0] info: 192.168.1.1 api.opensubtitles.org. A IN"

  @Test func `a query`() throws {
    let log = try ImportedText(Self.line + "\n")
    #expect(log.report.format == "unbound")
    #expect(
      try log.dns() == [
        "2021-08-15T16:19:02.0000000Z|192.168.1.1|api.opensubtitles.org|A|||request|fw"
      ])
  }

  @Test func `a reply has its result, duration and size`() throws {
    let log = try ImportedText(
      "[1629044342] unbound[26931:0] info: 127.0.0.1 Bad.example. AAAA IN NXDOMAIN 0.003131 1 44\n"
        + "[1629044343] unbound[26931:0] reply: 2001:db8::1 b.example. A IN NOERROR 0.5 0 60 on tcp "
        + "192.0.2.53 853\n")
    #expect(
      try log.dns() == [
        "2021-08-15T16:19:02.0000000Z|127.0.0.1|bad.example|AAAA|NXDOMAIN||response|",
        "2021-08-15T16:19:03.0000000Z|2001:db8::1|b.example|A|NOERROR||response|",
      ])
    #expect(
      try log.dns("DnsNetworkDuration, NetworkProtocol, DstIpAddr, DstPortNumber, AdditionalFields")
        == [
          #"3.131||||{"cached":1,"size":44}"#, #"500.0|TCP|192.0.2.53|853|{"cached":0,"size":60}"#,
        ])
    #expect(log.report.note.isEmpty)
  }

  @Test func `what is no query is counted, and a name may be missing`() throws {
    let log = try ImportedText(
      "[1629044341] unbound[26931:0] info: start of service (unbound 1.13.1).\n"
        + "[1629044342] unbound[26931:0] info: 127.0.0.1 - - - SERVFAIL - - -\n")
    #expect(log.report.note == "not imported: 1 messages of Unbound")
    #expect(
      try log.dns() == ["2021-08-15T16:19:02.0000000Z|127.0.0.1|||SERVFAIL||response|"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `real lines are read`() throws {
    try ExpectedFile("dns-server-excerpts/unbound.log", rows: 2).check(format: "unbound")
    try ExpectedFile("pfsense/ei_test-pfsense-unbound.log", rows: 2).check(format: "unbound")
  }
}
