// The feed's key: where it may come from, to whom it may go, and that it is written nowhere.

import FeedServer
import Foundation
import TestSupport
import Testing

@Suite struct KeyTests {
  private let key = "sk_live_secret_0123456789"

  @Test func `a key file that others can read is refused before anything is sent`() async throws {
    let workplace = try Workplace()
    let server = try ScriptedServer(.answer("401 Unauthorized"))
    try workplace.directory.write(key + "\n", to: "key")
    try workplace.setMode(0o644, of: "key")
    let arguments = [
      "ingest", "taxii", server.url + "/", "--collection", "c", "--api-key-file", "key",
    ]
    expectOneLine(try await workplace.picket(arguments), "the key file key", "chmod 600 key")
    #expect(server.connectionCount == 0)
    try workplace.setMode(0o600, of: "key")
    expectOneLine(try await workplace.picket(arguments), "(401)")
    let sent = try #require(server.requests.first?.headers["authorization"])
    #expect(sent == "Basic " + Data("apikey:\(key)".utf8).base64EncodedString())
  }

  @Test func `an environment variable that is unset is named`() async throws {
    let result = try await Workplace().picket(
      "ingest", "rest", "https://feed.example", "--api-key-env", "NO_SUCH_KEY")
    expectOneLine(result, "the environment variable NO_SUCH_KEY is not set")
  }

  @Test func `two sources of the key are a usage error`() async throws {
    let result = try await Workplace().picket(
      "ingest", "rest", "https://feed.example", "--api-key-env", "A", "--api-key-file", "b")
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains("one of --api-key-env and --api-key-file"))
  }

  @Test func `a key never goes over http to another machine`() async throws {
    let workplace = try Workplace()
    let proxy = try ScriptedServer(.answer("200 OK"))
    for feed in ["taxii", "rest"] {
      let result = try await workplace.picket(
        ["ingest", feed, "http://feed.example/", "--api-key-env", "FEED_KEY"],
        environment: ["FEED_KEY": key, "http_proxy": proxy.url])
      expectOneLine(result, "http://feed.example/", "use https")
    }
    #expect(proxy.connectionCount == 0)
  }

  @Test func `a CA file that is missing is named before anything is sent`() async throws {
    let result = try await Workplace().picket(
      "ingest", "rest", "https://feed.example", "--ca-file", "no-such.pem")
    expectOneLine(result, "cannot read the CA file no-such.pem", "PEM")
  }

  @Test(arguments: ["basic", "bearer", "x-api-key"])
  func `a redirect to another host goes on without the key`(style: String) async throws {
    let other = try ScriptedServer(.answer("401 Unauthorized"))
    let server = try ScriptedServer(.redirect(to: other.url + "/elsewhere/"))
    let result = try await Workplace().picket(
      [
        "ingest", "taxii", server.url + "/", "--collection", "c", "--auth", style,
        "--api-key-env", "FEED_KEY",
      ], environment: ["FEED_KEY": key])
    expectOneLine(result, "a redirect led from", "the credential was not sent")
    let name = style == "x-api-key" ? "x-api-key" : "authorization"
    #expect(server.requests.first?.headers[name]?.isEmpty == false)
    #expect(!other.requests.isEmpty)
    for request in other.requests {
      #expect(request.headers["authorization"] == nil)
      #expect(request.headers["x-api-key"] == nil)
      #expect(!request.target.contains(key))
    }
  }

  @Test func `the key is in no message and in no byte of the database`() async throws {
    let workplace = try Workplace()
    let server = try await FeedServer.start(world: SampleWarehouse.world, key: key)
    let url = server.url + "/api/taxii2/"
    var said: [ProgramResult] = []
    for (style, value) in [
      ("basic", key), ("bearer", key), ("x-api-key", key), ("basic", key + "x"),
    ] {
      said.append(
        try await workplace.picket(
          [
            "ingest", "taxii", url, "--collection", "all", "--auth", style, "--api-key-env",
            "FEED_KEY",
          ], environment: ["FEED_KEY": value]))
    }
    said.append(
      try await workplace.picket(
        ["ingest", "rest", server.url, "--api-key-env", "FEED_KEY"],
        environment: ["FEED_KEY": key + "x"]))
    await server.stop()
    said.append(try await workplace.picket("status"))
    // What the first poll rejected does not come again.
    #expect(said.map(\.status) == [4, 0, 0, 1, 1, 0])
    let secrets = [key, Data("apikey:\(key)".utf8).base64EncodedString()]
    for secret in secrets {
      for result in said { #expect(!(result.output + result.errors).contains(secret)) }
      for file in try FileManager.default.contentsOfDirectory(atPath: workplace.directory.url.path)
      {
        let bytes = try Data(contentsOf: workplace.directory.url.appending(path: file))
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
      }
    }
  }
}
