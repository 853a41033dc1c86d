// `picket feeds test`: what it finds, and what it says to change.

import FeedServer
import Foundation
import TestSupport
import Testing

@Suite struct FeedTrialTests {
  private func test(
    _ source: String, environment: [String: String] = ["K": "sk-trial"]
  ) async throws -> (status: Int32, lines: [String]) {
    let workplace = try Workplace()
    try workplace.directory.write("sources: [{name: F, \(source)}]", to: "picket.yaml")
    let result = try await workplace.run(
      "picket", ["feeds", "test", "F"], environment: environment)
    #expect(!workplace.exists("picket.db"))
    #expect(result.errors == "")
    for secret in environment.values { #expect(!result.output.contains(secret)) }
    return (result.status, result.output.split(separator: "\n").map(String.init))
  }

  private func withServer(
    options: FeedOptions = FeedOptions(), _ body: (String) async throws -> Void
  ) async throws {
    let server = try await FeedServer.start(
      world: SampleWarehouse.world, key: "sk-trial", options: options)
    do { try await body(server.url) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  private func holds(_ lines: [String], _ start: String, _ words: String...) -> Bool {
    lines.contains { line in line.hasPrefix(start) && words.allSatisfy(line.contains) }
  }

  @Test func `a TAXII source that works says what there is`() async throws {
    try await withServer { url in
      let auth = "auth: {style: bearer, key-env: K}, look-back: all"
      let (status, lines) = try await test(
        "kind: taxii, url: '\(url)/api/taxii2/', collections: [all, Nothing yet], \(auth)")
      #expect(status == 0, "\(lines)")
      #expect(holds(lines, "ok      the key is in the variable K, and is sent as bearer"))
      #expect(holds(lines, "ok      \(url)/api/taxii2/ is a discovery with"))
      #expect(holds(lines, "ok      the server lists 5 collections"))
      #expect(holds(lines, "note    collection ips, title IPs only: readable"))
      #expect(
        holds(lines, "ok      all: a page of at most 10 objects has ", "indicator", "added at"))
      #expect(holds(lines, "ok      Nothing yet: a page can be read, and has no object"))
      #expect(holds(lines, "ok      the server allows 1000 requests"))
      #expect(!holds(lines, "change") && !holds(lines, "failed"))
    }
  }

  @Test func `a wrong key is told from a wrong style`() async throws {
    try await withServer { url in
      let source = "kind: taxii, url: '\(url)/api/taxii2/', collections: [all]"
      let wrong = try await test(
        source + ", auth: {style: bearer, key-env: K}", environment: ["K": "wrong-key"])
      #expect(wrong.status == 1)
      #expect(holds(wrong.lines, "failed  the server refused the credential (401)"))
      #expect(holds(wrong.lines, "change  the key: the server refuses it in every style"))
      let none = try await test(source)
      #expect(none.status == 1)
      #expect(holds(none.lines, "note    no key is configured"))
      #expect(holds(none.lines, "change  auth: {style: basic, key-env: NAME}"))
    }
    let strict = try ScriptedServer { request, _ in
      guard request.headers["x-api-key"] == "sk-trial" else { return .answer("401 Unauthorized") }
      return ScriptedFeed.json(["id": "c", "title": "C", "can_read": true])
    }
    let style = try await test("kind: taxii, url: '\(strict.url)/c/', auth: {key-env: K}")
    #expect(style.status == 1)
    #expect(
      holds(style.lines, "change  auth: style: x-api-key, in which the server takes this key"))
    let unset = try await test(
      "kind: taxii, url: '\(strict.url)/c/', auth: {key-env: NOT_SET}", environment: [:])
    #expect(unset.status == 1)
    #expect(holds(unset.lines, "failed  the environment variable NOT_SET is not set"))
  }

  @Test func `a wrong URL leads to the discovery where there is one`() async throws {
    try await withServer { url in
      let auth = "collections: [all], auth: {key-env: K}"
      for path in ["/", "/nowhere/"] {
        let (status, lines) = try await test("kind: taxii, url: '\(url)\(path)', \(auth)")
        #expect(status == 1)
        #expect(holds(lines, "failed  "), "\(lines)")
        #expect(holds(lines, "change  url: \(url)/taxii2/, which is a discovery"), "\(lines)")
      }
      let nobody = try await test("kind: taxii, url: 'http://127.0.0.1:1/', \(auth)")
      #expect(nobody.status == 1)
      #expect(holds(nobody.lines, "failed  no connection at http://127.0.0.1:1/"))
    }
  }

  @Test func `a web page in the server's place is called one`() async throws {
    let server = try ScriptedServer(
      .answer(headers: ["Content-Type: text/html"], body: Array("<html>Log in".utf8)))
    for kind in ["taxii", "rest"] {
      let (status, lines) = try await test("kind: \(kind), url: '\(server.url)/x/'")
      #expect(status == 1)
      #expect(
        holds(lines, "failed  the server sent a web page, not JSON", "login page"), "\(lines)")
    }
  }

