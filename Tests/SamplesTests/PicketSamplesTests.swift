// Runs the built executable: `swift test` builds it beside the tests.

import Foundation
import Samples
import Testing

@Suite struct PicketSamplesTests {
  @Test func `serve tells its port, answers, and ends cleanly on SIGTERM`() async throws {
    try await inTemporaryFolder { folder in
      let portFile = folder.appending(path: "port")
      let run = try Run([
        "serve", "--port-file", portFile.path, "--now", "2026-11-23T15:04:05Z", "--key-env", "KEY",
      ])
      var port = ""
      for _ in 0..<200 where port.isEmpty {
        try await Task.sleep(for: .milliseconds(50))
        port = (try? String(contentsOf: portFile, encoding: .utf8)) ?? ""
      }
      #expect(port.hasSuffix("\n"))
      let url = "http://127.0.0.1:" + port.dropLast()
      let answer = try await ask(url + "/api/v1/iocs?limit=1", headers: ["X-API-Key": "from-env"])
      let meta = try #require(try answer.json["meta"] as? [String: Any])
      #expect(meta["total"] as? Int == 59)
      run.process.terminate()
      #expect(await run.status == 0)
      #expect(!FileManager.default.fileExists(atPath: portFile.path))
    }
  }

  @Test func `logs writes the logs of the day and names them`() async throws {
    try await inTemporaryFolder { folder in
      let logs = folder.appending(path: "new/logs")
      let run = try Run(["logs", logs.path, "--now", "2026-11-23"])
      #expect(await run.status == 0)
      let world = SampleWorld(now: midnight)
      for (name, text) in [("conn.log", world.connLog), ("dns.log", world.dnsLog)] {
        let file = logs.appending(path: name)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        #expect(run.output.contains(file.path + "\n"))
      }
    }
  }

  @Test func `bench writes the parts that are asked for, and prints what is in them`() async throws
  {
    try await inTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      let run = try Run([
        "bench", "--rows", "2000", "--indicators", "1000", "--hits", "10", "--only", "conn",
        "blocks",
        "--into", data.path,
      ])
      #expect(await run.status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: data.path).sorted()
      #expect(
        names == [
          "blocks.json", "blocks.txt", "conn-append.log", "conn-new.log", "conn.log",
          "expected.json",
        ])
      let expected = try Data(contentsOf: data.appending(path: "expected.json"))
      let truth = try JSONDecoder().decode(BenchmarkTruth.self, from: expected)
      #expect(truth.connections?["conn.log"]?.hits == 10 && truth.queries == nil)
      #expect(run.output == String(decoding: expected, as: UTF8.self))
    }
  }

  @Test(arguments: [
    (["bench", "--rows", "10", "--into", "x"], "--rows"),
    (["logs", "x", "--now", "yesterday"], "--now"),
    (["logs", "x", "--now", "1969-01-01"], "--now"),
    (["serve", "--port-file", "x", "--key-env", "NO_SUCH_VARIABLE"], "NO_SUCH_VARIABLE"),
    (["serve", "--port-file", "x", "--page-size", "0"], "--page-size"), (["serve"], "--port-file"),
  ])
  func `what is wrong on the command line is a usage error that names it`(
    arguments: [String], name: String
  ) async throws {
    let run = try Run(arguments)
    #expect(await run.status == 64)
    #expect(run.output.contains(name))
  }

  private func inTemporaryFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }
}

/// A running `picket-samples`, its two streams in one file.
private final class Run {
  let process = Process()
  private let file: URL
  private let ended: AsyncStream<Int32>

  init(_ arguments: [String]) throws {
    let folder = try #require(Bundle.main.executableURL).deletingLastPathComponent()
    process.executableURL = folder.appending(path: "picket-samples")
    process.arguments = arguments
    process.environment = ["KEY": "from-env", "PATH": "/usr/bin:/bin"]
    file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    process.standardOutput = handle
    process.standardError = handle
    let (ended, continuation) = AsyncStream<Int32>.makeStream()
    self.ended = ended
    process.terminationHandler = { process in
      continuation.yield(process.terminationStatus)
      continuation.finish()
    }
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: file)
  }

  /// The exit status, once the process has ended.
  var status: Int32? {
    get async {
      for await status in ended { return status }
      return nil
    }
  }

  var output: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }
}
