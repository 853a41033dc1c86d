// Every file of the published feeds: what it is taken for, and what comes of it. None crashes, and none
// is refused without a reason. RECORD_GOLDENS=1 writes the table anew.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite(.enabled(if: SharedData.isPresent)) struct FeedFileGoldenTests {
  private static let golden = SharedData.repository
    .appending(path: "Tests/IngestionTests/Goldens/feeds.tsv")

  /// The line of a file: kind, objects, rows, rows held back, other objects, rejections; or the refusal.
  private func line(_ file: URL, under root: URL) throws -> String {
    let name = file.path.dropFirst(root.path.count + 1)
    let warehouse = try FeedWarehouse()
    do {
      let report = try warehouse.file(file.path)
      let counts = report.counts
      #expect(
        try warehouse.rows("SELECT count(*) FROM Indicator") == ["\(counts.new)"], "\(name)")
      let numbers = [
        counts.fetched, counts.new, counts.quarantined, counts.other, counts.rejected,
      ].map { "\($0)" }
      let fault = report.fault.map { ["broke off: \($0)"] } ?? []
      return ([String(name), report.format] + numbers + fault).joined(separator: "\t")
    } catch let error as FeedFileError {
      #expect(try warehouse.rows("SELECT count(*) FROM Indicator") == ["0"], "\(name)")
      return "\(name)\trefused\t\(error.reason)"
    }
  }

  /// The two longest lists take a minute where nothing is optimised, and a shorter one is as good.
  private static func isLeftOut(_ path: String) -> Bool {
    guard ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == nil else { return false }
    return path.hasSuffix("ipsum/ipsum.txt") || path.hasSuffix("ipsum/levels/3.txt")
  }

  @Test func `every file of the published feeds imports, or is refused with a reason`() throws {
    let root = try SharedData.data("feeds")
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey]))
    let lines = try files.compactMap { $0 as? URL }
      .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile ?? false }
      .sorted { $0.path < $1.path }
      .filter { !Self.isLeftOut($0.path) }
      .map { try line($0.standardizedFileURL, under: root.standardizedFileURL) }
    let head = "file\tkind\tobjects\trows\theld\tother\trejected\tfault"
    let table = ([head] + lines).joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try table.write(to: Self.golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n")
      .dropFirst().filter { !Self.isLeftOut(String($0.prefix { $0 != "\t" })) }
    for (found, wanted) in zip(lines, expected) { #expect(found == wanted) }
    #expect(lines.count == expected.count)
  }
}
