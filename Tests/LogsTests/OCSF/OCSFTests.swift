// Events of the Open Cybersecurity Schema Framework.

import Logs
import TestSupport
import Testing
import Warehouse

struct `OCSF` {
  private let flow =
    #"{"class_uid":4001,"class_name":"Network Activity","category_uid":4,"time":1752247584123,"start_time":1752247584123,"end_time":1752247585123,"src_endpoint":{"ip":"192.0.2.1","port":8080,"svc_name":"-"},"dst_endpoint":{"ip":"203.0.113.9","port":443,"hostname":"-"},"connection_info":{"protocol_num":6,"direction_id":2,"tcp_flags":19,"uid":"c1"},"traffic":{"bytes_in":2,"bytes_out":1,"packets_in":4,"packets_out":3},"disposition":"Blocked","action":"Denied","status":"Failure","metadata":{"version":"1.1.0","product":{"name":"Fw"}},"device":{"hostname":"d"}}"#
  private let query =
    #"{"class_uid":4003,"time":1665694956000,"src_endpoint":{"ip":"192.0.2.1","port":"15083"},"query":{"hostname":"A.example.","type":"A","class":"IN"},"answers":{"rdata":"198.51.100.7","type":"A"},"rcode":"NoError","rcode_id":0,"activity_id":2,"connection_info":{"protocol_name":"UDP"},"metadata":{"version":"1.0.0"}}"#
  private let columns = """
    SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName, RequestURL,
      Protocol, ApplicationProtocol, SentBytes, ReceivedBytes, SrcPackets, DstPackets, NetworkDuration,
      DeviceAction, CommunicationDirection, ConnectionState, NetworkConnectionHistory, NetworkSessionId,
      Computer, AdditionalExtensions FROM NetworkConnection
    """

  @Test func `a flow has every column, and a dash is nothing`() throws {
    let (fixture, report) = try importing(flow + "\n")
    #expect(report.format == "ocsf")
    #expect(
      try fixture.rows(columns) == [
        "2025-07-11T15:26:24.1230000Z|192.0.2.1|8080|203.0.113.9|443|||TCP||1|2|3|4|1000.0|blocked|Outbound"
          + #"|Failure|19|c1|d|{"class_name":"Network Activity","metadata.product.name":"Fw"}"#
      ])
  }

  @Test func `HTTP has a host and a URL`() throws {
    let (fixture, _) = try importing(
      #"{"class_uid":4002,"category_uid":4,"time":1729092237,"src_endpoint":{"ip":"192.0.2.1"},"http_request":{"http_method":"POST","url":{"scheme":"https","hostname":"evil.example","path":"/a"}},"http_response":{"code":404}}"#
        + "\n")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, DestinationHostName, RequestURL, ApplicationProtocol, AdditionalExtensions
        FROM NetworkConnection
        """) == [
          "2024-10-16T15:23:57.0000000Z|evil.example|https://evil.example/a|http"
            + #"|{"http_request.http_method":"POST","http_response.code":404}"#
        ])
  }

  @Test func `a query's answer may be an object or an array`() throws {
    let (fixture, _) = try importing(
      query + "\n"
        + query.replacing(
          #"{"rdata":"198.51.100.7","type":"A"}"#,
          with: #"[{"rdata":"c.example.","type":"CNAME"},{"rdata":"198.51.100.8","ttl":5}]"#)
        + "\n" + query.replacing(#""activity_id":2"#, with: #""activity_id":1"#) + "\n")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, ClientIP, SrcPortNumber, Name, QueryType, Result, IPAddresses, DnsResponseName,
          EventSubType FROM DnsEvents ORDER BY SourceLine
        """) == [
          "2022-10-13T21:02:36.0000000Z|192.0.2.1|15083|a.example|A|NOERROR|198.51.100.7"
            + #"|[{"data":"198.51.100.7"}]|response"#,
          "2022-10-13T21:02:36.0000000Z|192.0.2.1|15083|a.example|A|NOERROR|198.51.100.8"
            + #"|[{"data":"c.example"},{"data":"198.51.100.8","ttl":5}]|response"#,
          "2022-10-13T21:02:36.0000000Z|192.0.2.1|15083|a.example|A|NOERROR|198.51.100.7"
            + #"|[{"data":"198.51.100.7"}]|request"#,
        ])
  }

  @Test func `a file has hashes by their length`() throws {
    let (fixture, _) = try importing(
      #"{"class_uid":1001,"category_uid":1,"activity_id":4,"time":1665694956000,"file":{"name":"x","path":"/tmp/x","size":3,"hashes":[{"algorithm_id":3,"value":"0bec3128b241fa533dc5a9d3f62aa41323d205defc30dcde228c5ecc2d1e50a9"},{"value":"F3F3D2B0196B9A00E91838888E76B5F6"},{"value":"?"}]},"actor":{"user":{"name":"u"}}}"#
        + "\n")
    #expect(
      try fixture.rows(
        "SELECT ActionType, MD5, SHA256, FileName, FilePath, FileSize, ActorUsername FROM FileEvents"
      ) == [
        "FileDeleted|f3f3d2b0196b9a00e91838888e76b5f6|"
          + "0bec3128b241fa533dc5a9d3f62aa41323d205defc30dcde228c5ecc2d1e50a9|x|/tmp/x|3|u"
      ])
  }

  @Test func `other classes are counted by their names`() throws {
    let (_, report) = try importing(
      flow + "\n" + #"{"class_uid":6003,"class_name":"API \u001bActivity"}"# + "\n"
        + #"{"class_uid":4001,"src_endpoint":{"ip":"-"}}"# + "\n" + #"{"class_uid":"x"}"# + "\n")
    #expect(
      report.note
        == #"not imported: 1 OCSF class 4001 without an address, 1 OCSF class 6003 (API \x1bActivity)"#
    )
    #expect(report.firstRejections.map(\.reason) == ["no class_uid"])
  }

  @Test func `hostile lines do no harm`() throws {
    try importHostile(flow, table: "NetworkConnection")
    try importHostile(query, table: "DnsEvents")
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the published examples give what they tell`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("ocsf"))
    #expect(report.inserted == 26)
    #expect(report.rejected == 0)
    #expect(try fixture.value("SELECT count(*) FROM DnsEvents") == "4")
    #expect(
      try fixture.rows(columns + " WHERE SourceFile LIKE '%v1.5.0__VPC%'") == [
        "2025-07-11T15:26:24.0000000Z|1.2.3.4|8080|1.2.3.5|8864|||TCP||38526||8||19000.0|allowed|Outbound|OK"
          + #"|19|||{"class_name":"Network Activity","metadata.product.name":"Amazon VPC","activity_name":"Traffic"}"#
      ])
    #expect(
      try fixture.rows(
        "SELECT TimeGenerated, EndTime, NetworkDuration FROM NetworkConnection WHERE SourceFile LIKE '%SiLK%'"
      ) == ["2015-06-17T00:00:00.0830000Z|2015-06-17T00:00:00.0890000Z|6.0"])
  }
}
