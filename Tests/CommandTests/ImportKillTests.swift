// A killed import leaves whole commits, and the next import goes on from there.

import Foundation
import TestSupport
import Testing

@Suite struct ImportKillTests {
  private static let fileCount = 40
  private static let rowsPerFile = 500

  /// Logs whose first 1,024 bytes are the same: an import commits before each of them, since it may
  /// be the one that it has just read.
  private func writeLogs(_ workplace: Workplace) throws {
    try workplace.makeFolder("logs")
    let header = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\n"
    for file in 0..<Self.fileCount {
      var text = header
      for row in 0..<Self.rowsPerFile {
        let uid = row < 30 ? "C\(row)" : "C\(row)of\(file)"
        text += "\(1_700_000_000 + row).5\t\(uid)\t192.0.2.\(row % 90)\t198.51.100.\(row % 250)\n"
      }
      try workplace.directory.write(text, to: "logs/\(file).log")
    }
  }

  @Test(arguments: [1, 4, 15])
  func `kill -9 in the middle leaves whole commits, and nothing comes twice`(
    commits: Int
  ) async throws {
    let workplace = try Workplace()
    try writeLogs(workplace)
    let process = Process()
    process.executableURL = Program.folder.appending(path: "picket")
    process.arguments = ["import", "logs", "--now", clock, "--db", workplace.database]
    process.currentDirectoryURL = workplace.directory.url
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Until some commits are in; a process that was quicker has shown that it ends by itself.
    while process.isRunning {
      let count = try await workplace.sqlite("SELECT count(*) FROM Import;")
      if let text = readCSV(count.output).last?.first, Int(text) ?? 0 >= commits { break }
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let whole = try await workplace.sqlite(
      """
      SELECT (SELECT coalesce(sum(Inserted), 0) FROM Import)
        = (SELECT count(*) FROM NetworkConnectionRow),
        (SELECT count(*) FROM Import WHERE Inserted <> \(Self.rowsPerFile)),
        (SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok');
      """)
    #expect(readCSV(whole.output).last == ["1", "0", "0"])
    let again = try await workplace.picket("import", "logs")
    #expect(again.status == 0)
    let rows = try await workplace.sqlite(
      """
      SELECT count(*), count(DISTINCT ImportId), count(DISTINCT NetworkSessionId)
      FROM NetworkConnectionRow;
      """)
    let distinct = 30 + Self.fileCount * (Self.rowsPerFile - 30)
    #expect(
      readCSV(rows.output).last == [
        "\(Self.fileCount * Self.rowsPerFile)", "\(Self.fileCount)", "\(distinct)",
      ])
  }
}
