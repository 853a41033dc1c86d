// The TAXII side of the feed server, asked over a real socket.

import FeedServer
import Foundation
import Samples
import Testing

@Suite struct TAXIIServerTests {
  @Test(
    arguments: [
      ([:], 401), (["Authorization": "Bearer \(testKey)"], 200), (["X-API-Key": testKey], 200),
      (["Authorization": "Basic " + base64(":\(testKey)")], 200),
      (["Authorization": "Basic " + base64("apikey:\(testKey)")], 200),
      (["Authorization": "Basic " + base64("apikey:wrong")], 401),
      (["Authorization": "Basic ???"], 401), (["Authorization": testKey], 401),
      (["Authorization": "Bearer wrong"], 401), (["X-API-Key": ""], 401),
    ] as [([String: String], Int)])
  func `the key opens the server in three ways`(
    headers: [String: String], status: Int
  ) async throws {
    try await withServer { server in
      let answer = try await server.get("/api/taxii2/", headers: headers)
      #expect(answer.status == status)
      #expect(answer["Content-Type"] == "application/taxii+json;version=2.1")
      if status == 401 {
        #expect(answer["WWW-Authenticate"] == "Basic realm=\"Picket samples\"")
        #expect(try answer.json["http_status"] as? String == "401")
      }
    }
  }

  @Test func `discovery leads to the collections`() async throws {
    try await withServer { server in
      for path in ["/taxii2/", "/api/taxii2/"] {
        let discovery = try await server.get(path).json
        #expect(discovery["api_roots"] as? [String] == ["/api/taxii2/api/"])
        #expect(discovery["default"] as? String == "/api/taxii2/api/")
      }
      let root = try await server.get("/api/taxii2/api/").json
      #expect(root["versions"] as? [String] == ["application/taxii+json;version=2.1"])
      let list = try await server.get("/api/taxii2/api/collections/").json
      let collections = try #require(list["collections"] as? [[String: Any]])
      let ids = collections.compactMap { $0["id"] as? String }
      #expect(ids == ["all", "ips", "hashes", "cves", "empty"])
      let ips = try await server.get("/api/taxii2/api/collections/ips/").json
      #expect(ips["title"] as? String == "IPs only" && ips["can_read"] as? Bool == true)
    }
  }

  @Test(arguments: [
    ("/api/taxii2/api/collections/nope/", 404), ("/api/taxii2/api/nope/", 404), ("/", 404),
    ("/api/taxii2/api/collections/nope/objects/", 404),
    ("/api/taxii2/api/collections/all/nope/", 404),
    ("/api/taxii2/api/collections/all/objects/?limit=0", 400),
    ("/api/taxii2/api/collections/all/objects/?limit=-1", 400),
    ("/api/taxii2/api/collections/all/objects/?limit=many", 400),
    ("/api/taxii2/api/collections/all/objects/?added_after=2026-11-20T00:00:00Z", 400),
    ("/api/taxii2/api/collections/all/objects/?added_after=garbage", 400),
    ("/api/taxii2/api/collections/all/objects/?limit=1&limit=2", 400),
    ("/api/taxii2/api/collections/all/objects/?next=garbage", 400),
    ("/api/taxii2/api/collections/all/objects/?match%5Bversion%5D=newest", 400),
  ])
  func `what is wrong is said as TAXII says it`(path: String, status: Int) async throws {
    try await withServer { server in
      let answer = try await server.get(path)
      #expect(answer.status == status)
      #expect(answer["Content-Type"] == "application/taxii+json;version=2.1")
      #expect(try answer.json["http_status"] as? String == String(status))
      #expect(try answer.json["title"] is String)
    }
  }

  @Test func `a path without its slash leads to the one with it`() async throws {
    try await withServer { server in
      let answer = try await server.get("/api/taxii2/api/collections/all/objects?limit=3")
      #expect(answer.status == 308)
      #expect(answer["Location"] == "/api/taxii2/api/collections/all/objects/?limit=3")
    }
  }

  @Test func `media types that TAXII defines are never refused, and nothing can be written`()
    async throws
  {
    try await withServer { server in
      let accepts = [
        ("application/taxii+json", 200), ("application/taxii+json;version=2.1", 200),
        ("text/html, application/taxii+json; version=2.1", 200), ("text/html", 406),
      ]
      for (accept, status) in accepts {
        let headers = ["X-API-Key": testKey, "Accept": accept]
        let answer = try await server.get("/taxii2/", headers: headers)
        #expect(answer.status == status)
      }
      let path = "/api/taxii2/api/collections/all/objects/"
      let deletion = try await server.get(path, headers: ["X-API-Key": testKey], method: "DELETE")
      #expect(deletion.status == 403)
    }
  }

