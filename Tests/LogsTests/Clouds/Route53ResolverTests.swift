// Query logs of Route 53 Resolver.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Route 53 Resolver` {
  private let line =
    #"{"version":"1.100000","account_id":"1","region":"us-east-1","vpc_id":"vpc-1","query_timestamp":"2021-12-11T22:46:23Z","query_name":"A.Example.","query_type":"A","query_class":"IN","rcode":"NOERROR","answers":[{"Rdata":"c.example.","Type":"CNAME","Class":"IN"},{"Rdata":"198.51.100.7","Type":"A","Class":"IN"},{"Rdata":"dot.","Type":"TXT","Class":"IN"}],"srcaddr":"192.0.2.1","srcport":"48701","transport":"UDP","srcids":{"instance":"i-1"},"firewall_rule_action":"BLOCK"}"#

  @Test func `a query has its answers, without the dots of the root`() throws {
    let (fixture, report) = try importing(line + "\n")
    #expect(report.format == "route53-resolver")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, ClientIP, SrcPortNumber, Name, QueryType, DnsQueryClassName, Result, ResultCode,
          IPAddresses, DnsResponseName, NetworkProtocol, EventSubType, AdditionalFields FROM DnsEvents
        """) == [
          "2021-12-11T22:46:23.0000000Z|192.0.2.1|48701|a.example|A|IN|NOERROR|0|198.51.100.7"
            + #"|[{"data":"c.example"},{"data":"198.51.100.7"},{"data":"dot."}]|UDP|response"#
            + #"|{"firewall_rule_action":"BLOCK","srcids.instance":"i-1","account_id":"1","#
            + #""region":"us-east-1","vpc_id":"vpc-1"}"#
        ])
  }

  @Test func `without a name it is rejected, without a time too`() throws {
    let (_, report) = try importing(
      line + "\n" + #"{"version":"1.100000"}"# + "\n"
        + #"{"query_timestamp":"soon","query_name":"a.","srcaddr":"192.0.2.1"}"# + "\n")
    #expect(
      report.firstRejections.map(\.reason) == ["no query_name", "the time cannot be read"])
  }

  @Test func `hostile lines do no harm`() throws { try importHostile(line, table: "DnsEvents") }

  @Test(.enabled(if: SharedData.isPresent))
  func `the real log gives every query`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("aws-route53/ei_test-route53.log"))
    #expect(report.inserted == 34)
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT Result, count(*) FROM DnsEvents GROUP BY 1 ORDER BY 1")
        == ["NOERROR|23", "NXDOMAIN|11"])
    #expect(
      try fixture.rows(
        "SELECT Name, QueryType, DnsResponseName FROM DnsEvents WHERE SourceLine = 2") == [
          #"159.86.31.172.in-addr.arpa|PTR|[{"data":"ip-172-31-86-159.ec2.internal"}]"#
        ])
    #expect(
      try fixture.value(
        "SELECT count(*) FROM DnsEvents WHERE AdditionalFields LIKE '%\"firewall_rule_action\":\"BLOCK\"%'"
      )
        == "1")
  }
}
