// Rows of a hunt -> cells -> a writer of the asked format -> standard output or a file.

import Foundation
import Hunting
import KQL
import Output
import SQLite

/// Prints the rows of compiled queries into one place.
final class ResultPrinter {
  private let options: PrintOptions
  private let descriptor: Int32
  private let path: String
  private var writer: (any ResultWriter)?
  /// Rows printed so far.
  private(set) var rows = 0
  /// Results printed so far.
  private(set) var tables = 0

  init(options: PrintOptions) throws {
    self.options = options
    path = options.output ?? "standard output"
    guard let output = options.output else {
      descriptor = STDOUT_FILENO
      return
    }
    descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Console.Unwritable(path: output, reason: String(cString: strerror(errno)))
    }
  }

  deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

  /// Runs a query and prints its header and rows.
  func print(_ query: CompiledQuery, with runner: HuntRunner) throws {
    let descriptor = descriptor
    let path = path
    let isTerminal = options.output == nil && Console.isOutputTerminal
    var writer = options.format.writer(
      options: ResultOptions(raw: options.csvRaw, isTerminal: isTerminal)
    ) { try Console.write($0, to: descriptor, path: path) }
    let types = query.columns.map { ColumnType(rawValue: $0.type.rawValue) ?? .string }
    try writer.begin(
      zip(query.columns, types).map { Output.ResultColumn(name: $0.name, type: $1) })
    try runner.run(query) { row in
      try writer.row(types.indices.map { cell(row.value(Int32($0)), types[$0]) })
      rows += 1
    }
    try writer.end()
    tables += 1
  }

  /// Prints a text with a line end.
  func print(_ text: String) throws {
    try write(text + "\n")
  }

  /// What stands before, between and behind several results, so that a file of them is still one
  /// document: JSON becomes an object with a member for each, the texts get an empty line between.
  func frame(_ place: Frame) throws {
    switch (options.format, place) {
    case (.json, .before(let name)):
      let member = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
      try write((tables == 0 ? "{" : ",") + member + ":\n")
    case (.json, .end): try write("}\n")
    case (.csv, .before) where tables > 0: try write("\r\n")
    case (.table, .before) where tables > 0, (.markdown, .before) where tables > 0:
      try write("\n")
    default: break
    }
  }

  /// A place among several results.
  enum Frame {
    /// Before the result of this name.
    case before(String)
    /// Behind the last one.
    case end
  }

  private func write(_ text: String) throws {
    try Console.write(Array(text.utf8).span, to: descriptor, path: path)
  }

  private func cell(_ value: SQLite.SQLValue, _ type: ColumnType) -> Cell {
    switch (value, type) {
    case (.null, .string): .string("")
    case (.null, _): .null
    case (.integer(let integer), .bool): .bool(integer != 0)
    case (.integer(let integer), .datetime): .datetime(integer)
    case (.integer(let integer), .timespan): .timespan(integer)
    case (.integer(let integer), .real), (.integer(let integer), .decimal): .real(Double(integer))
    case (.integer(let integer), _): .long(integer)
    case (.real(let real), _): .real(real)
    case (.text(let text), .dynamic): .dynamic(text)
    case (.text(let text), .guid): .guid(text)
    case (.text(let text), _): .string(text)
    case (.blob(let blob), _): .string(String(decoding: blob, as: UTF8.self))
    }
  }
}
