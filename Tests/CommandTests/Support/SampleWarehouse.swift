// The sample world as a user has it after the README's tour: both feeds ingested over loopback, both
// logs imported. Made once by the programs themselves; each test gets a copy of the one file.

import FeedServer
import Foundation
import Samples
import TestSupport

enum SampleWarehouse {
  static let key = "sk_live_command_tests_7f3a"
  static let taxiiName = "SOC Defenders"
  static let restName = "SOC Defenders REST"
  /// The day of `clock`.
  static let world = SampleWorld(now: SampleTime.ticks(clock) ?? 0)

  struct Made: Sendable {
    /// The bytes of picket.db.
    let file: Data
    /// What the four commands said.
    let taxii, rest, conn, dns: ProgramResult
    /// The files in the folder of the database when all was done.
    let files: [String]
  }

  /// The first run.
  static var made: Made { get async throws { try await making.value } }

  private static let making = Task { try await make() }

  /// A workplace with a copy.
  static func copy() async throws -> Workplace {
    let workplace = try Workplace()
    try await made.file.write(to: URL(fileURLWithPath: workplace.database))
    return workplace
  }

  /// Polls both feeds and imports both logs.
  static func fill(
    _ workplace: Workplace
  ) async throws -> (
    taxii: ProgramResult, rest: ProgramResult, conn: ProgramResult, dns: ProgramResult
  ) {
    let server = try await FeedServer.start(world: world, key: key)
    let environment = ["FEED_KEY": key]
    let taxii = try await workplace.picket(
      [
        "ingest", "taxii", server.url + "/api/taxii2/", "--collection", "all", "--name", taxiiName,
        "--api-key-env", "FEED_KEY",
      ], environment: environment)
    let rest = try await workplace.picket(
      ["ingest", "rest", server.url, "--name", restName, "--api-key-env", "FEED_KEY"],
      environment: environment)
    await server.stop()
    try workplace.makeFolder("logs")
    try workplace.directory.write(world.connLog, to: "logs/conn.log")
    try workplace.directory.write(world.dnsLog, to: "logs/dns.log")
    let conn = try await workplace.picket("import", "logs/conn.log")
    let dns = try await workplace.picket("import", "logs/dns.log")
    return (taxii, rest, conn, dns)
  }

  private static func make() async throws -> Made {
    let workplace = try Workplace()
    let said = try await fill(workplace)
    let files = try FileManager.default.contentsOfDirectory(atPath: workplace.directory.url.path)
    return Made(
      file: try Data(contentsOf: URL(fileURLWithPath: workplace.database)),
      taxii: said.taxii, rest: said.rest, conn: said.conn, dns: said.dns, files: files.sorted())
  }
}
