// Every file of the collected logs: what it is taken for, and what comes of it. None crashes, and none is
// refused without a reason. RECORD_GOLDENS=1 writes the table anew.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

@Suite(.enabled(if: SharedData.isPresent)) struct LogFileGoldenTests {
  private static let golden = SharedData.repository
    .appending(path: "Tests/LogsTests/Goldens/logs.tsv")

  /// The line of a file: format, outcome, rows, rejections, and the first of them.
  private func line(_ file: FileReport, under root: String) -> String {
    let outcome: String
    switch file.outcome {
    case .imported: outcome = "imported"
    case .continued: outcome = "continued"
    case .alreadyKnown: outcome = "the content of a file above"
    case .partial(let reason): outcome = "partial: \(reason)"
    // The list of formats says nothing of the file.
    case .skipped(let reason), .failed(let reason):
      outcome = "refused: \(reason.components(separatedBy: ": tried")[0])"
    }
    let name = file.path.hasPrefix(root) ? String(file.path.dropFirst(root.count + 1)) : file.path
    let reason = file.firstRejections.first.map { "line \($0.line): \($0.reason)" } ?? ""
    return [
      name, file.format, outcome, "\(file.inserted)", "\(file.rejected)", reason,
    ].joined(separator: "\t")
  }

  @Test func `every file of the collection imports, or is refused with a reason`() throws {
    let root = try SharedData.data("logs").standardizedFileURL
    let folders = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    var lines: [String] = []
    for folder in folders {
      // A warehouse a folder: the same events lie in several encodings side by side.
      let fixture = try ImportFixture()
      let report = try fixture.load(root.appending(path: folder).path)
      lines += report.files.map { line($0, under: root.path) }
      let tables = try fixture.database.logTables
      let counts = try tables.map { try fixture.value("SELECT count(*) FROM \"\($0.storage)\"") }
      #expect(counts.compactMap(Int.init).reduce(0, +) == report.inserted, "\(folder)")
      #expect(
        try fixture.value("SELECT coalesce(sum(Rejected), 0) FROM Import") == "\(report.rejected)")
      #expect(try fixture.value("PRAGMA integrity_check") == "ok")
    }
    let head = "file\tformat\toutcome\trows\trejected\tfirst rejection"
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try (([head] + lines).joined(separator: "\n") + "\n")
        .write(to: Self.golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n")
      .dropFirst()
    for (found, wanted) in zip(lines, expected) { #expect(found == wanted) }
    #expect(lines.count == expected.count)
  }
}