  @Test func `collections that are unknown, unread or not named are told with those that are`()
    async throws
  {
    try await withServer { url in
      let source = "kind: taxii, url: '\(url)/api/taxii2/', auth: {key-env: K}"
      let unknown = try await test(source + ", collections: [soc-defenders-all, ips]")
      #expect(unknown.status == 1)
      #expect(holds(unknown.lines, "failed  the server has no collection soc-defenders-all"))
      #expect(holds(unknown.lines, "ok      ips: a page"))
      #expect(holds(unknown.lines, "change  collections: [all, ips, hashes, cves, empty]"))
      let none = try await test(source)
      #expect(none.status == 1)
      #expect(holds(none.lines, "failed  no collection is named"))
      #expect(holds(none.lines, "change  collections: [all, ips"))
    }
    let secret = try ScriptedServer { request, _ in
      request.target == "/r/"
        ? ScriptedFeed.json(["title": "R", "versions": []])
        : ScriptedFeed.json(["collections": [["id": "s", "title": "S", "can_read": false]]])
    }
    let unread = try await test("kind: taxii, url: '\(secret.url)/r/', collections: [s]")
    #expect(unread.status == 1)
    #expect(holds(unread.lines, "note    collection s, title S: not readable with this key"))
    #expect(holds(unread.lines, "failed  the collection s cannot be read with this key"))
  }

  @Test func `a REST source is tried by one page, and its tier by the limit`() async throws {
    try await withServer { url in
      let source = "kind: rest, url: '\(url)', look-back: all"
      let good = try await test(source + ", auth: {key-env: K}")
      #expect(good.status == 0, "\(good.lines)")
      #expect(holds(good.lines, "ok      all types: a page of at most 10 rows has 10"))
      #expect(holds(good.lines, "change  tier: pro, which that limit is of"))
      let wrong = try await test(source + ", auth: {key-env: K}", environment: ["K": "no-key"])
      #expect(wrong.status == 1)
      #expect(holds(wrong.lines, "change  the key: the server refuses it in every style"))
      let path = try await test("kind: rest, url: '\(url)/api/v1/feeds', auth: {key-env: K}")
      #expect(path.status == 1)
      #expect(holds(path.lines, "change  url: \(url), below which the feed is /api/v1/iocs"))
    }
  }

  @Test func `a clock that is wrong is told`() async throws {
    let server = try ScriptedServer(
      .answer(
        headers: ["Date: Sun, 01 Mar 2020 12:00:00 GMT"], body: Array(#"{"data":[]}"#.utf8)))
    let (status, lines) = try await test("kind: rest, url: '\(server.url)'")
    #expect(status == 0)
    #expect(
      holds(lines, "note    this machine's clock is ", "ahead of the server's", "set the clock"))
  }

  @Test func `files are told with their state, and a name that is none with the nearest`()
    async throws
  {
    let workplace = try Workplace()
    try workplace.directory.write("192.0.2.1\n", to: "a.txt")
    try workplace.directory.write(
      "sources: [{name: Lists, kind: file, path: '*.txt'}, {name: None, kind: file, path: '*.x'}]",
      to: "picket.yaml")
    let good = try await workplace.run("picket", ["feeds", "test", "Lists"])
    #expect(good.status == 0)
    #expect(good.output.contains("a.txt can be read: ") && good.output.contains("10 bytes"))
    let none = try await workplace.run("picket", ["feeds", "test", "None"])
    #expect(none.status == 1)
    #expect(none.output.hasPrefix("failed  ") && none.output.contains("no file matches"))
    expectOneLine(
      try await workplace.run("picket", ["feeds", "test", "lists"]), "no source lists",
      "did you mean 'Lists'?")
  }
}
