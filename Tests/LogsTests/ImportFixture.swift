// A warehouse of its own for a test, filled by the real import, and questions to it in SQL.

import Foundation
import SQLite
import TestSupport
import Warehouse

@testable import Logs

/// A fresh warehouse file and what was imported into it.
final class ImportFixture {
  let directory: TemporaryDirectory
  let database: WarehouseDatabase
  /// 2026-01-01T00:00:00Z.
  static let now: Int64 = 639_028_224_000_000_000

  init() throws {
    directory = try TemporaryDirectory()
    database = try WarehouseDatabase(path: directory.path("picket.db"), access: .write)
  }

  @discardableResult
  func load(
    _ paths: String..., maximumErrors: Int? = nil, zone: TimeZoneRules? = nil,
    layout: LogLayout? = nil
  ) throws -> ImportReport {
    try LogImport(
      database: database, now: Self.now,
      options: LogOptions(maximumErrors: maximumErrors, zone: zone, layout: layout)
    )
    .run(paths: paths)
  }

  /// Writes bytes into the fixture's folder.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let path = directory.path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// The rows of a query, their columns joined with `|`.
  func rows(_ sql: String) throws -> [String] {
    let statement = try database.connection.prepare(sql)
    let columns = statement.columnNames.count
    var rows: [String] = []
    try statement.eachRow { row in
      var cells: [String] = []
      for column in 0..<columns { cells.append(row.text(Int32(column))) }
      rows.append(cells.joined(separator: "|"))
    }
    return rows
  }

  /// The single value of a query.
  func value(_ sql: String) throws -> String { try rows(sql).first ?? "no row" }
}

/// Why a content is no log.
let unknownLog =
  "not a log that Picket knows: tried " + LogFormats.all.map(\.name).joined(separator: ", ")

/// Zeek's header for a log.
func zeekHeader(_ path: String, _ fields: String, types: String = "") -> String {
  let types = types.isEmpty ? "" : "#types\t\(types)\n"
  return "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
    + "#path\t\(path)\n#open\t2024-01-01-00-00-00\n#fields\t\(fields)\n\(types)"
}

/// The columns of a short conn.log.
let shortConn = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state"

/// A row of a short conn.log, numbered 0 to 89.
func connRow(_ number: Int, to destination: String = "203.0.113.9") -> String {
  let time = "17000000\(10 + number).500000"
  return "\(time)\tC\(number)\t192.0.2.1\t\(1000 + number)\t\(destination)\t443\ttcp\tSF\n"
}

/// The path of a file or folder of the shared log collection.
func sharedLog(_ path: String) throws -> String { try SharedData.data("logs/" + path).path }
