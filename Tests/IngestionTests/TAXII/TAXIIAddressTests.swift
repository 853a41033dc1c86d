// What a user may give as a server's URL, as a collection's name and as a key, and what the errors
// say where it is not right.

import FeedServer
import Testing
import Warehouse

@testable import Ingestion

@Suite struct TAXIIAddressTests {
  @Test func `every URL of a server leads to the collection`() async throws {
    try await withFeedServer { server in
      var expected: [String]?
      let paths = [
        "/taxii2/", "/taxii2", "/api/taxii2/", "/api/taxii2/api/", "/api/taxii2/api",
        "/api/taxii2/api/collections/", "/api/taxii2/api/collections",
        "/api/taxii2/api/collections/ips/", "/api/taxii2/api/collections/ips",
        "/api/taxii2/api/collections/ips/objects/", "/api/taxii2/api/collections/ips/objects",
        "/api/taxii2/api/collections/ips/objects/?added_after=2026-01-01T00:00:00.000000Z",
      ]
      for path in paths {
        let warehouse = try FeedWarehouse()
        let report = try #require(try await warehouse.taxii(server.url + path, ["ips"]).first)
        #expect(report.subject == "ips", "\(path)")
        let rows = try warehouse.indicators()
        #expect(rows.count == 29, "\(path)")
        #expect(rows == expected ?? rows, "\(path)")
        expected = rows
      }
    }
  }

  @Test func `a collection's own URL needs no name`() async throws {
    try await withFeedServer { server in
      for path in ["hashes/", "hashes", "hashes/objects/"] {
        let warehouse = try FeedWarehouse()
        let url = server.url + "/api/taxii2/api/collections/" + path
        let reports = try await warehouse.taxii(url, [])
        #expect(reports.map(\.subject) == ["hashes"])
        #expect(reports.map(\.counts.new) == [12])
      }
    }
  }

  @Test func `a collection's URL and another collection's name give the one that is named`()
    async throws
  {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let url = server.url + "/api/taxii2/api/collections/hashes/"
      #expect(try await warehouse.taxii(url, ["ips"]).map(\.subject) == ["ips"])
    }
  }

  @Test func `collections are found by id and by title, and walked in the order given`()
    async throws
  {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let reports = try await warehouse.taxii(
        server.url + "/taxii2/", ["hashes ONLY", "IPs only", "cves"])
      #expect(reports.map(\.subject) == ["hashes", "ips", "cves"])
      #expect(
        try warehouse.rows("SELECT Collection FROM Watermark ORDER BY 1")
          == ["cves", "hashes", "ips"])
    }
  }

  @Test func `an unknown collection names those that there are`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let error = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(server.url + "/taxii2/", ["all-iocs"])
      }
      #expect(error?.kind == .notFound)
      #expect(
        error?.description
          == "the server has no collection all-iocs at \(server.url)/api/taxii2/api/; its "
          + "collections are all (All IOCs), ips (IPs only), hashes (Hashes only), "
          + "cves (CVEs only), empty (Nothing yet)")
      // `picket status` shows that the source was asked and why that failed.
      #expect(
        try warehouse.rows("SELECT Outcome, Error LIKE 'the server has no%' FROM IngestRun")
          == ["failed|1"])
    }
  }

  @Test func `without a collection the error names those that there are`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let error = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(server.url + "/taxii2/", [])
      }
      #expect(error?.advice == "give --collection with one of all, ips, hashes, cves, empty")
    }
  }

  @Test func `an empty collection is a success`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let report = try #require(try await warehouse.taxii(server.url + "/taxii2/", ["empty"]).first)
      #expect(report.fault == nil)
      #expect(report.counts == .init())
      #expect(report.watermarkAfter == nil)
      #expect(try warehouse.rows("SELECT Outcome FROM IngestRun") == ["done"])
    }
  }

  @Test func `the key is accepted by each of the three ways`() async throws {
    try await withFeedServer { server in
      let key = try APIKey(testKey)
      for credential in [
        Credential.bearer(key), .xAPIKey(key), .basic(user: "apikey", key: key),
        .basic(user: "", key: key),
      ] {
        let warehouse = try FeedWarehouse()
        let reports = try await warehouse.taxii(
          server.url + "/taxii2/", ["cves"], credential: credential)
        #expect(reports.map(\.counts.other) == [6], "\(credential)")
      }
    }
  }

  @Test func `a wrong key is refused in words that say how it was sent, and never what it is`()
    async throws
  {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let error = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(
          server.url + "/taxii2/", credential: .bearer(APIKey("sk_live_secret")))
      }
      #expect(
        error?.description
          == "the server refused the credential (401) at \(server.url)/taxii2/: Unauthorized, "
          + "An API key is needed, and the right one.; it was sent as bearer: check the key, or try "
          + "--auth basic or x-api-key")
      #expect(try warehouse.indicators() == [])
      #expect(
        try warehouse.rows("SELECT count(*) FROM IngestRun WHERE Error LIKE '%secret%'") == ["0"])
    }
  }

  @Test func `a URL that is no TAXII resource is refused`() async throws {
    try await withFeedServer { server in
      let warehouse = try FeedWarehouse()
      let error = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(server.url + "/api/v1/iocs/")
      }
      #expect(error != nil)
    }
  }
}
