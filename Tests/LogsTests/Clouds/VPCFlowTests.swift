// AWS' flow logs: the default fields, fields that a header names, and records without data.

import Logs
import TestSupport
import Testing

struct `AWS' VPC flow log` {
  static let line =
    "2 123456789010 eni-1235b8ca 78.24.182.42 158.109.0.1 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK"
  private let row =
    "2014-12-14T04:06:50.0000000Z|78.24.182.42|20641|158.109.0.1|22|||TCP||4249||accept"

  @Test func `the default's fields need no header, and CloudWatch puts a stamp in front`() throws {
    let log = try ImportedText(
      Self.line + "\n2014-12-14T04:08:00.000Z \(Self.line)\n"
        + "2 123456789010 eni-1235b8ca 2001:db8::9 2001:db8::1 0 0 58 4 336 1432917027 1432917142 REJECT OK\n"
        + "2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA\n"
        + "2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - SKIPDATA\n")
    #expect(log.report.format == "aws-vpcflow")
    #expect(
      try log.network() == [
        "\(row)|||eni-1235b8ca", "\(row)|||eni-1235b8ca",
        "2015-05-29T16:30:27.0000000Z|2001:db8::9|0|2001:db8::1|0|||ICMP||336||reject|||eni-1235b8ca",
      ])
    #expect(
      try log.network("EndTime, NetworkDuration, SrcPackets, AdditionalExtensions")[0]
        == #"2014-12-14T04:07:50.0000000Z|60000.0|20|{"account-id":"123456789010"}"#)
    #expect(log.report.note == "not imported: 1 NODATA, 1 SKIPDATA")
  }

  @Test func `a header names the fields, and each one counts from there`() throws {
    let log = try ImportedText(
      """
      version srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol start end flow-direction tcp-flags vpc-id
      5 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5 40000 443 6 1566848875 1566848933 egress 3 vpc-1
      5 10.0.1.5 10.0.0.220

      end start dstaddr srcaddr
      1566848933 1566848875 192.0.2.2 192.0.2.1

      """)
    #expect(
      try log.network() == [
        "2019-08-26T19:47:55.0000000Z|10.0.1.5|40000|203.0.113.5|443|||TCP|||||Outbound||",
        "2019-08-26T19:47:55.0000000Z|192.0.2.1||192.0.2.2|||||||||||",
      ])
    #expect(
      try log.network("NetworkConnectionHistory, AdditionalExtensions")[0]
        == #"3|{"dstaddr":"10.0.0.220","vpc-id":"vpc-1"}"#)
    #expect(log.reasons == ["3 fields, and the header names 13"])
  }

  @Test func `what cannot have a time or a name is rejected, with the reason`() throws {
    let log = try ImportedText(
      "instance-id interface-id srcaddr dstaddr\n- eni-1235b8ca 10.0.1.5 10.0.0.220\n")
    #expect(log.reasons == ["the header names neither start nor end: the flow has no time"])
    let nameless = try ImportedText("3 vpc-1 subnet-1 i-1 eni-1 1 IPv4 192.0.2.1 10.0.0.62 6 OK\n")
    #expect(
      nameless.reasons == [
        "a record of 11 fields without a header line: the fields have no names"
      ])
  }

  @Test func `an import that goes on knows the header`() throws {
    let fixture = try ImportFixture()
    let first = "end start dstaddr srcaddr\n1566848933 1566848875 192.0.2.2 192.0.2.1\n"
    let path = try fixture.write(first, to: "x.log")
    try fixture.load(path)
    _ = try fixture.write(first + "1566848934 1566848876 192.0.2.4 192.0.2.3\n", to: "x.log")
    try fixture.load(path)
    #expect(
      try fixture.rows("SELECT SourceIP, DestinationIP FROM NetworkConnection ORDER BY SourceLine")
        == ["192.0.2.1|192.0.2.2", "192.0.2.3|192.0.2.4"])
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("aws-vpcflow/accept-reject-traffic.log", rows: 4),
      ExpectedFile("aws-vpcflow/ipv6.log", rows: 1),
      ExpectedFile("aws-vpcflow/tcp-flag-sequence.log", rows: 3),
      ExpectedFile("aws-vpcflow/custom-nat-gateway.log", rows: 0, rejected: 2),
      ExpectedFile("aws-vpcflow/custom-transit-gateway.log", rows: 0, rejected: 1),
      ExpectedFile(
        "aws-vpcflow/no-data-skip-data.log", rows: 0, note: "not imported: 1 NODATA, 1 SKIPDATA"),
      ExpectedFile(
        "aws-vpcflow/tcp-flag-sequence-skip-data.log", rows: 0,
        note: "not imported: 1 NODATA, 1 SKIPDATA"),
      ExpectedFile(
        "aws-vpcflow/ei_test-extra-samples.log", rows: 5, note: "not imported: 1 NODATA, 1 SKIPDATA"
      ),
      ExpectedFile("aws-vpcflow/ei_test-v5-all-fields.log", rows: 1),
      ExpectedFile("aws-vpcflow/ei_test-tcp-flag-sequence.log", rows: 0, rejected: 3),
    ])
  func `real files give their rows`(file: ExpectedFile) throws {
    try file.check(format: "aws-vpcflow")
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `behind a NAT the packet's addresses are the peers`()
    throws
  {
    let log = try ImportedText(shared: "aws-vpcflow/ei_test-v5-all-fields.log")
    #expect(
      try log.network("SourceIP, DestinationIP, SentBytes, SrcPackets, CommunicationDirection")
        == ["89.160.20.156|10.200.0.80|1|52|Inbound"])
    #expect(
      try log.network(
        "json_extract(AdditionalExtensions, '$.dstaddr', '$.\"pkt-dst-aws-service\"')")
        == [#"["10.200.0.0","CLOUDFRONT"]"#])
  }
}
