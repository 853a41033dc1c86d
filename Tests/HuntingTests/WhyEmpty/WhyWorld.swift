// A warehouse in which every hunt of the tests has its reason to find nothing.

import Hunting
import Indicators
import TestSupport
import Warehouse

struct WhyWorld {
  let fixture: WarehouseFixture

  init() throws {
    fixture = try WarehouseFixture()
    try fixture.ingest([
      try address("expired", "198.51.100.7", expires: -12),
      try address("older", "198.51.100.8", expires: -40),
      try address("inactive", "198.51.100.9", expires: 30) { $0.revoked = true },
      try address("both", "198.51.100.10", expires: -3) { $0.revoked = true },
      try address("live", "203.0.113.1", expires: 30),
      try address("domain", "", expires: 30) { $0.domainName = "evil.example" },
      try address("block", "", expires: 30) { $0.networkCidrBlock = "192.0.2.0/28" },
      try address("url", "", expires: 30) { $0.url = "http://gate.example:8080/in.php" },
    ])
    try fixture.importConnections(
      [
        (10, "10.0.0.1", "198.51.100.7"), (20, "10.0.0.2", "198.51.100.8"),
        (30, "10.0.0.3", "198.51.100.9"), (40, "10.0.0.4", "198.51.100.10"),
        (50, "10.0.0.5", "192.0.2.9"),
      ], name: "conn.log")
    try fixture.importRows(
      of: "CommonSecurityLog",
      [
        "EVIL.example", "evil.example.", "a.b.evil.example", "gate.example",
        "\u{1b}[2Jevil.example",
      ]
      .map { ["DestinationHostName": LogCell($0), "SourceIP": "10.0.0.6"] })
  }

  private func address(
    _ id: String, _ value: String, expires days: Int64,
    _ change: (inout Indicator) -> Void = { _ in }
  ) throws -> FeedObject {
    var object = try fixture.object(id, address: value, expires: newYear.adding(days: days))
    change(&object.indicators[0])
    return object
  }

  /// The lines on the causes of a hunt that finds nothing at new year.
  func causes(_ text: String) throws -> String {
    var report = try report(text, fixture)
    (report.notes, report.pipelines) = ([], [])
    return report.lines.dropFirst(2).joined(separator: "\n")
  }
}
