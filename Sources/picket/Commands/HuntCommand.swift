// `picket hunt`: the hunts that ship, or KQL files, against the warehouse.

import ArgumentParser
import Foundation
import Hunting
import Warehouse

struct HuntCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hunt",
    abstract: "Find indicators in the logs.",
    discussion: """
      Without a name, all of these are run:
      \(Hunt.standard.map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))
      An argument that ends in .kql, or that names a file, is read as a KQL file.
      """)

  @Argument(help: "Names of hunts, or KQL files.")
  var hunts: [String] = []

  @Flag(name: .long, help: "List the hunts that ship, with what each of them is; run nothing.")
  var list = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup(title: "Output") var print: PrintOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      if list { return try HuntList.print(print) }
      let hunts = try hunts.isEmpty ? Hunt.standard : hunts.map(find)
      let session = QuerySession(print: print, clock: clock)
      try session.run(hunts, database: try database.open(.read))
    }
  }

  private struct Unknown: Error, CustomStringConvertible {
    let name: String
    var description: String {
      "no hunt and no file is called \(name): the hunts are "
        + Hunt.all.map(\.name).joined(separator: ", ")
    }
  }

  private func find(_ name: String) throws -> Hunt {
    if let hunt = Hunt.named(name) { return hunt }
    guard
      name.contains("/") || name.hasSuffix(".kql") || FileManager.default.fileExists(atPath: name)
    else { throw Unknown(name: name) }
    return Hunt(name: name, text: try KQLFile.read(name))
  }
}
