// `picket ingest --watch` and the signals that end it.

import Foundation
import TestSupport
import Testing

@Suite struct WatchTests {
  /// A collection without end: each page has one object and a `next`.
  private func endless() throws -> ScriptedServer {
    try ScriptedServer { request, number in
      guard request.target.hasPrefix("/c/objects/") else {
        return ScriptedFeed.json(["id": "c", "title": "C", "can_read": true])
      }
      let object = """
        {"type":"indicator","spec_version":"2.1","id":"indicator--\(UUID().uuidString.lowercased())",\
        "created":"2026-11-20T00:00:00Z","modified":"2026-11-20T00:00:00Z",\
        "valid_from":"2026-11-20T00:00:00Z","pattern_type":"stix",\
        "pattern":"[ipv4-addr:value = '192.0.2.\(number % 250)']"}
        """
      return .answer(
        body: Array("{\"more\":true,\"next\":\"n\(number)\",\"objects\":[\(object)]}".utf8))
    }
  }

  private func start(_ workplace: Workplace, url: String) throws -> Process {
    try workplace.directory.write(
      "sources: [{name: Endless, kind: taxii, url: '\(url)/c/'}]", to: "picket.yaml")
    return try Program.start(
      "picket", ["ingest", "--watch", "--db", workplace.database], in: workplace.directory.url)
  }

  /// Waits until a condition holds, for at most two minutes: all tests run at once.
  private func wait(for condition: () -> Bool) async throws {
    for _ in 0..<6_000 where !condition() { try await Task.sleep(for: .milliseconds(20)) }
    try #require(condition())
  }

  private func end(of process: Process) async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        process.waitUntilExit()
        continuation.resume()
      }
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends it between pages with exit code 0`(signal: Int32) async throws {
    let workplace = try Workplace()
    let server = try endless()
    let process = try start(workplace, url: server.url)
    try await wait { server.requests.count > 5 }
    kill(process.processIdentifier, signal)
    await end(of: process)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    let run = try await workplace.sqlite(
      """
      SELECT Outcome, Error, Pages = (SELECT count(*) FROM RawObject), EndedAt IS NOT NULL
      FROM IngestRun; PRAGMA integrity_check;
      """)
    let rows = readCSV(run.output)
    #expect(rows.count == 4, "\(run.output)")
    #expect(rows[1][0] == "failed" && rows[1][1].contains("stopped between pages"))
    #expect(Array(rows[1][2...]) == ["1", "1"])
    #expect(rows[3] == ["ok"])
    // It is tried again in a minute, and not in an hour.
    let feeds = try await workplace.run("picket", ["feeds", "--format", "csv"])
    #expect(readCSV(feeds.output).last?[4] == "failed")
  }

  @Test func `it ends while it sleeps`() async throws {
    let workplace = try Workplace()
    let server = try ScriptedFeed.collection { .answer(body: Array("{}".utf8)) }
    let process = try start(workplace, url: server.url)
    // The collection, and its one page.
    try await wait { server.requests.count >= 2 }
    process.terminate()
    await end(of: process)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
  }

  @Test func `a second signal ends it at once`() async throws {
    let workplace = try Workplace()
    let server = try ScriptedServer(ScriptedServer.Reply("", ending: .stall))
    let process = try start(workplace, url: server.url)
    try await wait { server.requests.count >= 1 }
    process.terminate()
    // The first does not end it: the request is on its way.
    try await Task.sleep(for: .milliseconds(300))
    #expect(process.isRunning)
    process.terminate()
    await end(of: process)
    #expect(process.terminationStatus == 128 + SIGTERM)
    let check = try await workplace.sqlite("PRAGMA integrity_check;")
    #expect(readCSV(check.output).last == ["ok"])
  }

  @Test func `changes of picket yaml are seen while it runs`() async throws {
    let workplace = try Workplace()
    let server = try ScriptedFeed.collection { .answer(body: Array("{}".utf8)) }
    let process = try start(workplace, url: server.url)
    try await wait { server.requests.count >= 2 }
    // One that is refused changes nothing.
    try workplace.directory.write("sources: x", to: "picket.yaml")
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    try await Task.sleep(for: .milliseconds(100))
    try workplace.directory.write(
      "sources: [{name: L, kind: file, path: list.txt}]", to: "picket.yaml")
    var count = ""
    for _ in 0..<60 where count != "1" {
      try await Task.sleep(for: .milliseconds(500))
      let rows = try await workplace.sqlite("SELECT count(*) FROM Source WHERE SourceSystem = 'L';")
      count = readCSV(rows.output).last?.first ?? ""
    }
    #expect(count == "1")
    process.terminate()
    await end(of: process)
    #expect(process.terminationStatus == 0)
  }

  @Test func `the systemd units are well-formed`() async throws {
    let folder = SharedData.repository.appending(path: "scripts/systemd")
    let units = ["picket-watch.service", "picket-ingest.service", "picket-ingest.timer"]
    for unit in units {
      let text = try String(contentsOf: folder.appending(path: unit), encoding: .utf8)
      #expect(text.contains("[Unit]"))
      guard unit.hasSuffix(".service") else { continue }
      for line in [
        "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
        "CapabilityBoundingSet=", "EnvironmentFile=-/etc/picket/keys.env", "UMask=0077",
      ] { #expect(text.contains(line + "\n"), "\(unit): \(line)") }
    }
    let analyze = "/usr/bin/systemd-analyze"
    guard FileManager.default.isExecutableFile(atPath: analyze) else {
      print("skipped: systemd-analyze is not installed")
      return
    }
    // The program may not be installed where the unit expects it: /bin/true stands in its place.
    let workplace = try Workplace()
    for unit in units {
      let text = try String(contentsOf: folder.appending(path: unit), encoding: .utf8)
        .replacing("/usr/local/bin/picket ingest", with: "/bin/true")
      try workplace.directory.write(text, to: unit)
    }
    let result = try await workplace.run(
      analyze, ["verify", "--man=no"] + units.map { workplace.directory.path($0) })
    #expect(result.errors == "")
    #expect(result.status == 0)
  }
}
