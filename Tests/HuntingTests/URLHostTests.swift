// URLs that were written to deceive, or by accident: the rows of a hunt over their hosts are those of
// parse_url(), whatever the way to them.

import Hunting
import Indicators
import KQL
import SQLite
import TestSupport
import Testing
import Warehouse

@Suite struct URLHostTests {
  private static let schemes = ["http://", "HTTPS://", "//", "", "hxxp://", "a:b://", "://"]
  private static let users = ["", "user@", "u:p@", "a@b@", "evil.example\\@", "evil.example#@"]
  private static let hosts = [
    "evil.example", "EVIL.Example", "evil.example.", "10.0.0.1", "[2001:db8::1]", "[2001:DB8::1",
    "b\u{FC}cher.example", "xn--bcher-kva.example", "a%2eb.example", "a b.example", "", "010.0.0.1",
    "_x.good.test", "2001:db8::1", "evil.example\\", "0x0a000001", "\u{200B}evil.example",
  ]
  private static let ports = ["", ":80", ":", ":abc", ":80:90"]
  private static let rests = [
    "", "/", "/a?b=c#d", "?x=http://good.test/", "#http://good.test/", "\\x", "/@good.test",
    "/r?u=http://10.0.0.1/", " ",
  ]

  private static func url(_ random: inout SeededGenerator) -> String {
    random.pick(schemes) + random.pick(users) + random.pick(hosts) + random.pick(ports)
      + random.pick(rests)
  }

  @Test(arguments: 1...3)
  func `hosts of odd URLs match exactly as parse_url has them`(seed: UInt64) throws {
    var random = SeededGenerator(state: seed &* 0x2545_F491_4F6C_DD1D)
    let fixture = try WarehouseFixture()
    var seen: Set<String> = ["good.test", "evil.example", "10.0.0.1", "2001:db8::1"]
    var objects: [FeedObject] = []
    for number in 0..<120 {
      guard let url = IndicatorURL(Self.url(&random))?.text else { continue }
      seen.insert(URLParts(url).host)
      if let host = URLHost(url) { seen.insert(host.text) }
      var row = Indicator()
      row.indicatorId = "u\(number)"
      row.url = url
      objects.append(
        FeedObject(
          objectId: row.indicatorId, stixType: "indicator", modified: newYear,
          data: Array("{\"n\":\(number)}".utf8), mapping: "1", isIndicator: true,
          indicators: [row]))
    }
    seen.remove("")
    try fixture.ingest(objects)
    try fixture.importConnections(
      seen.sorted().enumerated().map { (Int64($0.offset), "10.0.0.9", $0.element) }, name: "all")
    let text = """
      NetworkConnection
      | join kind=inner (ThreatIntelligenceIndicator | extend H = tostring(parse_url(Url).Host)
        | project IndicatorId, H) on $left.DestinationIP == $right.H
      | project DestinationIP, IndicatorId
      """
    var results: [[String]] = []
    for isPruning in [true, false] {
      let runner = try HuntRunner(
        database: fixture.database, now: newYear.ticks, isPruning: isPruning)
      let query = try runner.compile(text, name: "test")
      #expect(query.isDriven == isPruning)
      var rows: [String] = []
      try runner.run(query) { rows.append($0.text(0) + "|" + $0.text(1)) }
      results.append(rows.sorted())
    }
    #expect(results[0] == results[1])
    #expect(results[0].count > 50)
  }

  @Test(arguments: [
    ("http://evil.example\\@good.test/", "evil.example", "good.test"),
    ("evil.example/r?u=http://good.test/", "evil.example", "good.test"),
    ("http://evil.example:abc/", nil, "evil.example"),
    ("http://[2001:db8::1]:80/", "2001:db8::1", "[2001:db8::1]"),
    ("http://evil.example./", "evil.example", "evil.example."),
    ("//evil.example/x", "evil.example", ""), ("http://u:p@good.test:1/", "good.test", "good.test"),
  ])
  func `the host that a client goes to may be another than a hunt is told`(
    url: String, client: String?, told: String
  ) {
    #expect(URLHost(url)?.text == client)
    #expect(URLParts(url).host == told)
  }
}
