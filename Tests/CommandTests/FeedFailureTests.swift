// Feeds that fail: one clear line each, the documented exit code, and what was good is kept.

import FeedServer
import Foundation
import TestSupport
import Testing

@Suite struct FeedFailureTests {
  @Test(arguments: [
    ("ht!tp://feed", "https://"), ("feed.example", "https://"),
    ("ftp://feed.example/", "neither https nor http"),
    ("https://", "host"), ("https://feed.example:99999/", "port"),
  ])
  func `a URL that cannot be used is refused with the reason`(
    url: String, word: String
  ) async throws {
    let result = try await Workplace().picket("ingest", "taxii", url, "--collection", "all")
    expectOneLine(result, "the URL is not usable", word)
  }

  @Test(arguments: ["taxii", "rest"])
  func `a wrong key is told as such, with what to try`(feed: String) async throws {
    let workplace = try Workplace()
    let server = try await FeedServer.start(world: SampleWarehouse.world, key: "right")
    let result = try await workplace.picket(
      ["ingest", feed, server.url + (feed == "taxii" ? "/api/taxii2/" : "")]
        + (feed == "taxii" ? ["--collection", "all"] : []) + ["--api-key-env", "FEED_KEY"],
      environment: ["FEED_KEY": "wrong-key"])
    await server.stop()
    expectOneLine(result, "refused the credential (401)", "check the key", "--auth")
    #expect(!result.errors.contains("wrong-key"))
  }

  @Test(arguments: [
    ("403 Forbidden", "(403)", "plan"), ("404 Not Found", "(404)", "check the URL"),
    ("418 I'm a teapot", "(418)", "no feed should give"),
  ])
  func `a status that is no success is told with its number`(
    status: String, number: String, advice: String
  ) async throws {
    let server = try ScriptedServer(.answer(status))
    let workplace = try Workplace()
    for feed in [["taxii", server.url + "/", "--collection", "c"], ["rest", server.url]] {
      expectOneLine(try await workplace.picket(["ingest"] + feed), number, advice)
    }
  }

  @Test func `a page that is forbidden in mid-walk is one line about the collection`()
    async throws
  {
    let server = try ScriptedFeed.collection { .answer("403 Forbidden") }
    let result = try await Workplace().picket("ingest", "taxii", server.url + "/c/")
    expectOneLine(result, "127.0.0.1, c: ", "(403)")
  }

  @Test func `a web page in the place of JSON is called one`() async throws {
    let html = ScriptedServer.Reply.answer(
      headers: ["Content-Type: text/html"], body: Array("<!doctype html><p>Log in".utf8))
    let server = try ScriptedServer(html)
    let workplace = try Workplace()
    for feed in [["taxii", server.url + "/", "--collection", "c"], ["rest", server.url]] {
      let result = try await workplace.picket(["ingest"] + feed)
      expectOneLine(result, "web page", "login page")
    }
  }

  @Test func `objects before the cut of a truncated page are kept`() async throws {
    let workplace = try Workplace()
    let page = """
      {"more":false,"objects":[\(ScriptedFeed.indicator(1, address: "192.0.2.1")),\
      \(ScriptedFeed.indicator(2, address: "192.0.2.2")),{"type":"indica
      """
    let server = try ScriptedFeed.collection { .answer(body: Array(page.utf8)) }
    let result = try await workplace.picket(
      "ingest", "taxii", server.url + "/c/", "--name", "Cut")
    #expect(result.status == 4)
    #expect(result.output == "")
    #expect(result.errors.contains("Cut, c: 2 fetched / 2 new"))
    #expect(result.errors.contains("error: c broke off, what came is in: "))
    let rows = try await workplace.sqlite(
      "SELECT NetworkIP FROM ThreatIntelligenceIndicator ORDER BY 1;")
    #expect(readCSV(rows.output) == [["NetworkIP"], ["192.0.2.1"], ["192.0.2.2"]])
    let watermarks = try await workplace.sqlite("SELECT count(*) FROM Watermark;")
    #expect(readCSV(watermarks.output).last == ["0"])
  }

  @Test func `a server that does not listen is told as no connection`() async throws {
    // Nothing can listen on port 1 but root's tcpmux.
    let result = try await Workplace().picket(
      "ingest", "taxii", "http://127.0.0.1:1/", "--collection", "all")
    expectOneLine(result, "no connection at http://127.0.0.1:1/", "check the URL")
  }

  @Test func `an unknown collection lists the known ones`() async throws {
    let workplace = try Workplace()
    let server = try await FeedServer.start(world: SampleWarehouse.world, key: "k")
    let url = server.url + "/api/taxii2/"
    for arguments in [["--collection", "nope"], []] {
      let result = try await workplace.picket(
        ["ingest", "taxii", url, "--api-key-env", "K"] + arguments, environment: ["K": "k"])
      expectOneLine(result, "all", "ips", "hashes", "cves", "empty")
    }
    await server.stop()
  }

  @Test func `a later collection's failure leaves the earlier one in and exits 4`() async throws {
    let workplace = try Workplace()
    let page = "{\"objects\":[\(ScriptedFeed.indicator(1, address: "192.0.2.1"))]}"
    let server = try ScriptedServer { request, _ in
      switch request.target {
      case "/api1/": ScriptedFeed.json(["title": "R", "versions": []])
      case "/api1/collections/":
        ScriptedFeed.json(["collections": [["id": "a", "title": "A"], ["id": "b", "title": "B"]]])
      case let target where target.hasPrefix("/api1/collections/a/objects/"):
        .answer(body: Array(page.utf8))
      default: .answer("403 Forbidden")
      }
    }
    let result = try await workplace.picket(
      "ingest", "taxii", server.url + "/api1/", "--collection", "a", "--collection", "b",
      "--name", "Two")
    #expect(result.status == 4)
    #expect(result.errors.contains("Two, a: 1 fetched / 1 new"))
    #expect(result.errors.contains("error: Two, b: "))
  }
}
