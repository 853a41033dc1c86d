// ASIM's functions over what is imported, and the live table with Microsoft's shim on it.

import Foundation
import Hunting
import TestSupport
import Testing
import Warehouse

@Suite struct WorkspaceFunctionTests {
  private static func world() throws -> HuntWorld {
    let world = try HuntWorld()
    try world.fixture.importLog(
      [
        .query(5, client: "10.0.0.1", name: "a.evil.example", answers: ["192.0.2.1"]),
        .query(6, client: "10.0.0.2", name: "good.example", answers: ["192.0.2.77"]),
      ], name: "dns")
    try world.fixture.importRows(
      of: "ASimWebSessionLogs",
      [
        [
          "SrcIpAddr": "10.0.0.1", "DstIpAddr": "192.0.2.1", "Url": "http://evil.example/gate",
          "HttpUserAgent": "curl/8", "EventResult": "Success", "EventResultDetails": "200",
        ],
        ["SrcIpAddr": "10.0.0.2", "Url": "http://good.example/", "EventResultDetails": "404"],
      ])
    try world.fixture.importRows(
      of: "CommonSecurityLog",
      [["SourceIP": "10.0.0.3", "RequestURL": "http://proxied.example/", "DeviceVendor": "Squid"]])
    return world
  }

  @Test(arguments: [
    ("_Im_Dns | count", "2"), ("_Im_Dns() | count", "2"), ("imDns() | count", "2"),
    ("_Im_Dns(starttime=datetime(2026-01-01T00:00:06Z)) | project DnsQuery", "good.example"),
    ("_Im_Dns(endtime=datetime(2026-01-01T00:00:05Z)) | project DnsQuery", "a.evil.example"),
    ("_Im_Dns(srcipaddr='10.0.0.2') | project Domain", "good.example"),
    ("_Im_Dns(domain_has_any=dynamic(['evil.example'])) | project IpAddr", "10.0.0.1"),
    ("_Im_Dns(response_has_ipv4='192.0.2.7') | count", "0"),
    ("_Im_Dns(response_has_ipv4='192.0.2.77') | count", "1"),
    ("_Im_Dns(response_has_any_prefix=dynamic(['192.0.2.'])) | count", "2"),
    ("_Im_Dns(responsecodename='NXDOMAIN') | count", "0"),
    (
      "imDns(starttime=ago(1d), eventtype='lookup') | project EventId, SubType | distinct *",
      "|LookupQuery"
    ),
    ("_Im_NetworkSession | count", "7"), ("imNetworkSession() | count", "7"),
    (
      "_Im_NetworkSession(dstipaddr_has_any_prefix=dynamic(['198.51.100.70'])) | project Src",
      "10.0.0.4"
    ),
    ("_Im_NetworkSession(srcipaddr_has_any_prefix=dynamic(['10.0.0.1'])) | count", "2"),
    (
      "_Im_NetworkSession(ipaddr_has_any_prefix=dynamic(['198.51.100.8', '10.0.0.9'])) | count", "2"
    ),
    ("_Im_NetworkSession(dstportnumber=443) | count", "0"),
    ("_Im_NetworkSession(eventresult='Failure') | count", "0"),
    ("_Im_WebSession | count", "3"), ("imWebSession() | count", "3"),
    ("_Im_WebSession(url_has_any=dynamic(['evil.example'])) | project Dst", "192.0.2.1"),
    (
      "_Im_WebSession(srcipaddr_has_any_prefix=dynamic(['10.0.0.3'])) | project EventVendor, Url",
      "Squid|http://proxied.example/"
    ),
    ("_Im_WebSession(httpuseragent_has_any=dynamic(['curl'])) | count", "1"),
    ("_Im_WebSession(eventresultdetails_in=dynamic(['404', '500'])) | project Src", "10.0.0.2"),
    ("_Im_WebSession(eventresult='success') | count", "1"),
  ])
  func `a function filters by its parameter`(query: String, expected: String) throws {
    let world = try Self.world()
    #expect(try world.rows(query) == [expected])
    #expect(try world.rows(query, isPruning: false) == [expected])
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `Microsoft's shim from the live table to the retired one's columns runs`() throws {
    let text = try String(
      contentsOf: SharedData.data("kql/sentinel-rules.jsonl"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { $0.contains("new/ThreatIntelIndicatorsv2") }
    let rule = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let shim = try #require(rule?["text"] as? String)
    let world = try DocumentedWorld()
    let rows = try world.rows(
      shim + "\n| where isnotempty(ObservableValue) | summarize count() by bool_ = IsActive")
    #expect(rows == ["1|8"])
  }

  @Test func `the live table has a row for each observable, with the source in its Id`() throws {
    let world = try DocumentedWorld()
    let rows = try world.rows(
      """
      ThreatIntelIndicators
      | extend Source = base64_decode_tostring(tostring(split(Id, '---')[0]))
      | project Source, Object = tostring(split(Id, '---')[1]), ObservableValue
      | order by Object asc
      """)
    #expect(rows.count == 8)
    #expect(rows[0] == "Feed|indicator-0|192.0.2.1")
    let latest = """
      ThreatIntelIndicators
      | summarize LatestIndicatorTime = arg_max(TimeGenerated, *) by Id, ObservableValue
      | where IsActive and (ValidUntil > now() or isempty(ValidUntil))
      | join kind=innerunique (CommonSecurityLog | where isnotempty(SourceIP))
          on $left.ObservableValue == $right.SourceIP
      | project Id, SourceIP
      | order by Id asc
      """
    let found = try world.rows(latest)
    #expect(try world.rows(latest, isPruning: false) == found)
    #expect(found.count == 5)
  }
}
