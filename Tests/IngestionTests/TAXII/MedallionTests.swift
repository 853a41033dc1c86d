// Against a TAXII server that others wrote: OASIS's medallion, serving real indicators.

import Foundation
import Synchronization
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite(.serialized, .enabled(if: Medallion.isReady, "needs scripts/taxii-servers and shared data"))
struct MedallionTests {
  /// Waits before one request for objects, longer than a `next` lives.
  private final class Dawdling: HTTPTransport {
    let transport: CurlTransport
    let requests = Mutex<[FeedURL]>([])
    let pause: TimeInterval
    let before: Int

    init(_ pause: TimeInterval, before: Int) throws {
      transport = try CurlTransport()
      self.pause = pause
      self.before = before
    }

    func send(
      _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
      if request.url.path.hasSuffix("/objects/") {
        let number = requests.withLock { requests in
          requests.append(request.url)
          return requests.count
        }
        if number == before { Thread.sleep(forTimeInterval: pause) }
      }
      return try transport.send(request, onChunk: onChunk)
    }
  }

  /// Five published bundles, 475 objects: medallion's first answer takes quadratic time.
  static func objects() throws -> [[String: Any]] {
    let paths = [
      "2022-06-23_rcs_lab/rcs.stix2", "2026-03-30_darksword/darksword.stix2",
      "ResidentBat/residentbat.stix2", "2023-07-25_wyrmspy_dragonegg/wyrmspy_dragonegg.stix2",
      "2024-12-25_eaglemsgspy/eaglemsgspy.stix2",
    ]
    return try paths.flatMap { path in
      let data = try Data(contentsOf: SharedData.data("feeds/mvt-indicators/\(path)"))
      let bundle = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      return try #require(bundle?["objects"] as? [[String: Any]])
    }
  }

  private static var credential: Credential {
    get throws { .basic(user: "admin", key: try APIKey("Password0")) }
  }

  private func withMedallion(
    pageSize: Int, session: Int = 30, _ body: (String) async throws -> Void
  ) async throws {
    let directory = try TemporaryDirectory()
    let server = try Medallion(
      serving: Self.objects(), in: directory, pageSize: pageSize, session: session)
    try await body(server.url)
    withExtendedLifetime(server) {}
  }

  /// The rows that the same objects give as a file.
  static func rowsFromFile() throws -> [String] {
    let warehouse = try FeedWarehouse()
    let bundle: [String: Any] = [
      "type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000",
      "objects": try objects(),
    ]
    let path = warehouse.directory.path("bundle.json")
    try JSONSerialization.data(withJSONObject: bundle).write(to: URL(fileURLWithPath: path))
    let report = try warehouse.file(path)
    #expect(report.counts.fetched == 475)
    return try warehouse.indicators()
  }

  @Test func `published indicators give the same rows from the server and from a file`()
    async throws
  {
    let expected = try Self.rowsFromFile()
    #expect(expected.count == 235)
    try await withMedallion(pageSize: 100) { url in
      let warehouse = try FeedWarehouse()
      let report = try #require(
        try await warehouse.taxii(
          url + "/taxii2/", ["ALL of it"], credential: Self.credential
        ).first)
      #expect(report.fault == nil)
      #expect(report.subject == Medallion.all)
      #expect((report.counts.fetched, report.counts.pages) == (475, 5))
      #expect(report.watermarkAfter == "2026-01-01T01:07:00.000000Z")
      #expect(try warehouse.indicators() == expected)
      let again = try #require(
        try await warehouse.taxii(
          url + "/api1/", [Medallion.all], credential: Self.credential
        ).first)
      #expect(again.fault == nil)
      #expect(again.counts.fetched == 0)
      #expect(again.watermarkAfter == report.watermarkAfter)
      #expect(try warehouse.indicators() == expected)
    }
  }

  @Test func `over TLS its certificate is trusted by the file of its authority alone`() async throws
  {
    let directory = try TemporaryDirectory()
    let authority = try Authority()
    let server = try Medallion(
      serving: Self.objects(), in: directory, pageSize: 100, session: 30, authority: authority)
    let warehouse = try FeedWarehouse()
    let refused = await #expect(throws: FeedError.self) {
      try await warehouse.taxii(
        server.url + "/taxii2/", ["all of it"], credential: Self.credential)
    }
    #expect(refused?.kind == .tls)
    var settings = CurlTransport.Settings()
    settings.caFile = authority.caFile
    let report = try #require(
      try await warehouse.taxii(
        server.url + "/taxii2/", ["all of it"], credential: Self.credential,
        transport: CurlTransport(settings)
      ).first)
    #expect(report.fault == nil)
    #expect((report.counts.fetched, report.counts.pages) == (475, 5))
    #expect(try warehouse.indicators() == Self.rowsFromFile())
    withExtendedLifetime(server) {}
  }

  @Test func `a next that expires is no loss`() async throws {
    let expected = try Self.rowsFromFile()
    try await withMedallion(pageSize: 50, session: 2) { url in
      let warehouse = try FeedWarehouse()
      let transport = try Dawdling(4, before: 4)
      let report = try #require(
        try await warehouse.taxii(
          url + "/api1/", [Medallion.all], credential: Self.credential, transport: transport
        ).first)
      #expect(report.fault == nil)
      #expect(report.watermarkAfter == "2026-01-01T01:07:00.000000Z")
      #expect(try warehouse.indicators() == expected)
      // The fourth request was refused; the fifth starts again, at the watermark, without a `next`.
      let asked = transport.requests.withLock { $0.map { $0.query ?? "" } }
      #expect(asked.count > 10)
      #expect(asked[3].contains("next="))
      #expect(!asked[4].contains("next=") && asked[4].contains("added_after=2026-01-01"))
    }
  }

  @Test func `what cannot be read says why`() async throws {
    try await withMedallion(pageSize: 100) { url in
      let warehouse = try FeedWarehouse()
      let refused = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(
          url + "/taxii2/", ["All of it"],
          credential: .basic(user: "admin", key: APIKey("wrong")))
      }
      // The body is a web page, whose words are of no use.
      #expect(
        refused?.description
          == "the server refused the credential (401) at \(url)/taxii2/; it was sent as basic: "
          + "check the key, or try --auth bearer or x-api-key")
      let secret = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(url + "/taxii2/", ["secret"], credential: Self.credential)
      }
      #expect(secret?.kind == .forbidden)
      #expect(secret?.message == "the collection secret cannot be read with this key")
      let unknown = await #expect(throws: FeedError.self) {
        try await warehouse.taxii(url + "/taxii2/", ["ips"], credential: Self.credential)
      }
      #expect(unknown?.kind == .notFound)
      #expect(
        unknown?.advice?.hasPrefix("its collections are \(Medallion.all) (All of it), ") == true)
      #expect(try warehouse.rows("SELECT count(*) FROM RawObject") == ["0"])
      let empty = try await warehouse.taxii(
        url + "/taxii2/", ["nothing"], credential: Self.credential)
      #expect(empty.map(\.fault) == [nil])
      #expect(empty.map(\.counts.fetched) == [0])
    }
  }
}