  @Test func `a walk by next meets each newest version once, in order`() async throws {
    let world = SampleWorld(now: afternoon)
    try await withServer { server in
      var counts: [Int] = []
      var ids: [String] = []
      var query = ""
      while counts.count < 10 {
        let page = try await server.objects("all", query)
        #expect(page["Content-Type"] == "application/taxii+json;version=2.1")
        counts.append(try page.ids.count)
        ids += try page.ids
        let last = try #require(page["X-TAXII-Date-Added-Last"])
        #expect(try #require(page["X-TAXII-Date-Added-First"]) < last)
        guard try page.json["more"] as? Bool == true else { break }
        query = "?next=\(try #require(try page.json["next"] as? String))"
      }
      #expect(counts == [20, 20, 20, 14])
      // Of the two revoked indicators, the first versions are left out.
      var newest = try world.objects.map { try #require(try parsed($0.json)["id"] as? String) }
      for id in Set(newest) where newest.count(where: { $0 == id }) == 2 {
        newest.remove(at: try #require(newest.firstIndex(of: id)))
      }
      #expect(ids == newest)
    }
  }

  @Test func `a cursor is good for its own query only`() async throws {
    try await withServer { server in
      let first = try await server.objects("all", "?limit=5&match%5Btype%5D=indicator")
      let next = try #require(try first.json["next"] as? String)
      let same = try await server.objects("all", "?match[type]=indicator&limit=5&next=\(next)")
      #expect(try same.ids.count == 5)
      #expect(try Set(same.ids).isDisjoint(with: Set(first.ids)))
      #expect(try await server.objects("all", "?limit=5&next=\(next)").status == 400)
    }
  }

  @Test func `added_after is exclusive, and limit never exceeded`() async throws {
    try await withServer(options: FeedOptions(pageSize: 7)) { server in
      let first = try await server.objects("all", "?limit=1000")
      #expect(try first.ids.count == 7)
      let last = try #require(first["X-TAXII-Date-Added-Last"])
      #expect(last.count == 27 && last.hasSuffix("Z"))
      let second = try await server.objects("all", "?added_after=\(last)&limit=2")
      #expect(try second.ids.count == 2)
      #expect(try Set(second.ids).isDisjoint(with: Set(first.ids)))
      let beyond = try await server.objects("all", "?added_after=2099-01-01T00:00:00.000000Z")
      #expect(String(decoding: beyond.body, as: UTF8.self) == "{}")
      #expect(beyond["X-TAXII-Date-Added-Last"] == nil)
    }
  }

  @Test func `bundles are walked by the date header alone`() async throws {
    try await withServer(options: FeedOptions(pageSize: 30, style: .bundle)) { server in
      var counts: [Int] = []
      var query = ""
      while counts.count < 10 {
        let page = try await server.objects("all", query)
        #expect(page["Content-Type"] == "application/json")
        #expect(try page.json["type"] as? String == "bundle")
        let id = try #require(try page.json["id"] as? String)
        #expect(UUID(uuidString: String(id.dropFirst("bundle--".count))) != nil)
        #expect(try page.json["more"] == nil && page.json["next"] == nil)
        counts.append(try page.ids.count)
        guard let last = page["X-TAXII-Date-Added-Last"] else { break }
        query = "?added_after=\(last)"
      }
      #expect(counts == [30, 30, 14, 0])
    }
  }

  @Test func `match selects types and versions`() async throws {
    try await withServer(options: FeedOptions(pageSize: 100)) { server in
      let counts = [
        ("", 74), ("?match%5Btype%5D=indicator", 64), ("?match[type]=identity,malware", 2),
        ("?match%5Bversion%5D=all", 76), ("?match%5Bversion%5D=first", 74),
        ("?match%5Bid%5D=identity--53414d50-4c45-4000-8001-000000000001", 1),
        ("?match%5Btype%5D=x-unknown", 0),
      ]
      for (query, count) in counts {
        #expect(try await server.objects("all", query).ids.count == count, "\(query)")
      }
      let first = try await server.objects("all", "?match[version]=first").json
      let revoked = (first["objects"] as? [[String: Any]] ?? []).filter { $0["revoked"] != nil }
      #expect(revoked.isEmpty)
    }
  }

  @Test(arguments: [("ips", 32), ("hashes", 16), ("cves", 6), ("empty", 0)])
  func `the collections hold their own`(collection: String, count: Int) async throws {
    try await withServer(options: FeedOptions(pageSize: 100)) { server in
      let page = try await server.objects(of: collection)
      #expect(try page.ids.count == count)
      let manifest = try await server.get("/api/taxii2/api/collections/\(collection)/manifest/")
      #expect(try manifest.ids == page.ids)
    }
  }

  @Test func `what is published later comes after the watermark, and ties survive paging`()
    async throws
  {
    let date = midnight
    let tied = (1...5).map { SampleObject(json: #"{"id":"x--\#($0)"}"#, dateAdded: date) }
    let content = FeedContent(objects: tied)
    try await withServer(content: content, options: FeedOptions(pageSize: 2)) { server in
      let first = try await server.objects()
      #expect(try first.ids == ["x--1", "x--2"])
      let next = try #require(try first.json["next"] as? String)
      #expect(try await server.objects("all", "?next=\(next)").ids == ["x--3", "x--4"])
      let watermark = try #require(first["X-TAXII-Date-Added-Last"])
      #expect(watermark == "2026-11-23T00:00:00.000000Z")
      await server.publish([SampleObject(json: #"{"id":"x--6"}"#, dateAdded: date + 10)])
      #expect(try await server.objects("all", "?added_after=\(watermark)").ids == ["x--6"])
    }
  }

  @Test func `a port that is taken is an error`() async throws {
    try await withServer { server in
      await #expect(throws: FeedServerError.self) {
        try await FeedServer.start(
          content: FeedContent(objects: []), key: testKey, port: server.port)
      }
      let answer = try await server.get("/taxii2/")
      #expect(answer.status == 200)
    }
  }

  @Test func `a stopped server gives its port back`() async throws {
    let content = FeedContent(objects: [])
    var again: FeedServer?
    // Another test's socket may be quicker to take the port.
    for _ in 0..<5 where again == nil {
      let first = try await FeedServer.start(content: content, key: testKey)
      await first.stop()
      again = try? await FeedServer.start(content: content, key: testKey, port: first.port)
    }
    let server = try #require(again)
    #expect(try await server.get("/taxii2/").status == 200)
    await server.stop()
  }
}

extension TAXIIServerTests {
  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}

extension FeedServer {
  fileprivate func objects(_ collection: String, _ query: String) async throws -> Answer {
    try await objects(of: collection, query)
  }
}
