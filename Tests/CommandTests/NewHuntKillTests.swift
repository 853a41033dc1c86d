// `hunt --new` killed again and again, while logs and indicators come in: what was acknowledged is in
// the end what the whole hunt finds, and each row of it once.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct NewHuntKillTests {
  /// Where acknowledged rows are collected.
  private struct Collected {
    var rows: [[String]] = []
    var acknowledged = 0
    var killed = 0

    mutating func add(_ text: String) {
      rows += readCSV(text).dropFirst()
      acknowledged += 1
    }
  }

  @Test(arguments: ["network-ip", "busiest.kql"])
  func `the acknowledged outputs are the whole hunt, each row once`(hunt: String) async throws {
    let workplace = try Workplace()
    // Rows without a match of their own: they are known by their cells.
    try workplace.directory.write(
      """
      NetworkConnection | where DestinationPort == 443 | project TimeGenerated, SourceIP, SourcePort
      """, to: "busiest.kql")
    try await prepare(workplace)
    try await advance(workplace, step: 1)
    var collected = Collected()
    let start = ContinuousClock.now
    try await killed(workplace, hunt, after: nil, &collected)
    let length = ContinuousClock.now - start
    for step in 2...12 {
      try await advance(workplace, step: step)
      try await killed(workplace, hunt, after: length * Double.random(in: 0...1.5), &collected)
    }
    try await killed(workplace, hunt, after: nil, &collected)
    let whole = readCSV(try await workplace.picket("hunt", hunt).output).dropFirst()
    #expect(whole.count > 10)
    let sorted = { (rows: [[String]]) in rows.map { $0.joined(separator: "|") }.sorted() }
    let (found, expected) = (sorted(collected.rows), sorted(Array(whole)))
    #expect(Set(found).symmetricDifference(expected) == [])
    #expect(found.count == expected.count)
    #expect(collected.acknowledged > 0)
  }

  /// The log in twelve parts, the indicators in as many lists.
  private func prepare(_ workplace: Workplace) async throws {
    let lines = SampleWarehouse.world.connLog.split(separator: "\n").map(String.init)
    let header = lines.filter { $0.hasPrefix("#") && !$0.hasPrefix("#close") }
    let rows = lines.filter { !$0.hasPrefix("#") }
    let addresses = Set(SampleWarehouse.world.expectedNetworkHits().map(\.destinationIP)).sorted()
    for step in 1...12 {
      let part = rows.enumerated().filter { $0.offset % 12 == step - 1 }.map(\.element)
      try workplace.directory.write(
        (header + part).joined(separator: "\n") + "\n", to: "conn\(step).log")
      let list = addresses.enumerated().filter { $0.offset % 12 == step - 1 }.map(\.element)
      try workplace.directory.write(
        (["198.51.100.\(step)"] + list).joined(separator: "\n") + "\n", to: "list\(step).txt")
    }
  }

  private func advance(_ workplace: Workplace, step: Int) async throws {
    #expect(try await workplace.picket("import", "conn\(step).log").status == 0)
    let ingest = try await workplace.picket(
      "ingest", "file", "list\(step).txt", "--name", "List \(step)")
    #expect(ingest.status == 0)
  }

  /// Runs the hunt and kills it after some time, where it has not ended by then.
  private func killed(
    _ workplace: Workplace, _ hunt: String, after delay: Duration?, _ collected: inout Collected
  ) async throws {
    let before = try await turns(workplace)
    let output = workplace.directory.path("hits.csv")
    try? FileManager.default.removeItem(atPath: output)
    let process = try Program.start(
      "picket",
      [
        "hunt", "--new", hunt, "--output", output, "--db", workplace.database, "--now", clock,
      ], in: workplace.directory.url)
    if let delay {
      try await Task.sleep(for: delay)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    let isWritten = try await turns(workplace) > before
    if isExit { #expect(process.terminationStatus == 0 && isWritten) }
    // A kill may come between the book and the exit, so that the book decides; what it has is in the
    // file.
    if isWritten {
      collected.add(try workplace.text(of: "hits.csv"))
    } else {
      collected.killed += 1
    }
  }

  /// How often the hunt was acknowledged.
  private func turns(_ workplace: Workplace) async throws -> Int {
    let turns = try await workplace.sqlite("SELECT coalesce(max(Turn), 0) FROM HuntState;")
    return Int(readCSV(turns.output).last?.first ?? "") ?? -1
  }
}
