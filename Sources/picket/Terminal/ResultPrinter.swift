// Rows -> cells -> a writer of the asked format -> standard output or a file.

import Foundation
import Hunting
import KQL
import Output
import SQLite

/// Prints results into one place.
final class ResultPrinter {
  private let options: ResultPlace
  private let file: OutputFile
  private var writer: (any ResultWriter)?
  private var types: [ColumnType] = []
  /// The result among several whose first row has not come yet.
  private var waiting: (name: String, columns: [Output.ResultColumn])?
  /// The name of the result that is printed, where it is one of several.
  private var sectionName: String?
  /// Rows printed so far.
  private(set) var rows = 0
  /// Results printed so far.
  private(set) var tables = 0

  init(options: ResultPlace, appearance: OutputFile.Appearance = .atOnce) throws {
    self.options = options
    file = try OutputFile(path: options.output, appearance: appearance)
  }

  /// Begins a result whose rows come from SQLite.
  func begin(_ columns: [KQL.ResultColumn]) throws {
    try begin(
      columns.map {
        Output.ResultColumn(name: $0.name, type: ColumnType(rawValue: $0.type.rawValue) ?? .string)
      })
  }

  /// Begins a result.
  func begin(_ columns: [Output.ResultColumn]) throws {
    types = columns.map(\.type)
    if let sectionName {
      waiting = (sectionName, columns)
      // A JSON object has a member for each; of tables only those are worth an eye that have rows.
      return options.format == .json ? try start() : ()
    }
    try beginWriter(columns)
  }

  /// Prints what stands before the first row of a result that waits.
  private func start() throws {
    guard let (name, columns) = waiting else { return }
    waiting = nil
    try frame(.before(name))
    try beginWriter(columns)
  }

  private func beginWriter(_ columns: [Output.ResultColumn]) throws {
    let file = file
    var writer = options.format.writer(
      options: ResultOptions(raw: options.csvRaw, isTerminal: file.isTerminal)
    ) { try file.write($0) }
    try writer.begin(columns)
    self.writer = writer
  }

  /// Prints a row of SQLite's, of which the first columns are the result's.
  func row(_ row: borrowing Row) throws {
    var cells: [Cell] = []
    cells.reserveCapacity(types.count)
    for (index, type) in types.enumerated() { cells.append(cell(row.value(Int32(index)), type)) }
    try self.row(cells)
  }

  /// Prints a row.
  func row(_ cells: [Cell]) throws {
    try start()
    try writer?.row(cells)
    rows += 1
  }

  /// Ends the result.
  func end() throws {
    guard waiting == nil else { return }
    try writer?.end()
    writer = nil
    tables += 1
  }

  /// Prints a text with a line end.
  func print(_ text: String) throws {
    try write(text + "\n")
  }

  /// Ends the output: nothing may be printed after it.
  func finish() throws { try file.finish() }

  /// Prints one of several results: between frames, with its name and its count on standard error;
  /// one without rows prints nothing, but in JSON.
  ///
  /// - Parameter isOne: there are no others, so that nothing is added.
  func section(_ name: String, isOne: Bool, _ body: () throws -> Void) throws {
    guard !isOne else { return try body() }
    Console.say("== \(name)")
    sectionName = name
    defer { (sectionName, waiting) = (nil, nil) }
    let before = rows
    try body()
    Console.say("\(rows - before) rows")
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

  private func write(_ text: String) throws { try file.write(Array(text.utf8).span) }

  private func cell(_ value: SQLite.SQLValue, _ type: ColumnType) -> Cell {
    switch (value, type) {
    case (.null, .string): .string("")
    case (.null, _): .null
    case (.integer(let integer), .bool): .bool(integer != 0)
    case (.integer(let integer), .datetime): .datetime(integer)
    case (.integer(let integer), .timespan): .timespan(integer)
    case (.integer(let integer), .real): .real(Double(integer))
    case (.integer(let integer), _): .long(integer)
    case (.real(let real), _): .real(real)
    case (.text, .real): .real(.nan)
    case (.text(let text), .dynamic): .dynamic(text)
    case (.text(let text), .guid): .guid(text)
    case (.text(let text), .decimal): .decimal(text)
    case (.text(let text), _): .string(text)
    case (.blob(let blob), _): .string(String(decoding: blob, as: UTF8.self))
    }
  }
}
