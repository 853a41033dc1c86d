// Against another TAXII server that others wrote: OpenTAXII, which has relative API roots, wants
// fractions of a second in `added_after`, and takes Basic and Bearer.

import Foundation
import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite(.serialized, .enabled(if: OpenTAXII.isReady, "needs scripts/taxii-servers and shared data"))
struct OpenTAXIITests {
  private static var basic: Credential {
    get throws { .basic(user: OpenTAXII.user, key: try APIKey(OpenTAXII.password)) }
  }

  @Test func `a walk, what is added later, both styles, and a wrong key`() async throws {
    let directory = try TemporaryDirectory()
    let server = try OpenTAXII(in: directory)
    let objects = try MedallionTests.objects()
    try server.publish(Array(objects[..<300]))

    let warehouse = try FeedWarehouse()
    let first = try #require(
      try await warehouse.taxii(server.url + "/taxii2/", ["all"], credential: Self.basic).first)
    #expect(first.fault == nil)
    #expect(first.counts.fetched == 300)
    let watermark = try #require(first.watermarkAfter)

    try server.publish(Array(objects[300...]))
    let token = try APIKey(server.token())
    let second = try #require(
      try await warehouse.taxii(server.url + "/taxii2/", ["All of it"], credential: .bearer(token))
        .first)
    #expect(second.fault == nil)
    #expect(second.counts.fetched == objects.count - 300)
    #expect(try #require(second.watermarkAfter) > watermark)
    #expect(try warehouse.indicators() == MedallionTests.rowsFromFile())

    let third = try #require(
      try await warehouse.taxii(server.url + "/taxii2/", ["all"], credential: Self.basic).first)
    #expect(third.fault == nil)
    #expect((third.counts.new, third.counts.updated) == (0, 0))

    let refused = await #expect(throws: FeedError.self) {
      try await warehouse.taxii(
        server.url + "/taxii2/", ["all"],
        credential: .basic(user: OpenTAXII.user, key: APIKey("Sekret99")))
    }
    #expect(refused?.kind == .unauthorized)
    #expect(refused?.description.contains("Sekret99") == false)
    withExtendedLifetime(server) {}
  }
}
