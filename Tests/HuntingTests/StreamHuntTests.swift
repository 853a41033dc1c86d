import Foundation
import Hunting
import Indicators
import Logs
import TestSupport
import Testing
import Warehouse

/// Hunts over a stream: what they find is what an import and a hunt find.
@Suite struct StreamHuntTests {
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func `a random world is the same streamed and imported`(seed: UInt64) throws {
    var world = StreamWorld(seed: seed)
    let parity = try StreamParity(indicators: world.indicators())
    let paths = [
      try parity.write(world.log("conn", lines: 150), to: "conn.log"),
      try parity.write(world.log("dns", lines: 150), to: "dns.log"),
      try parity.write(world.log("files", lines: 60), to: "files.log"),
    ]
    try parity.check(paths, "seed \(seed)")
  }

  @Test func `random worlds have bad lines, and hits of every kind that Zeek's logs can have`()
    throws
  {
    var world = StreamWorld(seed: 1)
    let parity = try StreamParity(
      indicators: [
        "192.0.2.1", "evil.example", "198.51.100.0/24", "http://cdn.host.test/x",
        "http://192.0.2.10/gate.php", StreamWorld.hashes[0],
      ])
    let path = try parity.write(world.log("conn", lines: 400), to: "conn.log")
    let dns = try parity.write(world.log("dns", lines: 400), to: "dns.log")
    let hashes = try parity.write(world.log("files", lines: 400), to: "files.log")
    let (rows, files) = try parity.check([path, dns, hashes])
    // A connection of Zeek's has no host name.
    for hunt in Hunt.standard where !["network-host", "network-subdomain"].contains(hunt.name) {
      #expect(rows[hunt.name, default: 0] > 5, "\(hunt.name)")
    }
    for file in files { #expect(file.rejected > 5 && file.inserted > 100 && file.touching > 50) }
  }

  @Test func `chunks join: lines, numbers and headers are those of the whole`() throws {
    var world = StreamWorld(seed: 7)
    let parity = try StreamParity(indicators: ["192.0.2.1", "198.51.100.7", "evil.example"])
    // Several chunks of 256 KiB, headers in the middle of some.
    let conn = world.log("conn", lines: 15_000)
    let dns = world.log("dns", lines: 15_000)
    #expect(conn.count > 3 * 262_144)
    let paths = [
      try parity.write(conn, to: "conn.log"), try parity.write(dns, to: "dns.log"),
    ]
    let (rows, _) = try parity.check(paths)
    #expect(rows["network-ip", default: 0] > 500)
  }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ("zeek-tsv", 5, 100), ("zeek-baselines", 1, 0), ("incident-remcos-2023-02-22", 2, 100),
      ("zeek-json", 5, 100), ("suricata", 3, 100), ("sysmon", 2, 10), ("cisco-asa", 2, 10),
      ("paloalto", 2, 10), ("netflow", 2, 10), ("squid", 2, 10), ("ecs-json", 2, 10),
      ("gcp-vpcflow", 2, 10), ("dns-server-excerpts", 1, 1), ("m365-defender", 1, 0),
    ])
  func `real logs are the same streamed and imported`(
    folder: String, step: Int, least: Int
  ) throws {
    let root = try SharedData.data("logs/" + folder)
    // What an import of them knows gives the indicators: some of the values, and blocks around them.
    let all = try WarehouseFixture()
    _ = try LogImport(database: all.database, now: newYear.ticks).run(paths: [root.path])
    let values = try all.rows(
      "SELECT Value FROM Observable WHERE Id % \(step) = 0 AND Value LIKE '%.%' ORDER BY Id")
    let blocks = values.prefix(20).compactMap { value in
      IPAddress(value).flatMap { CIDRBlock($0, prefixLength: $0.width - 8)?.text }
    }
    let times = try all.rows("SELECT max(MaxTime) FROM Run")
    let now = try #require(times.first.flatMap { Int64($0) })
    let parity = try StreamParity(
      indicators: values + blocks, now: Timestamp(ticks: now) ?? newYear)
    let (rows, files) = try parity.check([root.path])
    #expect(rows.values.reduce(0, +) >= least)
    #expect(files.count { $0.touching > 0 } > 0)
  }

  @Test func `the same content twice, and a log that grew, give their rows once`() throws {
    var world = StreamWorld(seed: 3)
    let parity = try StreamParity(indicators: StreamWorld.addresses)
    let whole = world.log("conn", lines: 200)
    let lines = whole.split(separator: 0x0a, omittingEmptySubsequences: false)
    let half = Array(lines.prefix(100).joined(separator: [0x0a])) + [0x0a]
    let short = try parity.write(half, to: "short.log")
    let long = try parity.write(whole, to: "long.log")
    let copy = try parity.write(whole, to: "copy.log")
    let other = try parity.write(world.log("conn", lines: 100), to: "other.log")
    for paths in [
      [short, long, copy, other], [long, short, copy], [other, other, short, short, long],
      [copy, long],
    ] {
      let (rows, files) = try parity.check(paths)
      #expect(rows["network-ip", default: 0] > 5)
      #expect(files.contains { $0.outcome == .alreadyKnown || $0.outcome == .continued })
    }
  }
}
