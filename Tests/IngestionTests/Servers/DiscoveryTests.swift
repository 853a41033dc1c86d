// Where the API root is: row 19 of the table in ServerBehaviourTests.swift, and the same over TLS with two
// hosts of one owner, row 1.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct DiscoveryTests {
  private static func reply(
    _ request: ScriptedServer.Request, discovery: String
  ) -> ScriptedServer.Reply {
    switch request.target.split(separator: "?").first {
    case "/api/taxii2/": .json(discovery)
    // Servers that were built with Flask send the slash's absence to its presence.
    case "/api/taxii2", "/api/taxii2/r", "/api/taxii2/r/collections":
      .redirect("308 Permanent Redirect", to: request.target + "/")
    case "/api/taxii2/r/": .json("{\"title\":\"R\",\"versions\":[]}")
    case "/api/taxii2/r/collections/": .json("{\"collections\":[{\"id\":\"c\",\"title\":\"C\"}]}")
    case "/api/taxii2/r/collections/c/objects/": .json("{\"objects\":[\(indicator(1))]}")
    default: .answer("404 Not Found")
    }
  }

  @Test(arguments: [
    "{\"title\":\"D\",\"default\":\"/api/taxii2/r/\",\"api_roots\":[\"/api/taxii2/r/\"]}",
    "{\"title\":\"D\",\"api_roots\":[\"/api/taxii2/r\"]}", "{\"api_roots\":[\"r/\"]}",
    "{\"default\":\"/api/taxii2/r/\"}", "{\"default\":\"/api/taxii2/r\",\"api_roots\":[]}",
    "{\"api_roots\":[\"SELF/api/taxii2/r/\"]}", "{\"api_roots\":[\"SELF/api/taxii2/r\"]}",
    "{\"default\":\"http://127.0.0.1:1/x/\",\"api_roots\":[\"http://127.0.0.1:1/x/\",\"r/\"]}",
    "{\"default\":\"//127.0.0.1:1/x/\",\"api_roots\":[7,null,\"/api/taxii2/r/\"]}",
  ])
  func `API roots may be relative, absolute, without a slash or without a default`(
    discovery: String
  ) async throws {
    let server = try ScriptedServer { request, _ in
      let host = "http://" + (request.headers["host"] ?? "")
      return Self.reply(request, discovery: discovery.replacing("SELF", with: host))
    }
    for path in ["/api/taxii2/", "/api/taxii2"] {
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.taxii(server.url + path, ["c"]).first)
      #expect(report.fault == nil)
      #expect(try warehouse.numbers() == [1])
    }
  }

  @Test func `an API root on another host is not asked, and named`() async throws {
    let foreign = try ScriptedServer(.json("{\"title\":\"R\"}"))
    let server = try ScriptedServer(.json("{\"api_roots\":[\"\(foreign.url)/r/\"]}"))
    let error = await #expect(throws: FeedError.self) {
      try await FeedWarehouse().taxii(server.url + "/taxii2/", ["c"])
    }
    #expect(error?.message == "the discovery names API roots on another host only")
    #expect(error?.advice == "if you trust it, give it yourself: \(foreign.url)/r/")
    #expect(foreign.requests.count == 0)
  }

  @Test(arguments: ["{\"api_roots\":[]}", "{\"api_roots\":null}", "{\"default\":\"\"}"])
  func `a discovery without an API root says so`(discovery: String) async throws {
    let server = try ScriptedServer { request, _ in
      Self.reply(request, discovery: discovery)
    }
    let error = await #expect(throws: FeedError.self) {
      try await FeedWarehouse().taxii(server.url + "/api/taxii2/", ["c"])
    }
    #expect(error?.message == "the discovery names no API root")
  }

  // MARK: Two hosts of one owner

  /// Answers on localhost with redirects to its `www`, and there only to whom has the key.
  private static let server = """
    import http.server, json, ssl, sys
    port, certificate, key, indicator = sys.argv[1:]
    log = open("requests.txt", "a", buffering=1)
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            host = self.headers["Host"].split(":")[0]
            log.write(f"{host} {self.headers.get('Authorization')}\\n")
            path = self.path.split("?")[0]
            if host == "localhost" and path != "/taxii2/":
                return self.answer(308, {}, f"https://www.localhost:{port}{self.path}")
            if self.headers.get("Authorization") != "Bearer sk_live_test":
                return self.answer(401, {})
            self.answer(200, {
                "/taxii2/": {"api_roots": [f"https://www.localhost:{port}/r/"]},
                "/r/": {"title": "R"}, "/r/collections/": {"collections": [{"id": "c"}]},
                "/r/collections/c/": {"id": "c", "can_read": True},
                "/r/collections/c/objects/": {"objects": [json.loads(indicator)]},
            }.get(path, {}))
        def answer(self, status, body, location=None):
            body = json.dumps(body).encode()
            self.send_response(status)
            if location: self.send_header("Location", location)
            self.send_header("Content-Type", "application/taxii+json;version=2.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *arguments): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()
    """

  @Test(
    .enabled(if: PythonServer.has(), "needs scripts/taxii-servers and shared data"),
    arguments: ["/taxii2/", "/r/", "/r/collections/c/"])
  func `a host and its www are one owner's: the key goes along over TLS`(path: String) async throws
  {
    let directory = try TemporaryDirectory()
    let authority = try Authority()
    let (certificate, key) = authority.certificate("www")
    let port = try PythonServer.freePort()
    let server = try PythonServer(
      "python", ["-c", Self.server, String(port), certificate, key, indicator(1)], port: port,
      in: directory)
    var settings = CurlTransport.Settings()
    settings.caFile = authority.caFile
    let warehouse = try FeedWarehouse()
    let report = try #require(
      try await warehouse.taxii(
        "https://localhost:\(port)\(path)", path.contains("collections") ? [] : ["c"],
        transport: CurlTransport(settings)
      ).first)
    #expect(report.fault == nil)
    #expect(try warehouse.numbers() == [1])
    let requests = try String(contentsOfFile: directory.path("requests.txt"), encoding: .utf8)
    #expect(
      Set(requests.split(separator: "\n")).isSuperset(of: ["www.localhost Bearer \(testKey)"]))
    #expect(!requests.contains("None"))
    withExtendedLifetime(server) {}
  }
}
