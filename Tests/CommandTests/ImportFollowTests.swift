// `picket import --follow` as a process: standard input beside files that come.

import Foundation
import TestSupport
import Testing

@Suite struct ImportFollowTests {
  private func conn(_ uid: String) -> String {
    "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\n"
      + "1700000000.5\t\(uid)\t192.0.2.1\t198.51.100.1\n"
  }

  private func waitForRow(_ uid: String, _ workplace: Workplace, _ process: Process) async throws {
    while process.isRunning {
      let count = try await workplace.sqlite(
        "SELECT count(*) FROM NetworkConnection WHERE NetworkSessionId = '\(uid)';")
      if readCSV(count.output).last == ["1"] { break }
    }
  }

  @Test func `standard input is read to its end once`() async throws {
    let workplace = try Workplace()
    try workplace.makeFolder("logs")
    try workplace.directory.write(conn("C1"), to: "input")
    try workplace.directory.write("", to: "talk")
    let talk = workplace.directory.url.appending(path: "talk")
    let process = Process()
    process.executableURL = Program.folder.appending(path: "picket")
    process.arguments = ["import", "--follow", "-", "logs", "--db", workplace.database]
    process.currentDirectoryURL = workplace.directory.url
    process.standardInput = try FileHandle(
      forReadingFrom: workplace.directory.url.appending(path: "input"))
    process.standardError = try FileHandle(forWritingTo: talk)
    try process.run()
    try await waitForRow("C1", workplace, process)
    // What comes now is read by a later look, which looks at standard input first.
    try workplace.directory.write(conn("C2"), to: "logs/late.log")
    try await waitForRow("C2", workplace, process)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    let lines = try String(contentsOf: talk, encoding: .utf8).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("-: ") } == ["-: 1 rows (zeek-conn)"])
  }
}
