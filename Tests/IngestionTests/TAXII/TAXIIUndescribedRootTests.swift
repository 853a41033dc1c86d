// A server whose API root answers 404, while the collections below it are there.

import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct TAXIIUndescribedRootTests {
  private static let object = """
    {"type":"indicator","spec_version":"2.1","id":"indicator--1","created":"2026-11-01T00:00:00Z",\
    "modified":"2026-11-01T00:00:00Z","pattern":"[ipv4-addr:value = '192.0.2.1']",\
    "pattern_type":"stix","valid_from":"2026-11-01T00:00:00Z"}
    """

  private static func reply(
    _ request: ScriptedServer.Request, _ number: Int
  ) -> ScriptedServer.Reply {
    if request.target == "/api/collections/" {
      return .answer(
        body: Array("{\"collections\":[{\"id\":\"all\",\"title\":\"All\",\"can_read\":true}]}".utf8)
      )
    }
    if request.target.hasPrefix("/api/collections/all/objects/") {
      return .answer(body: Array("{\"more\":false,\"objects\":[\(object)]}".utf8))
    }
    return .answer("404 Not Found", body: Array("{\"title\":\"no such resource\"}".utf8))
  }

  @Test func `collections below a root that is not described are read`() async throws {
    let server = try ScriptedServer(reply: Self.reply)
    let reports = try await FeedWarehouse().taxii(server.url + "/api/")
    #expect(reports.map(\.counts.new) == [1])
  }

  @Test func `where there is neither root nor collection, the URL is named`() async throws {
    let server = try ScriptedServer(reply: Self.reply)
    do {
      try await FeedWarehouse().taxii(server.url + "/other/")
      Issue.record("it was read")
    } catch let error as FeedError {
      #expect(error.kind == .notFound)
      #expect(error.description.contains("/other/collections/"))
    }
  }
}
