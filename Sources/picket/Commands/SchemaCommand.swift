// `picket schema`: the tables, columns and functions that a hunt may name, as KQL sees them.

import ArgumentParser
import Foundation
import Hunting
import KQL
import Output
import Warehouse

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "List the tables, columns and functions that KQL can name.",
    discussion: """
      Example: picket schema DnsEvents _Im_Dns
      Without a name: all tables and functions, with the rows that the database has, if there is one.
      """)

  @Argument(help: "Tables and functions whose columns and parameters are listed.")
  var names: [String] = []

  @Option(name: .long, help: "How rows are printed.")
  var format: ResultFormat = .table

  @OptionGroup var database: DatabaseOptions

  private struct Unknown: Error, CustomStringConvertible {
    let name: String
    let help: String?
    var description: String {
      "no table or function is called \(name): "
        + (help ?? "picket schema without a name lists them all")
    }
  }

  func run() throws {
    try reportingErrors {
      let listing = CatalogListing()
      if let unknown = names.first(where: { !listing.names.contains($0) }) {
        throw Unknown(name: unknown, help: listing.help(for: unknown))
      }
      var writer = format.writer {
        try Console.write($0, to: STDOUT_FILENO, path: "standard output")
      }
      if names.isEmpty {
        try writeAll(of: listing, to: &writer)
      } else {
        try write(names, of: listing, to: &writer)
      }
      try writer.end()
    }
  }

  private func writeAll(of listing: CatalogListing, to writer: inout any ResultWriter) throws {
    let isThere = FileManager.default.fileExists(atPath: database.path)
    let entries = try listing.entries(in: isThere ? try database.open(.read) : nil)
    try writer.begin([
      .init(name: "Name", type: .string), .init(name: "Kind", type: .string),
      .init(name: "Columns", type: .long), .init(name: "Rows", type: .long),
      .init(name: "Description", type: .string),
    ])
    for entry in entries {
      try writer.row([
        .string(entry.name), .string(entry.kind.rawValue), .long(Int64(entry.width)),
        entry.rows.map { .long(Int64($0)) } ?? .null, .string(entry.description),
      ])
    }
  }

  private func write(
    _ names: [String], of listing: CatalogListing, to writer: inout any ResultWriter
  ) throws {
    try writer.begin(
      ["TableName", "ColumnName", "ColumnType", "Note"].map { .init(name: $0, type: .string) })
    for name in names {
      if let table = listing.table(name) {
        for column in table.columns { try writer.row(cells(name, column)) }
        for column in table.hidden {
          try writer.row(cells(name, column, note: "hidden: only where it is named"))
        }
      } else if let function = listing.function(name) {
        for parameter in function.parameters {
          let note = parameter.defaultValue.map { "parameter, \($0) by default" }
          try writer.row(
            [name, parameter.name, parameter.type, note ?? "parameter"].map { .string($0) })
        }
      }
    }
  }

  private func cells(_ table: String, _ column: CatalogColumn, note: String? = nil) -> [Cell] {
    let drives = column.observables.isEmpty ? "" : "indexed: joins on it read the matches alone"
    return [table, column.name, column.type.rawValue, note ?? drives].map { .string($0) }
  }
}
