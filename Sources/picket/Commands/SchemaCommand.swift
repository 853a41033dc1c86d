// `picket schema`: the tables and columns that a hunt may name, as KQL sees them.

import ArgumentParser
import Foundation
import Hunting
import KQL
import Output

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "List the tables and columns that KQL can name.",
    discussion: "Example: picket schema DnsEvents")

  @Argument(help: "A table; all of them without it.")
  var table: String?

  @Option(name: .long, help: "How rows are printed.")
  var format: ResultFormat = .table

  private struct Unknown: Error, CustomStringConvertible {
    let name: String
    var description: String {
      "no table is called \(name): the tables are "
        + WarehouseCatalog.catalog.names.joined(separator: ", ")
    }
  }

  func run() throws {
    try reportingErrors {
      let all = WarehouseCatalog.catalog.tables
      let shown = table.map { name in all.filter { $0.name == name } } ?? all
      if let table, shown.isEmpty { throw Unknown(name: table) }
      var writer = format.writer {
        try Console.write($0, to: STDOUT_FILENO, path: "standard output")
      }
      let names = ["TableName", "ColumnName", "ColumnType"]
      try writer.begin(names.map { Output.ResultColumn(name: $0, type: .string) })
      for table in shown {
        let hidden = table.hidden.map { ($0.name, "\($0.type.rawValue) (hidden)") }
        for (name, type) in table.columns.map({ ($0.name, $0.type.rawValue) }) + hidden {
          try writer.row([table.name, name, type].map { .string($0) })
        }
      }
      try writer.end()
    }
  }
}
