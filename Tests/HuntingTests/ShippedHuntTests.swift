import Foundation
import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct ShippedHuntTests {
  private static let documented = Hunt.all.prefix(2)

  @Test(arguments: documented.map(\.name))
  func `the SQL and the plan of a shipped hunt are the golden ones`(name: String) throws {
    let world = try HuntWorld()
    let hunt = try #require(Hunt.named(name))
    let runner = try world.runner()
    let query = try runner.compile(hunt.text, name: name)
    try HuntGolden.compare(query.shellSQL, with: "\(name).sql")
    let plan = try runner.plan(of: query)
    try HuntGolden.compare(plan.description, with: "\(name).plan")
    for node in plan.nodes {
      #expect(!node.detail.hasPrefix("SCAN"), "a scan in \(name): \(node.detail)")
    }
  }

  @Test func `the shipped hunts stand word for word as they are documented`() throws {
    let root = try #require(SharedData.root)
    let seed = root.appending(path: "seed")
    let document = try FileManager.default.contentsOfDirectory(atPath: seed.path)
      .map { String(decoding: try Data(contentsOf: seed.appending(path: $0)), as: UTF8.self) }
      .joined()
    for hunt in Self.documented { #expect(document.contains(hunt.text.dropLast())) }
  }

  @Test func `the network hunt finds the unexpired, newest first, and nothing else`() throws {
    let world = try HuntWorld()
    let hunt = try #require(Hunt.named("network-ip"))
    let ticks = { (seconds: Int64) in newYear.ticks + seconds * 10_000_000 }
    let expected = [
      "\(ticks(60))|10.0.0.1|198.51.100.7||C2 of a bot",
      "\(ticks(60))|10.0.0.1|198.51.100.7||seen again",
      "\(ticks(60))|10.0.0.9|198.51.100.7||C2 of a bot",
      "\(ticks(60))|10.0.0.9|198.51.100.7||seen again",
      "\(ticks(10))|10.0.0.1|198.51.100.7||C2 of a bot",
      "\(ticks(10))|10.0.0.1|198.51.100.7||seen again",
    ]
    #expect(try world.rows(hunt.text) == expected)
  }

  @Test func `an expiration that is missing drops out, as a null does in KQL`() throws {
    let world = try HuntWorld()
    let rows = try world.rows(
      """
      NetworkConnection
      | join kind=inner ThreatIntelligenceIndicator on $left.DestinationIP == $right.NetworkIP
      | where isnull(ExpirationDateTime) | project DestinationIP
      """)
    #expect(rows == ["198.51.100.9"])
  }

  @Test(arguments: [
    Hunt.all[0].text,
    """
    NetworkConnection | where SourcePort == 1 or isnull(SourcePort)
    | join kind=leftouter (ThreatIntelligenceIndicator | project NetworkIP, Description)
      on $left.DestinationIP == $right.NetworkIP
    | project SourceIP, DestinationIP, Description | sort by SourceIP asc, Description asc
    """,
    """
    ThreatIntelligenceIndicator | where Active == true
    | join kind=leftsemi NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project IndicatorId, NetworkIP | sort by IndicatorId asc
    """,
    """
    ThreatIntelligenceIndicator | project NetworkIP, ExpirationDateTime
    | join NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | summarize Rows = count(), Last = max(TimeGenerated) by DestinationIP | sort by DestinationIP asc
    """,
  ])
  func `the way over the matches only prunes: without it the rows are the same`(
    text: String
  ) throws {
    let world = try HuntWorld()
    let rows = try world.rows(text)
    #expect(!rows.isEmpty)
    #expect(try world.rows(text, isPruning: false) == rows)
  }
}
