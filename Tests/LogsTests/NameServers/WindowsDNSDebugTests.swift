// The debug log of Windows' DNS server.

import Logs
import TestSupport
import Testing

struct `Windows' DNS debug log` {
  static let line =
    "6/5/2013 10:00:32 AM 0E70 PACKET  00000000033397A0 UDP Rcv 10.161.60.71    5b47   Q [0001   D   "
    + "NOERROR] A      (12)somecomputer(6)domain(3)com(0)"
  private let header = """
    DNS Server log file creation at 6/5/2013 9:00:00 AM
    Log file wrap at 6/5/2013 9:00:00 AM

    Message logging key (for packets - other items use a subset of these fields):
    \tField #  Information         Values
    \t   1     Date
    \t                             blank = Query\r

    """

  private func packet(_ rest: String) -> String {
    "6/15/2013 10:00:33 PM 0E70 PACKET  00000000033397A0 \(rest)\n"
  }

  @Test func `of a lookup the client's query and answer are rows`() throws {
    let log = try ImportedText(
      header + Self.line + "\n\n"
        + packet("UDP Snd 192.0.2.53      0a0b   Q [0001   D   NOERROR] A      (1)a(7)example(0)")
        + packet("UDP Rcv 192.0.2.53      0a0b R Q [8081   DR  NOERROR] A      (1)a(7)example(0)")
        + packet("TCP Snd 2001:db8::71    0a0c R Q [8385 A DR NXDOMAIN] ALL    (1)a(7)eXample(0)"))
    #expect(log.report.format == "windows-dns")
    #expect(log.report.rejected == 0)
    #expect(
      try log.dns() == [
        "2013-06-05T10:00:32.0000000Z|10.161.60.71|somecomputer.domain.com|A|||request|",
        "2013-06-15T22:00:33.0000000Z|2001:db8::71|a.example|ANY|NXDOMAIN||response|",
      ])
    #expect(
      try log.dns("TransactionIdHex, NetworkProtocol, ResultCode, DnsFlags") == [
        "5b47|UDP||RD", "a0c|TCP|3|AA RD RA",
      ])
    #expect(
      log.report.note.hasPrefix(
        "not imported: 1 answers from other servers, 1 queries to other servers"))
  }

  @Test func `updates, other contexts and details are no rows`() throws {
    let log = try ImportedText(
      Self.line + "\n"
        + packet("UDP Rcv 10.0.0.1        0a0b   U [0028       NOERROR] SOA    (7)example(0)")
        + "6/15/2013 10:00:33 PM 0E70 EVENT   The DNS server has started.\n"
        + "UDP question info at 00000000033397A0\n  Socket = 356\n    Message:\n"
        + packet("UDP Rcv 10.0.0.1        0a0b   Q [0001   D   NOERROR] A")
        + packet("UDP Rcv 10.0.0.1        0a0b   Q [0001   D   NOERROR] A   (9)a")
        + "once upon a time\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note.hasPrefix("not imported: 1 EVENT, 1 dynamic updates"))
    #expect(
      log.reasons == [
        "the name cannot be read", "the name cannot be read", "no line of a DNS debug log",
      ])
  }

  @Test func `a date above 12 tells the order of the file's dates`() throws {
    let log = try ImportedText(
      packet("UDP Rcv 10.0.0.1  1   Q [0001   D   NOERROR] A  (1)a(0)")
        .replacing("6/15/2013", with: "15/06/2013")
        + packet("UDP Rcv 10.0.0.1  1   Q [0001   D   NOERROR] A  (1)b(0)")
        .replacing("6/15/2013", with: "07/08/2013"))
    #expect(
      try log.dns("TimeGenerated, Name") == [
        "2013-06-15T22:00:33.0000000Z|a", "2013-08-07T22:00:33.0000000Z|b",
      ])
  }

  @Test func `so does the header's, before the first record`() throws {
    let log = try ImportedText(
      "DNS Server log file creation at 15/06/2013 09:00:00\n"
        + packet("UDP Rcv 10.0.0.1  1   Q [0001   D   NOERROR] A  (1)b(0)")
        .replacing("6/15/2013", with: "07/08/2013"))
    #expect(try log.dns("TimeGenerated") == ["2013-08-07T22:00:33.0000000Z"])
  }

  @Test(arguments: [
    ("(3)www(6)google(3)com(0)", "www.google.com"), ("(4)a(b)(7)example(0)", "a(b).example"),
    (#"(2)\303\244(2)de(0)"#, #"\303\244.de"#),
  ])
  func `a name is its labels`(written: String, name: String) throws {
    let log = try ImportedText(
      packet("UDP Rcv 10.0.0.1  1   Q [0001   D   NOERROR] A  \(written)"))
    #expect(try log.dns("Name") == [name])
  }

  @Test func `the root has a name too, and Server 2003 no number of the packet`() throws {
    let log = try ImportedText(
      "20130615 10:00:33 0E70 PACKET  UDP Rcv 10.0.0.1 0001   Q [0001   D   NOERROR] NS     (0)\n"
        + "2013/6/15 10:00:33 0E70 PACKET  UDP Rcv 10.0.0.1 0001   Q [0001   D   NOERROR] NS     (0)\n"
        + "15.06.2013 10:00:33 0E70 PACKET  UDP Rcv 10.0.0.1 0001   Q [0001   D   NOERROR] NS   (0)\n"
    )
    #expect(
      try log.dns("TimeGenerated, QueryType, TransactionIdHex") == [
        "2013-06-15T10:00:33.0000000Z|NS|1", "2013-06-15T10:00:33.0000000Z|NS|1",
      ])
    #expect(log.reasons == ["the time cannot be read"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `quoted lines are read`() throws {
    try ExpectedFile("dns-server-excerpts/windows_dns_debug.log", rows: 4)
      .check(format: "windows-dns")
  }
}
