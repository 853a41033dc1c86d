// BIND's query log: files, syslog, and Infoblox' form with the answer.

import Logs
import TestSupport
import Testing

struct `BIND's query log` {
  static let line =
    "18-May-2021 16:34:13.003 queries: info: client @0x55adcc672cc0 45.231.61.2#80 (pizzaseo.com): "
    + "query: pizzaseo.com IN ANY +E(0) (172.20.101.44)"

  @Test func `a query has its client, name, flags and server`() throws {
    let log = try ImportedText(Self.line + "\n")
    #expect(log.report.format == "bind")
    #expect(
      try log.dns() == ["2021-05-18T16:34:13.0030000Z|45.231.61.2|pizzaseo.com|ANY|||request|"])
    #expect(
      try log.dns(
        "SrcPortNumber, DstIpAddr, DnsQueryClassName, NetworkProtocol, DnsFlags, AdditionalFields")
        == [#"80|172.20.101.44|IN|UDP|RD|{"flags":"+E(0)"}"#])
  }

  @Test func `case is folded, and flags tell TCP and checking disabled`() throws {
    let log = try ImportedText(
      "18-May-2021 16:34:13.003 client 2001:db8::9#5353: view inside: query: GoOgLe.CoM. IN AAAA -TC\n"
    )
    #expect(
      try log.dns() == ["2021-05-18T16:34:13.0030000Z|2001:db8::9|google.com|AAAA|||request|"])
    #expect(
      try log.dns("NetworkProtocol, DnsFlags, AdditionalFields") == [
        #"TCP|CD|{"view":"inside","flags":"-TC"}"#
      ])
  }

  @Test func `syslog tells the host, and a wall clock's zone is the one that was named`() throws {
    let log = try ImportedText(
      "<30>May 18 16:34:13 ns1 named[812]: client @0x7f 192.0.2.9#1024 (a.example): query: a.example "
        + "IN A + (192.0.2.53)\n",
      zone: TimeZoneRules(named: "+02:00"))
    #expect(try log.dns("substr(TimeGenerated, 5), Computer") == ["-05-18T14:34:13.0000000Z|ns1"])
  }

  @Test func `Infoblox tells the answer`() throws {
    let log = try ImportedText(
      "07-Apr-2013 20:16:49.083 client 10.120.20.198#57398 UDP: query: a2.foo.com IN A response: NOERROR "
        + "+AED a2.foo.com 28800 IN CNAME b.foo.com.; b.foo.com 60 IN A 192.168.1.2;\n")
    #expect(
      try log.dns() == [
        "2013-04-07T20:16:49.0830000Z|10.120.20.198|a2.foo.com|A|NOERROR|192.168.1.2|response|"
      ])
    #expect(
      try log.dns("ResultCode, NetworkProtocol, DnsResponseName") == [
        #"0|UDP|[{"data":"b.foo.com.","ttl":28800},{"data":"192.168.1.2","ttl":60}]"#
      ])
  }

  @Test func `other lines are counted, and a query without a type is rejected`() throws {
    let log = try ImportedText(
      Self.line + "\n18-May-2021 16:34:14.000 general: info: all zones loaded\n"
        + "18-May-2021 16:34:15.000 client 192.0.2.9#1024 (a.example): query: a.example IN\n"
        + "yesterday client 192.0.2.9#1024 (a.example): query: a.example IN A + (192.0.2.53)\n")
    #expect(log.report.inserted == 1)
    #expect(log.report.note.contains("not imported: 1 no query"))
    #expect(
      log.reasons == ["the query has no name, class and type", "the time cannot be read"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `quoted lines are read`() throws {
    try ExpectedFile("dns-server-excerpts/bind_query.log", rows: 2).check(format: "bind")
  }
}
