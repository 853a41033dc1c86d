// What an ingestion says of itself: lines, JSON, the book in the database, and the status.

import Foundation
import TestSupport
import Testing

@Suite struct IngestReportTests {
  private func workplace() throws -> Workplace {
    let workplace = try Workplace()
    let objects = [
      ScriptedFeed.indicator(1, address: "192.0.2.1"),
      ScriptedFeed.indicator(2, address: "192.0.2.2").replacing(
        "\"type\":\"indicator\"", with: "\"type\":\"indicator\",\"revoked\":true"),
      #"{"type":"indicator","id":"indicator--a","pattern":"x","pattern_type":"yara"}"#,
      #"{"type":"indicator","id":"indicator--b","pattern":"x","pattern_type":"yara"}"#,
      #"{"type":"indicator","id":"indicator--c","pattern":""}"#,
      #"{"type":"malware","id":"malware--1","name":"Zeta"}"#, "3",
    ]
    try workplace.directory.write(
      "{\"type\":\"bundle\",\"objects\":[\(objects.joined(separator: ","))]}", to: "feed.json")
    return workplace
  }

  @Test func `as one JSON object for each file`() async throws {
    let workplace = try workplace()
    let result = try await workplace.picket("ingest", "file", "feed.json", "--report", "json")
    #expect(result.status == 4)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 1)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(report["source"] as? String == "feed.json")
    #expect(report["outcome"] as? String == "done")
    #expect(report["fetched"] as? Int == 7)
    #expect(report["new"] as? Int == 5)
    #expect(report["revoked"] as? Int == 1)
    #expect(report["rejected"] as? Int == 4)
    #expect(report["types"] as? [String: Int] == ["indicator": 5, "malware": 1])
    let reasons = try #require(report["reasons"] as? [[String: Any]])
    #expect(
      reasons.map { $0["reason"] as? String }
        == ["pattern_type yara has no observable", "no pattern", "not a JSON object"])
    #expect(reasons.map { $0["count"] as? Int } == [2, 1, 1])
    #expect(report["error"] == nil && report["gap"] == nil)
  }

  @Test func `as lines for people, in the book, and in the status`() async throws {
    let workplace = try workplace()
    let result = try await workplace.picket("ingest", "file", "feed.json")
    #expect(result.output == "")
    let lines = result.errors.split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasPrefix("feed.json, feed.json: 7 fetched / 5 new / 0 updated / 0 unchanged / "))
    #expect(lines.contains("  objects     5 indicator, 1 malware"))
    #expect(lines.contains("  rejected    2 x pattern_type yara has no observable"))
    let book = try await workplace.sqlite(
      "SELECT Types, json_extract(Reasons, '$[0].count'), Revoked, Oldest IS NULL FROM IngestRun;")
    #expect(readCSV(book.output).last == ["{\"indicator\":5,\"malware\":1}", "2", "1", "0"])
    let status = try await workplace.picket("status")
    #expect(status.output.contains("5 new, 1 revoked, "))
  }
}
