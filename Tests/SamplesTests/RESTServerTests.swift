// The REST side of the feed server, asked over a real socket.

import FeedServer
import Foundation
import Samples
import Testing

@Suite struct RESTServerTests {
  @Test func `rows come a page at a time until none is left`() async throws {
    let world = SampleWorld(now: afternoon)
    try await withServer { server in
      var values: [String] = []
      var path: String? = "/api/v1/iocs?limit=25"
      while let page = path, values.count < 100 {
        let body = try await server.get(page).json
        let meta = try #require(body["meta"] as? [String: Any])
        #expect(meta["total"] as? Int == 59 && meta["limit"] as? Int == 25)
        #expect(meta["source"] as? String == "SOC Defenders")
        let rows = try #require(body["data"] as? [[String: Any]])
        values += rows.compactMap { $0["value"] as? String }
        path = try #require(body["links"] as? [String: Any])["next"] as? String
      }
      #expect(values == (try world.iocs.map { try parsed($0.json)["value"] as? String }))
    }
  }

  @Test(arguments: [
    ("type=ipv4", 19), ("type=ipv4&type=ipv6", 23), ("type=mitre_attack", 1),
    ("type=mitre-attack", 1), ("type=none", 0), ("since=2026-11-22T05:00:00Z", 0),
    ("since=2026-11-21T00:00:00Z", 58), ("offset=50", 9), ("offset=9223372036854775807", 0),
    ("limit=1000", 59), ("limit=3", 3),
  ])
  func `filters are applied`(query: String, count: Int) async throws {
    try await withServer { server in
      let body = try await server.get("/api/v1/iocs?\(query)").json
      #expect((body["data"] as? [Any])?.count == count)
    }
  }

  @Test(arguments: [
    ("/api/v1/iocs?limit=0", 400, "invalid_parameter"),
    ("/api/v1/iocs?limit=x", 400, "invalid_parameter"),
    ("/api/v1/iocs?offset=-1", 400, "invalid_parameter"),
    ("/api/v1/iocs?since=yesterday", 400, "invalid_parameter"),
    ("/api/v1/articles", 404, "not_found"),
  ])
  func `what is wrong is said as SOC Defenders says it`(
    path: String, status: Int, code: String
  ) async throws {
    try await withServer { server in
      let answer = try await server.get(path)
      #expect(answer.status == status)
      let error = try #require(try answer.json["error"] as? [String: Any])
      #expect(error["code"] as? String == code && error["request_id"] is String)
    }
  }

  @Test(
    arguments: [
      ([:], "missing_api_key"), (["Authorization": "Bearer wrong"], "invalid_api_key"),
      (
        ["Authorization": "Basic " + Data(":\(testKey)".utf8).base64EncodedString()],
        "missing_api_key"
      ),
    ] as [([String: String], String)])
  func `a key in a header is needed`(headers: [String: String], code: String) async throws {
    try await withServer { server in
      let answer = try await server.get("/api/v1/iocs", headers: headers)
      #expect(answer.status == 401)
      let error = try #require(try answer.json["error"] as? [String: Any])
      #expect(error["code"] as? String == code)
      let good = try await server.get("/api/v1/iocs", headers: ["x-api-key": testKey])
      #expect(good.status == 200)
    }
  }

  @Test func `the rate is told and kept`() async throws {
    try await withServer(options: FeedOptions(requestsPerMinute: 2)) { server in
      let first = try await server.get("/api/v1/iocs")
      #expect(first["X-RateLimit-Limit"] == "2" && first["X-RateLimit-Remaining"] == "1")
      #expect(try await server.get("/taxii2/").status == 200)
      let third = try await server.get("/api/v1/iocs")
      #expect(third.status == 429 && third["X-RateLimit-Remaining"] == "0")
      let reset = try #require(Double(third["X-RateLimit-Reset"] ?? ""))
      #expect((0...62).contains(reset - Date().timeIntervalSince1970))
    }
  }
}
