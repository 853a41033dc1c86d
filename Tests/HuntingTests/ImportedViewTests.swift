// Sentinel's tables over what is imported: the rows of both names, driven by the matches, and the same
// rows without.

import Hunting
import Indicators
import KQL
import TestSupport
import Testing
import Warehouse

@Suite struct ImportedViewTests {
  @Test func `every column of a map is one of the two tables, with a type that fits`() {
    for view in ["CommonSecurityLog", "VMConnection", "DeviceNetworkEvents"] {
      let table = WarehouseCatalog.catalog.table(view)
      #expect(table?.source == "NetworkConnectionRow", "\(view)")
      #expect(table?.columns.map(\.name) == DocumentedTable.named(view)?.columns.map(\.name))
    }
  }

  @Test(arguments: [
    (
      "CommonSecurityLog | where DestinationIP endswith '.70' | project SourceIP, Type, StartTime",
      "10.0.0.4|CommonSecurityLog|40"
    ),
    (
      "VMConnection | where RemoteIp endswith '.70' | project SourceIp, DestinationIp, Protocol",
      "10.0.0.4|198.51.100.70|"
    ),
    (
      "DeviceNetworkEvents | where RemoteIP endswith '.70' | project LocalIP, RemoteUrl, ActionType",
      "10.0.0.4||"
    ),
    (
      "ASimNetworkSessionLogs | where DstIpAddr endswith '.70' | project SrcIpAddr, NetworkProtocolVersion, EventType",
      "10.0.0.4|IPv4|NetworkSession"
    ),
  ])
  func `a view shows the connections in its columns`(query: String, expected: String) throws {
    let world = try HuntWorld()
    let ticks = "\(newYear.ticks + 400_000_000)"
    let rows = try world.rows(query)
    #expect(rows == [expected.replacing("|40", with: "|\(ticks)")])
    #expect(try world.rows(query, isPruning: false) == rows)
  }

  @Test func `every column of every view can be read`() throws {
    let world = try HuntWorld()
    try world.fixture.importLog(
      [.query(5, client: "10.0.0.1", name: "a.example", answers: ["192.0.2.1"])], name: "dns")
    for (view, count) in [
      ("CommonSecurityLog", 7), ("VMConnection", 7), ("DeviceNetworkEvents", 7),
      ("ASimNetworkSessionLogs", 7), ("ASimDnsActivityLogs", 1),
    ] {
      #expect(try world.rows(view).count == count, "\(view)")
      try world.fixture.importRows(of: view, [[:]], name: view)
      #expect(try world.rows(view).count == count + 1, "\(view)")
      #expect(try world.rows("\(view) | where isempty(Type)").isEmpty, "\(view)")
    }
    let dns = try world.rows(
      "ASimDnsActivityLogs | where DnsQuery != '' | project DnsQuery, SrcIpAddr, DnsResponseName")
    #expect(dns == ["a.example|10.0.0.1|192.0.2.1"])
  }

  @Test func `the rows of both names are hunted together, through the matches`() throws {
    let world = try HuntWorld()
    let hunt = """
      ThreatIntelligenceIndicator
      | where isnotempty(NetworkIP)
      | join kind=inner (CommonSecurityLog) on $left.NetworkIP == $right.DestinationIP
      | project SourceIP, DestinationIP, IndicatorId
      | order by SourceIP asc, IndicatorId asc
      """
    let before = try world.rows(hunt)
    #expect(before.count == 8)
    #expect(try world.rows(hunt, isPruning: false) == before)
    #expect(try world.compile(hunt).isDriven)
    try world.fixture.importRows(
      of: "CommonSecurityLog",
      [
        ["SourceIP": "10.9.9.9", "DestinationIP": "198.51.100.9"],
        ["SourceIP": "10.9.9.9", "DestinationIP": "198.51.100.99"],
        ["SourceIP": "198.51.100.9", "DestinationIP": "10.1.1.1"],
      ])
    let after = try world.rows(hunt)
    #expect(after == before + ["10.9.9.9|198.51.100.9|endless"])
    #expect(try world.rows(hunt, isPruning: false) == after)
  }

  @Test(arguments: [
    ("NetworkIP", "SourceIP"), ("NetworkIP", "DestinationIP"),
    ("DomainName", "DestinationHostName"),
    ("DomainName", "tostring(parse_url(RequestURL).Host)"), ("Url", "RequestURL"),
    ("FileHashValue", "FileHash"), ("EmailSenderAddress", "DestinationUserID"),
    ("NetworkIP", "tostring(parse_url(RequestURL).Host)"), ("Url", "DestinationHostName"),
  ])
  func `what is found in a documented table's column is what comparing every row finds`(
    indicator: String, column: String
  ) throws {
    let world = try DocumentedWorld()
    for kind in ["inner", "innerunique", "leftouter", "rightsemi"] {
      let hunt = """
        ThreatIntelligenceIndicator | where isnotempty(\(indicator)) | project \(indicator)
        | join kind=\(kind) (CommonSecurityLog | extend Key = \(column) | project Key, SourceUserName)
            on $left.\(indicator) == $right.Key
        """
      let found = try world.rows(hunt).sorted()
      #expect(try world.rows(hunt, isPruning: false).sorted() == found, "\(kind)")
      if kind == "inner", indicator != "Url" || column == "RequestURL" { #expect(!found.isEmpty) }
    }
    let live = """
      ThreatIntelIndicators | where IsActive
      | join kind=inner (CommonSecurityLog | extend Key = \(column)) on $left.ObservableValue == $right.Key
      | project ObservableKey, ObservableValue, SourceUserName
      """
    let found = try world.rows(live).sorted()
    #expect(try world.rows(live, isPruning: false).sorted() == found)
    #expect(try !found.isEmpty || world.rows("CommonSecurityLog | where \(column) == ''").isEmpty)
  }

  @Test func `a constant is sought among the observables, in the spelling of the row`() throws {
    let world = try DocumentedWorld()
    for value in ["192.0.2.1", "EVIL.example", "evil.example", "2001:DB8::1", "2001:db8::1", "x"] {
      for column in ["SourceIP", "DestinationIP", "DestinationHostName"] {
        let query = """
          CommonSecurityLog | where \(column) == '\(value)' | project SourceUserName
          | order by SourceUserName asc
          """
        #expect(try world.rows(query) == world.rows(query, isPruning: false), "\(column) \(value)")
      }
    }
  }
}
