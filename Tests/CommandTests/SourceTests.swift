// `picket ingest` alone: the sources of picket.yaml, polled when they are due.

import FeedServer
import Foundation
import TestSupport
import Testing

@Suite struct SourceTests {
  private let key = ["FEED_KEY": SampleWarehouse.key]

  /// A picket.yaml with the sample feed, and one source more.
  private func write(_ more: String, server: FeedServer, in workplace: Workplace) throws {
    try workplace.directory.write(
      """
      sources:
        - name: Good
          kind: taxii
          url: \(server.url)/api/taxii2/
          collections: [all, ips]
          look-back: all
          auth: {style: bearer, key-env: FEED_KEY}
      \(more)
      """, to: "picket.yaml")
  }

  private func ingest(
    _ workplace: Workplace, _ arguments: String..., at time: String = clock
  ) async throws -> ProgramResult {
    try await workplace.run(
      "picket", ["ingest"] + arguments + ["--now", time], environment: key)
  }

  private func feeds(_ workplace: Workplace, at time: String = clock) async throws -> [[String]] {
    let result = try await workplace.run("picket", ["feeds", "--format", "csv", "--now", time])
    #expect(result.status == 0, "\(result.errors)")
    return readCSV(result.output).dropFirst().map { Array($0.prefix(8)) }
  }

