// `picket import --preview`: what a log is taken for, and its first rows as they would stand in the tables.
// The rows go through a warehouse of their own, which is deleted: what is shown is what an import does.

import Foundation
import Indicators
import Logs
import Output
import SQLite
import Warehouse

struct ImportPreview {
  let options: LogOptions
  let now: Int64

  /// Rows of a file that are shown.
  static let rows = 5

  /// Previews the files one by one.
  ///
  /// - Returns: what an import of them would report.
  func run(_ paths: [String]) throws -> ImportReport {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("picket-preview-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = options
    options.maximumRows = Self.rows
    let database = try WarehouseDatabase(
      path: folder.appendingPathComponent("preview.db").path, access: .write)
    var ended: [FileReport] = []
    let report = try LogImport(database: database, now: now, options: options)
      .run(paths: paths) { if case .ended(let file) = $0 { ended.append(file) } }
    for file in ended { try show(file, database) }
    return report
  }

  private func show(_ file: FileReport, _ database: WarehouseDatabase) throws {
    guard !file.format.isEmpty else { return }
    try print("\(file.path): \(file.format), into \(file.tables.joined(separator: ", "))")
    for line in file.mapping { try print("  \(line)") }
    for table in file.tables where try database.logTables.contains(where: { $0.name == table }) {
      try showRows(of: table, file.path, database)
    }
    for rejection in file.firstRejections {
      try print("  line \(rejection.line) is rejected: \(rejection.reason)")
    }
    if !file.note.isEmpty { try print("  note: \(file.note)") }
  }

  private func showRows(
    of table: String, _ path: String, _ database: WarehouseDatabase
  ) throws {
    let rows = try database.connection.prepare(
      "SELECT * FROM \"\(table)\" WHERE SourceFile = ? ORDER BY SourceLine LIMIT \(Self.rows)")
    rows.bind(path, at: 1)
    let names = rows.columnNames
    try rows.eachRow { row in
      let cells = names.indices.map { row.text(Int32($0)) }
      let line = names.firstIndex(of: "SourceLine").map { cells[$0] } ?? ""
      try print("\(table), line \(line):")
      for (name, cell) in zip(names, cells)
      where !cell.isEmpty && name != "SourceLine" && name != "SourceFile" {
        try print("  \(name): \(cell)")
      }
    }
  }

  private func print(_ line: String) throws { try Console.print(TerminalText.escaped(line)) }
}
