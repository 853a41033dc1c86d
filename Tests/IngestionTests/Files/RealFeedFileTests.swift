// Published feeds as files. What is expected is counted here by other means.

import Foundation
import Indicators
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite(.enabled(if: SharedData.isPresent)) struct RealFeedFileTests {
  /// The JSON files of a set that hold objects, with what Foundation reads in them.
  private func bundles(_ set: String) throws -> [(path: String, objects: [[String: Any]])] {
    let root = try SharedData.data("feeds/\(set)")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    return try files.compactMap { $0 as? URL }
      .filter { ["json", "stix2"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
      .compactMap { file in
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        guard let objects = (json as? [String: Any])?["objects"] as? [[String: Any]] else {
          return nil
        }
        return (file.path, objects)
      }
  }

  @Test(arguments: [
    ("mvt-indicators", 11), ("unit42-playbooks", 20), ("oasis-stix2-examples", 7),
    ("oasis-slider-idioms", 50),
  ])
  func `every indicator of a published bundle gives a row or a counted rejection`(
    set: String, atLeast: Int
  ) throws {
    let bundles = try bundles(set)
    #expect(bundles.count >= atLeast)
    for (path, objects) in bundles {
      let warehouse = try FeedWarehouse()
      let report = try warehouse.file(path, policy: .lettingAllIn)
      #expect(report.fault == nil, "\(path)")
      #expect(report.counts.fetched == objects.count, "\(path)")
      let ids = Set(
        objects.filter { $0["type"] as? String == "indicator" }.compactMap { $0["id"] as? String })
      let rows = try warehouse.rows(
        "SELECT DISTINCT ExternalIndicatorId FROM ThreatIntelligenceIndicator")
      #expect(Set(rows) == ids, "\(path)")
      // Every row has an observable, a STIX side, or a reason why it has neither.
      #expect(
        try warehouse.rows(
          """
          SELECT ExternalIndicatorId FROM Indicator WHERE RowKey = '' AND ExternalIndicatorId
            NOT IN (SELECT ObjectId FROM Rejection)
          """) == [], "\(path)")
      #expect(
        try warehouse.rows("SELECT count(*) FROM Indicator WHERE ExpirationDateTime IS NULL")
          == ["0"], "\(path)")
      let before = try warehouse.indicators()
      let again = try warehouse.file(path, policy: .lettingAllIn, now: testDay.adding(days: 1))
      #expect((again.counts.new, again.counts.updated) == (0, 0), "\(path)")
      #expect(again.counts.rejected == report.counts.rejected, "\(path)")
      #expect(try warehouse.indicators() == before, "\(path)")
    }
  }

  @Test(arguments: [
    ("feeds/ipsum/levels/4.txt", 5354), ("feeds/threatfox-ips/ips.txt", 19_863),
  ])
  func `a block list gives a row for each of its lines`(path: String, rows: Int) throws {
    let file = try SharedData.data(path)
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
    let values = Set(lines.compactMap { $0.split { $0.isWhitespace }.first.map(String.init) })
    #expect(values.count == rows)
    let warehouse = try FeedWarehouse()
    let report = try warehouse.file(file.path, policy: .lettingAllIn)
    #expect(report.fault == nil)
    #expect(report.counts.rejected == 0)
    #expect(report.counts.new == values.count)
    let stored = try warehouse.rows("SELECT NetworkIP FROM ThreatIntelligenceIndicator")
    #expect(Set(stored) == values)
    #expect(stored.count == values.count)
    let again = try warehouse.file(file.path, policy: .lettingAllIn, now: testDay.adding(days: 1))
    #expect((again.counts.new, again.counts.updated) == (0, 0))
    #expect(again.counts.unchanged == values.count)
  }

  @Test func `a MISP event that breaks off keeps what precedes the fault, and says where it is`()
    throws
  {
    let warehouse = try FeedWarehouse()
    let file = try SharedData.data(
      "feeds/eset-malware-ioc/pypi_backdoor/malicious_pypi_packages.misp-event.json")
    let report = try warehouse.file(file.path, policy: .lettingAllIn)
    #expect(report.fault?.contains("line 37374, column 9") == true, "\(report.fault ?? "")")
    // Counted in the text: the hashes that are marked, each written once.
    let text = try String(contentsOf: file, encoding: .utf8)
    let hashes = text.matches(
      of: /"type": "(md5|sha1|sha256)",\s+"category": "[^"]*",\s+"to_ids": true/)
    #expect(hashes.count > 300)
    #expect(
      try warehouse.rows("SELECT count(*) FROM Indicator WHERE FileHashValue <> ''")
        == ["\(hashes.count)"])
    // Its tags stand right before the fault.
    #expect(
      try warehouse.rows("SELECT count(*) FROM Indicator WHERE Tags NOT LIKE '%ESET%'") == ["0"])
    #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["failed"])
  }
}