  @Test func `one source's failure does not stop the other, and is tried again sooner`()
    async throws
  {
    let workplace = try Workplace()
    let server = try await FeedServer.start(world: SampleWarehouse.world, key: SampleWarehouse.key)
    try write(
      "  - {name: Bad, kind: rest, url: 'http://127.0.0.1:1', auth: {key-env: FEED_KEY}}",
      server: server, in: workplace)
    let first = try await ingest(workplace)
    #expect(first.status == 4)
    #expect(first.output == "")
    #expect(first.errors.contains("Good, all: 74 fetched / 65 new"))
    #expect(first.errors.contains("Good, ips: "))
    #expect(first.errors.contains("error: Bad: no connection at http://127.0.0.1:1/"))

    var rows = try await feeds(workplace)
    #expect(rows.map { $0[0] } == ["Good", "Bad"])
    #expect(rows.map { $0[3] } == ["2026-11-23T10:00:00.0000000Z", "2026-11-23T10:00:00.0000000Z"])
    #expect(rows.map { $0[4] } == ["done", "failed"])
    #expect(rows[0][5].contains("all 2026-11-2") && rows[0][5].contains("ips 2026-11-2"))
    #expect(rows.map { $0[6] } == ["2026-11-23T11:00:00.0000000Z", "2026-11-23T10:01:00.0000000Z"])
    #expect(rows[1][7].contains("no connection"))

    let soon = try await ingest(workplace, at: "2026-11-23T10:00:59Z")
    #expect(soon.status == 0)
    #expect(
      soon.errors
        == "nothing is due; the next is Bad at 2026-11-23T10:01:00Z (--all polls it now)\n")
    let again = try await ingest(workplace, at: "2026-11-23T10:01:00Z")
    #expect(again.status == 1)
    #expect(again.errors.contains("error: Bad: ") && !again.errors.contains("Good"))
    rows = try await feeds(workplace, at: "2026-11-23T10:01:30Z")
    // The second failure in a row: two minutes.
    #expect(rows[1][6] == "2026-11-23T10:03:00.0000000Z")
    let later = try await ingest(workplace, at: "2026-11-23T11:00:00Z")
    #expect(later.status == 4)
    #expect(later.errors.contains("Good, all: 0 fetched") || later.errors.contains("0 new"))
    await server.stop()
  }

  @Test func `sources are chosen by name, or all of them, due or not`() async throws {
    let workplace = try Workplace()
    let server = try await FeedServer.start(world: SampleWarehouse.world, key: SampleWarehouse.key)
    try workplace.directory.write("192.0.2.1\n", to: "list.txt")
    try write(
      """
        - {name: List, kind: file, path: list.txt, interval: 1h}
        - {name: Rest, kind: rest, url: '\(server.url)', auth: {key-env: FEED_KEY}}
      """, server: server, in: workplace)
    let named = try await ingest(workplace, "--source", "List", "--source", "Rest")
    #expect(named.errors.contains("List, ") && named.errors.contains("Rest, all types: "))
    #expect(!named.errors.contains("Good"))
    let rest = try await ingest(workplace, "--source", "Rest")
    #expect(rest.errors.contains("Rest, all types: ") && !rest.errors.contains("List"))
    let all = try await ingest(workplace, "--all")
    #expect(all.errors.contains("Good, all: "))
    #expect(all.errors.contains("List: no file has changed"))
    #expect(all.errors.contains("Rest, all types: "))
    expectOneLine(
      try await ingest(workplace, "--source", "good"), "no source good", "did you mean 'Good'?")
    for wrong in [["--all", "--source", "List"], ["--watch", "--all"], ["--watch"]] {
      let result = try await workplace.run("picket", ["ingest"] + wrong + ["--now", clock])
      #expect(result.status == 64, "\(wrong)")
    }
    await server.stop()
  }

  @Test func `files are read again when they have changed, or their policy has`() async throws {
    let workplace = try Workplace()
    try workplace.makeFolder("lists")
    try workplace.directory.write("192.0.2.1\n", to: "lists/a.txt")
    try workplace.directory.write("192.0.2.2\n", to: "lists/b.txt")
    func configure(_ policy: String) throws {
      try workplace.directory.write(
        "sources: [{name: Lists, kind: file, path: 'lists/*.txt'\(policy)}]", to: "picket.yaml")
    }
    func days() async throws -> [String] {
      let sql = """
        SELECT AdditionalInformation LIKE '%: 7 d after%' FROM ThreatIntelligenceIndicator ORDER BY \
        NetworkIP;
        """
      return readCSV(try await workplace.sqlite(sql).output).dropFirst().map { $0[0] }
    }
    try configure("")
    let first = try await ingest(workplace)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.components(separatedBy: "1 new").count == 3)
    #expect(try await ingest(workplace).errors == "Lists: no file has changed\n")
    try workplace.directory.write("192.0.2.1\n192.0.2.3\n", to: "lists/a.txt")
    let second = try await ingest(workplace)
    #expect(second.errors.contains("lists/a.txt: 2 fetched / 1 new"))
    #expect(!second.errors.contains("b.txt"))
    #expect(try await days() == ["0", "0", "0"])
    try configure(", expiry: {address: 7}")
    let third = try await ingest(workplace)
    #expect(third.errors.contains("a.txt: 2 fetched") && third.errors.contains("b.txt: 1 fetched"))
    #expect(try await days() == ["1", "1", "1"])
    // One file that is no feed does not keep the others out.
    try workplace.directory.write("<html>", to: "lists/c.txt")
    try workplace.directory.write("192.0.2.2\n192.0.2.4\n", to: "lists/b.txt")
    let fourth = try await ingest(workplace)
    #expect(fourth.status == 4)
    #expect(fourth.errors.contains("b.txt: 2 fetched / 1 new"))
    #expect(fourth.errors.contains("c.txt: is a web page"))
    #expect(try await feeds(workplace).map { $0[5] } == ["2 files"])
  }

  @Test func `confidence, its cap and types are the source's own`() async throws {
    let workplace = try Workplace()
    let rows = ["high", "medium", "low"].enumerated().map { index, word in
      """
      {"id":"\(index)","type":"ipv4","value":"192.0.2.\(index)","confidence":"\(word)"}
      """
    }
    let server = try ScriptedServer { request, _ in
      let body =
        request.target.contains("offset=0")
        ? "{\"data\":[\(rows.joined(separator: ","))]}" : "{\"data\":[]}"
      return .answer(body: Array(body.utf8))
    }
    let malware = #"{"type":"malware","id":"malware--1","name":"x"}"#
    try workplace.directory.write(
      "{\"type\":\"bundle\",\"objects\":[\(malware),\(ScriptedFeed.indicator(1, address: "192.0.2.9"))]}",
      to: "bundle.json")
    try workplace.directory.write(
      """
      sources:
        - {name: R, kind: rest, url: '\(server.url)', confidence: {high: 99, low: 5, cap: 70}}
        - {name: F, kind: file, path: bundle.json, types: [indicator]}
      """, to: "picket.yaml")
    #expect(try await ingest(workplace).status == 0)
    let scores = try await workplace.sqlite(
      """
      SELECT ConfidenceScore FROM ThreatIntelligenceIndicator WHERE SourceSystem = 'R'
      ORDER BY NetworkIP;
      """)
    #expect(readCSV(scores.output).dropFirst().map { $0[0] } == ["70.0", "50.0", "5.0"])
    let types = try await workplace.sqlite(
      "SELECT StixType FROM ThreatIntelObjects WHERE SourceSystem = 'F';")
    #expect(readCSV(types.output).dropFirst().map { $0[0] } == ["indicator"])
    #expect(server.requests.allSatisfy { $0.target.contains("since=2026-10-24T10") })
  }

  @Test func `every fault of the file is told with its line, and nothing is polled`() async throws {
    let workplace = try Workplace()
    let secret = "sk_live_0123456789abcdef"
    try workplace.directory.write(
      """
      sources:
        - name: A
          kind: taxii
          url: https://a.example/
          intervall: 1h
          auth: {key-env: \(secret)}
      """, to: "picket.yaml")
    for command in [["ingest"], ["ingest", "--watch"], ["feeds"]] {
      let result = try await workplace.run("picket", command)
      #expect(result.status == 1)
      #expect(result.output == "")
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 2, "\(result.errors)")
      #expect(
        lines.first?.hasPrefix(
          "error: \(workplace.directory.path("picket.yaml")), line 5: unknown key 'intervall': did you mean 'interval'?"
        ) == true)
      #expect(lines.last?.contains("line 6: 'key-env' looks like a key") == true)
      #expect(!result.errors.contains(secret))
    }
    #expect(!workplace.exists("picket.db"))
  }

  @Test func `the file stands beside the database, or where it is named`() async throws {
    let workplace = try Workplace()
    let missing = try await workplace.run("picket", ["ingest"])
    expectOneLine(missing, "cannot read", "picket.yaml", "picket feeds --example")
    try workplace.makeFolder("etc")
    try workplace.directory.write("192.0.2.1\n", to: "etc/list.txt")
    try workplace.directory.write(
      "sources: [{name: L, kind: file, path: list.txt}]", to: "etc/feeds.yaml")
    let option = try await workplace.run("picket", ["ingest", "--config", "etc/feeds.yaml"])
    #expect(option.errors.contains("L, etc/list.txt: 1 fetched / 1 new"))
    let variable = try await workplace.run(
      "picket", ["ingest"], environment: ["PICKET_CONFIG": "etc/feeds.yaml"])
    #expect(variable.errors == "L: no file has changed\n")
    // A source that no file knows any more is listed still.
    try workplace.directory.write("sources: []", to: "picket.yaml")
    let rows = try await feeds(workplace)
    #expect(rows.map { [$0[0], $0[2], $0[4], $0[6]] } == [["L", "false", "done", ""]])
  }

  @Test func `the example is a file that is read`() async throws {
    let workplace = try Workplace()
    let example = try await workplace.run("picket", ["feeds", "--example"])
    #expect(example.status == 0)
    try workplace.directory.write(example.output, to: "picket.yaml")
    #expect(
      try await feeds(workplace).map { [$0[0], $0[4]] }
        == ["SOC Defenders", "SOC Defenders REST", "Partner", "Our lists"].map { [$0, "never"] })
    // Without their keys all of them fail, and none says more than where its key should be.
    let result = try await ingest(workplace)
    #expect(result.status == 1)
    #expect(result.errors.split(separator: "\n").count == 4)
    #expect(result.errors.contains("error: SOC Defenders: the environment variable"))
    #expect(try await feeds(workplace).allSatisfy { $0[4] == "failed" && !$0[7].isEmpty })
  }
}
