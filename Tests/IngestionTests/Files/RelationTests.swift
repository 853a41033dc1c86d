// Relationships and markings of real bundles, counted again here by other means, in every order in which
// the objects may come; and what changes when they change.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct RelationTests {
  typealias Object = [String: Any]

  static let names = """
    SELECT DISTINCT ExternalIndicatorId, MalwareNames, ActivityGroupNames
    FROM ThreatIntelligenceIndicator
    WHERE MalwareNames || ActivityGroupNames <> '' ORDER BY 1
    """

  /// `Self.names` as it has to be, by the relationships of the objects alone.
  private func expected(_ objects: [Object]) -> [String] {
    var byId: [String: Object] = [:]
    for object in objects { byId[object["id"] as? String ?? ""] = object }
    var found: [String: (malware: Set<String>, groups: Set<String>)] = [:]
    for object in objects where object["relationship_type"] as? String == "indicates" {
      guard object["revoked"] as? Bool != true, let from = object["source_ref"] as? String,
        byId[from]?["type"] as? String == "indicator", let to = object["target_ref"] as? String,
        let target = byId[to], let name = target["name"] as? String
      else { continue }
      switch target["type"] as? String {
      case "malware", "tool": found[from, default: ([], [])].malware.insert(name)
      case "intrusion-set", "threat-actor", "campaign":
        found[from, default: ([], [])].groups.insert(name)
      default: break
      }
    }
    return found.sorted { $0.key < $1.key }.map { id, names in
      let (malware, groups) = (names.malware.sorted(), names.groups.sorted())
      return [id, malware.joined(separator: ", "), groups.joined(separator: ", ")]
        .joined(separator: "|")
    }
  }

  private func write(_ objects: [Object], _ warehouse: FeedWarehouse) throws {
    let bundle: Object = ["type": "bundle", "id": "bundle--1", "objects": objects]
    let text = try JSONSerialization.data(withJSONObject: bundle, options: [.sortedKeys])
    try warehouse.text(String(decoding: text, as: UTF8.self), policy: .lettingAllIn)
  }

  private func objects(_ set: String) throws -> [Object] {
    let root = try SharedData.data("feeds/\(set)")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    let bundles = files.compactMap { $0 as? URL }
      .filter { ["json", "stix2"].contains($0.pathExtension) }.sorted { $0.path < $1.path }
    var objects: [String: Object] = [:]
    for file in bundles {
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? Object
      for object in json?["objects"] as? [Object] ?? [] {
        objects[object["id"] as? String ?? ""] = object
      }
    }
    return objects.sorted { $0.key < $1.key }.map(\.value)
  }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [("unit42-playbooks", 1_000), ("mvt-indicators", 500)])
  func `the names of real relationships, in every order`(set: String, atLeast: Int) throws {
    let objects = try objects(set)
    let expected = expected(objects)
    #expect(expected.count >= atLeast)
    func part(_ types: Set<String>, _ isIn: Bool = true) -> [Object] {
      objects.filter { types.contains($0["type"] as? String ?? "") == isIn }
    }
    let orders: [[[Object]]] = [
      [objects], [objects.reversed()],
      // Each part in a poll of its own: relationships first, last, and the targets last.
      [part(["relationship"]), part(["relationship"], false)],
      [part(["relationship"], false), part(["relationship"])],
      [part(["indicator", "relationship"]), part(["indicator", "relationship"], false)],
    ]
    for polls in orders {
      let warehouse = try FeedWarehouse()
      for poll in polls { try write(poll, warehouse) }
      #expect(try warehouse.rows(Self.names) == expected)
    }
  }

  // MARK: What changes

  private static var indicator: Object {
    [
      "type": "indicator", "id": "indicator--1", "modified": "2026-02-01T00:00:00Z",
      "pattern": "[ipv4-addr:value = '192.0.2.1']", "pattern_type": "stix",
    ]
  }

  private func malware(_ number: Int, _ name: String, day: Int = 1) -> Object {
    [
      "type": "malware", "id": "malware--\(number)", "name": name,
      "modified": "2026-02-0\(day)T00:00:00Z",
    ]
  }

  private func relationship(_ number: Int, to target: String, revoked: Bool = false) -> Object {
    [
      "type": "relationship", "id": "relationship--\(number)", "relationship_type": "indicates",
      "source_ref": "indicator--1", "target_ref": target, "revoked": revoked,
      "modified": "2026-02-0\(revoked ? 2 : 1)T00:00:00Z",
    ]
  }

  @Test func `a target that is renamed, and a relationship that is revoked`() throws {
    let warehouse = try FeedWarehouse()
    func malwareNames() throws -> [String] {
      try warehouse.rows("SELECT MalwareNames FROM Indicator")
    }
    try write(
      [
        Self.indicator, malware(1, "Zeta"), malware(2, "Alpha"), malware(3, "Zeta"),
        relationship(1, to: "malware--1"), relationship(2, to: "malware--2"),
        relationship(3, to: "malware--3"), relationship(4, to: "malware--4"),
      ], warehouse)
    #expect(try malwareNames() == ["Alpha, Zeta"])
    let version = try warehouse.rows("SELECT Version FROM Indicator")
    try write([malware(1, "Beta", day: 2)], warehouse)
    #expect(try malwareNames() == ["Alpha, Beta, Zeta"])
    #expect(try warehouse.rows("SELECT Version FROM Indicator") != version)
    try write([relationship(2, to: "malware--2", revoked: true)], warehouse)
    #expect(try malwareNames() == ["Beta, Zeta"])
    // The indicator's next version has the names still.
    var newer = Self.indicator
    newer["modified"] = "2026-02-05T00:00:00Z"
    try write([newer], warehouse)
    #expect(try malwareNames() == ["Beta, Zeta"])
    try write([1, 3].map { relationship($0, to: "malware--\($0)", revoked: true) }, warehouse)
    #expect(try malwareNames() == [""])
  }

  @Test func `a source does not take another's relationships`() throws {
    var (one, other) = (try FeedWarehouse(), try FeedWarehouse())
    try write([Self.indicator, malware(1, "Zeta")], one)
    other = one
    other.name = "Another"
    try write([relationship(1, to: "malware--1")], other)
    one.name = "SOC Defenders"
    #expect(try one.rows(Self.names) == [])
  }

  private static let extensionId = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

  @Test(arguments: [
    ("{\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"red\"}}", "red"),
    ("{\"extensions\":{\"\(extensionId)\":{\"tlp_2_0\":\"amber+strict\"}}}", "amber"),
    ("{\"extensions\":{\"\(extensionId)\":{\"tlp_2_0\":\"clear\"}}}", "white"),
    ("{\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"TLP:GREEN\"}}", "green"),
    ("{\"definition_type\":\"statement\",\"definition\":{\"statement\":\"(c)\"}}", ""),
  ])
  func `a marking of the feed's own says its level, before or after the indicator`(
    members: String, level: String
  ) throws {
    var marking = try #require(
      try JSONSerialization.jsonObject(with: Data(members.utf8)) as? Object)
    marking["type"] = "marking-definition"
    marking["id"] = "marking-definition--1"
    marking["created"] = "2026-02-01T00:00:00Z"
    var marked = Self.indicator
    marked["object_marking_refs"] = ["marking-definition--0", "marking-definition--1"]
    for polls in [
      [[marking, marked]], [[marked, marking]], [[marked], [marking]], [[marking], [marked]],
    ] {
      let warehouse = try FeedWarehouse()
      for poll in polls { try write(poll, warehouse) }
      #expect(try warehouse.rows("SELECT TrafficLightProtocolLevel FROM Indicator") == [level])
    }
  }
}
