// What the body of an answer may be: rows 7 and 14 to 18 of the table in ServerBehaviourTests.swift.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct AnswerFormTests {
  private func poll(
    _ warehouse: FeedWarehouse, _ replies: ScriptedServer.Reply...
  ) async throws -> IngestReport {
    try await warehouse.poll(
      ScriptedCollection { replies[min($0.number, replies.count - 1)] })
  }

  // MARK: Row 7

  @Test(arguments: [
    "{\"objects\":[%]}", "{\"more\":false,\"next\":null,\"objects\":[%]}",
    "{\"objects\":[%],\"more\":false}", "\u{FEFF}{\"objects\":[%]}", " [%] ",
    "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[%]}",
    "{\"objects\":[%],\"spec_version\":\"2.1\",\"type\":\"bundle\",\"x\":{\"objects\":[]}}",
  ])
  func `an envelope, a bundle and a bare array give the same rows`(form: String) async throws {
    let warehouse = try FeedWarehouse()
    let body = form.replacing("%", with: indicators([1, 2, 3]))
    let report = try await poll(warehouse, .json(body))
    #expect(report.fault == nil)
    #expect((report.counts.new, report.counts.rejected) == (3, 0))
    #expect(
      try warehouse.rows("SELECT NetworkIP FROM Indicator ORDER BY 1") == (1...3).map(address))
  }

  @Test func `rows of SOC Defenders' REST feed in the place of objects are taken as such`()
    async throws
  {
    let warehouse = try FeedWarehouse()
    let report = try await poll(
      warehouse,
      .json(
        """
        {"meta":{"total":2},"data":[{"id":"1","type":"ipv4","value":"203.0.113.1"},\
        {"id":"2","type":"domain","value":"n2.example"}]}
        """))
    #expect(report.fault == nil)
    #expect(report.counts.new == 2)
    #expect(
      try warehouse.rows("SELECT NetworkIP || DomainName FROM Indicator ORDER BY 1")
        == ["203.0.113.1", "n2.example"])
  }

  @Test(arguments: [
    "{}", "{\"objects\":[]}", "{\"objects\":null}", "{\"more\":false}", "null", "[]", " {}\n",
    "{\"more\":false,\"objects\":[]}", "{\"type\":\"bundle\",\"id\":\"bundle--1\"}",
    "{\"data\":[]}",
  ])
  func `a page without objects is a success`(body: String) async throws {
    let warehouse = try FeedWarehouse()
    let report = try await poll(warehouse, .json(body))
    #expect(report.fault == nil)
    #expect(report.counts.fetched == 0)
    #expect(try warehouse.watermark() == nil)
    #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["done"])
  }

  @Test(arguments: [
    "{\"status\":\"ok\"}", "\"ok\"", "true", "17", "{\"error\":{\"code\":\"quota\"}}",
    "{\"objects\":\"none\"}",
  ])
  func `JSON that is no page is no success`(body: String) async throws {
    let warehouse = try FeedWarehouse()
    let report = try await poll(warehouse, .json(body))
    #expect(report.fault?.contains("no `objects`") == true, "\(report.fault ?? "none")")
    #expect(try warehouse.watermark() == nil)
    #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["failed"])
  }

  // MARK: Row 14

  @Test(arguments: [
    ("\"created\":\"2026-02-20T00:00:00Z\",", ""), ("\"modified\":\"2026-02-20T00:00:00Z\",", ""),
    ("\"valid_from\":\"2026-02-20T00:00:00Z\",", ""), ("\"spec_version\":\"2.1\",", ""),
    ("\"pattern_type\":\"stix\",", ""),
    ("T00:00:00Z", "T00:00:00.1234567Z"), ("T00:00:00Z", "T01:00:00+01:00"),
    ("T00:00:00Z", "T00:00:00.000000+00:00"),
    ("\"pattern_type\"", "\"valid_until\":\"2026-02-19T00:00:00Z\",\"pattern_type\""),
    ("\"pattern_type\"", "\"revoked\":true,\"pattern_type\""),
    ("indicator--00000000-0000-4000-8000-", "indicator--not a uuid/ä-"),
  ])
  func `an indicator that lacks something or writes it in its own way gives its row`(
    text: String, replacement: String
  ) async throws {
    let warehouse = try FeedWarehouse()
    let odd = indicator(1).replacing(text, with: replacement)
    #expect(odd != indicator(1))
    let report = try await poll(warehouse, .json("{\"objects\":[\(odd),\(indicator(2))]}"))
    #expect(report.fault == nil)
    #expect(report.counts.rejected == 0)
    #expect(
      try warehouse.rows("SELECT NetworkIP FROM Indicator ORDER BY 1") == (1...2).map(address))
    #expect(try warehouse.rows("SELECT Data FROM RawObject ORDER BY Id").first == odd)
  }

  @Test func `only what cannot be keyed is rejected, with its reason`() async throws {
    let warehouse = try FeedWarehouse()
    let report = try await poll(
      warehouse,
      .json("{\"objects\":[7,{\"type\":\"indicator\"},{\"id\":\"x--1\"},\(indicator(1))]}"))
    #expect(report.fault == nil)
    #expect((report.counts.fetched, report.counts.new, report.counts.rejected) == (4, 1, 3))
    #expect(
      try warehouse.rows("SELECT Reason FROM Rejection ORDER BY Id")
        == ["not a JSON object", "no `id`", "no `type`"])
  }

  // MARK: Rows 15 and 16

  @Test func `objects of other and of unknown types are kept as they came`() async throws {
    let warehouse = try FeedWarehouse()
    let others = ["identity", "marking-definition", "report", "relationship", "x-acme-thing"].map {
      "{\"type\":\"\($0)\",\"id\":\"\($0)--1\",\"x_acme\" : [1, {}]}"
    }
    let report = try await poll(
      warehouse, .json("{\"objects\":[\((others + [indicator(1)]).joined(separator: ","))]}"))
    #expect(report.fault == nil)
    #expect((report.counts.new, report.counts.other, report.counts.rejected) == (1, 5, 0))
    #expect(
      try warehouse.rows("SELECT Data FROM ThreatIntelObjects WHERE Data LIKE '%x_acme%'").sorted()
        == others.sorted())
    #expect(try warehouse.rows("SELECT count(*) FROM Indicator") == ["1"])
  }

  @Test(arguments: [
    ("yara", "rule x { condition: true }"), ("snort", "alert tcp any any"), ("sigma", "title: x"),
    ("x-acme", "?"), ("stix", "[ipv4-addr:value = "), ("stix", "no pattern at all"),
  ])
  func `a pattern of another language or one that is broken keeps its row and is counted`(
    type: String, pattern: String
  ) async throws {
    let warehouse = try FeedWarehouse()
    let odd = indicator(1)
      .replacing("[ipv4-addr:value = '\(address(1))']", with: pattern)
      .replacing("\"stix\"", with: "\"\(type)\"")
    let report = try await poll(warehouse, .json("{\"objects\":[\(odd),\(indicator(2))]}"))
    #expect(report.fault == nil)
    #expect(
      try warehouse.rows("SELECT ExternalIndicatorId, NetworkIP FROM Indicator ORDER BY 1")
        == ["\(indicatorId(1))|", "\(indicatorId(2))|\(address(2))"])
    #expect(
      try warehouse.rows("SELECT ObjectId, Excerpt FROM Rejection")
        == ["\(indicatorId(1))|\(pattern)"])
    #expect(report.counts.rejected == 1)
  }

  // MARK: Row 17

  @Test(arguments: [
    "application/taxii+json;version=2.1", "application/taxii+json; version=2.1",
    "application/taxii+json", "application/stix+json;version=2.1", "application/json",
    "application/json; charset=utf-8", "application/vnd.oasis.taxii+json; version=2.0",
    "text/plain", "application/octet-stream", "nonsense",
  ])
  func `JSON is taken under any media type`(type: String) async throws {
    let warehouse = try FeedWarehouse()
    let collection = try ScriptedCollection { _ in
      .json("{\"objects\":[\(indicator(1))]}", type: type)
    }
    #expect(try await warehouse.poll(collection).fault == nil)
    #expect(try warehouse.numbers() == [1])
    // Servers compare the value byte for byte.
    let accept = try collection.server.requests.map { $0.headers["accept"] ?? "" }
    #expect(accept.allSatisfy { $0.hasPrefix("application/taxii+json;version=2.1") }, "\(accept)")
  }
}
