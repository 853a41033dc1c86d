// Route 53's query log of a public zone.

import Logs
import TestSupport
import Testing

struct `Route 53's query log of a zone` {
  static let line =
    "1.0 2017-12-13T08:15:50.342Z Z123412341234 Bad.example.com. A NXDOMAIN UDP IAD12 89.160.20.112 "
    + "192.168.111.0/24"

  @Test func `a query with its result`() throws {
    let log = try ImportedText(
      Self.line + "\n1.0 2017-12-13T08:15:50.342Z Z123412341234 a.example A\n")
    #expect(log.report.format == "aws-route53-zone")
    #expect(
      try log.dns() == [
        "2017-12-13T08:15:50.3420000Z|89.160.20.112|bad.example.com|A|NXDOMAIN||response|"
      ])
    #expect(
      try log.dns("AdditionalFields") == [
        #"{"hosted-zone-id":"Z123412341234","edge-location":"IAD12","#
          + #""edns-client-subnet":"192.168.111.0/24"}"#
      ])
    #expect(log.reasons == ["a query has 10 fields"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(.enabled(if: SharedData.isPresent)) func `a real file gives its rows`() throws {
    try ExpectedFile("aws-route53/ei_test-route53-public.log", rows: 6)
      .check(format: "aws-route53-zone")
  }
}
