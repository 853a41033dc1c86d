// Windows' own firewall: its header names the fields and the zone.

import Logs
import TestSupport
import Testing

struct `Windows' firewall log` {
  private let header = """
    #Version: 1.5
    #Software: Microsoft Windows Firewall
    #Time Format: Local
    #Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path


    """
  private let packet =
    "2015-07-16 11:35:26 ALLOW TCP 10.40.4.182 10.40.1.11 63064 135 0 S 0 0 0 - - - SEND\n"

  @Test func `packets, ICMP, and lost events`() throws {
    let log = try ImportedText(
      header + packet
        + "2015-07-16 11:35:27 DROP ICMP 2001:db8::9 2001:db8::1 - - 60 - - - - 8 0 - RECEIVE\n"
        + "2015-07-16 11:35:28 INFO-EVENTS-LOST - - - - - - - - - - - - 4 -\n2015-07-16 11:35:29 DROP\n",
      zone: TimeZoneRules(named: "+02:00"))
    #expect(log.report.format == "windows-firewall")
    #expect(
      try log.network() == [
        "2015-07-16T09:35:26.0000000Z|10.40.4.182|63064|10.40.1.11|135|||TCP||||allow|Outbound||",
        "2015-07-16T09:35:27.0000000Z|2001:db8::9|8|2001:db8::1|0|||ICMP||||drop|Inbound||",
      ])
    #expect(log.report.note == "not imported: 1 INFO-EVENTS-LOST")
    #expect(log.reasons == ["3 fields, and the header names 17"])
  }

  @Test func `the header may say that times are UTC`() throws {
    let log = try ImportedText(
      header.replacing("Local", with: "UTC") + packet, zone: TimeZoneRules(named: "+02:00"))
    #expect(try log.network("TimeGenerated") == ["2015-07-16T11:35:26.0000000Z"])
  }

  @Test func `hostile lines do no harm`() throws {
    let log = try ImportedText(Array(header.utf8) + hostileLines(String(packet.dropLast())))
    #expect(log.report.outcome == .imported)
    #expect(log.report.inserted > 1)
  }
}
