// `picket hunt`: the hunts that ship, or KQL files, against the warehouse.

import ArgumentParser
import Foundation
import Hunting
import Indicators
import Logs
import Output
import Warehouse

struct HuntCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hunt",
    abstract: "Find indicators in the logs.",
    discussion: """
      Without a name, all of these are run:
      \(Hunt.standard.map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))
      An argument that ends in .kql, or that names a file, is read as a KQL file; one that ends in \
      .yaml or .yml as a rule or hunting query of Microsoft Sentinel.
      With --on the hunts run over the given logs and not over imported ones; nothing is stored: \
      picket hunt network-ip --on conn.log.gz
      """)

  @Argument(help: "Names of hunts, KQL files, or Sentinel rules in YAML.")
  var hunts: [String] = []

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Log files and folders to hunt in without importing them; - reads standard input.",
      valueName: "file"))
  var on: [String] = []

  @Flag(name: .long, help: "List the hunts that ship, with what each of them is; run nothing.")
  var list = false

  @Flag(
    name: .long,
    help: """
      Return only what no earlier run with --new of the same hunt returned. Exit code 0 or 3 \
      acknowledges the rows; after any other they come again.
      """)
  var new = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Forget what --new returned of a hunt, so that it returns everything again.",
      valueName: "name"))
  var forget: String?

  @Flag(
    name: .long,
    help: """
      Compile only: print errors and what the lint finds, with --format json for editors. Takes \
      names of hunts, files and folders; needs no database.
      """)
  var check = false

  @Flag(name: .long, help: "With --check: exit with 5 where the lint finds something.")
  var strict = false

  @Flag(
    name: .long,
    help: """
      Print, in place of the rows, how many there are behind each operator and on each side of each \
      join, where they become none, and what came near.
      """)
  var whyEmpty = false

  @OptionGroup(title: "Logs of --on") var reading: LogReadingOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup(title: "Output") var print: PrintOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup var database: DatabaseOptions

  private func validateCheck() throws {
    guard check else {
      if strict { throw ValidationError("--strict goes with --check") }
      return
    }
    if !on.isEmpty || new || forget != nil || list || print.sql || print.explain || print.failOnHit
      || print.place.output != nil
    {
      throw ValidationError("--check runs nothing: it goes with --strict, --format and --now")
    }
    guard print.place.format == .csv || print.place.format == .json else {
      throw ValidationError("--check prints text, or JSON with --format json")
    }
  }

  private func validateWhyEmpty() throws {
    guard whyEmpty else { return }
    if new || forget != nil || !on.isEmpty || print.sql || print.explain || check || list
      || print.failOnHit
    {
      throw ValidationError(
        "--why-empty counts what hunts give over imported logs: it goes with --format, --output, --now "
          + "and --db"
      )
    }
    // CSV is what stands for no format at all.
    guard [.csv, .json, .ndjson].contains(print.place.format) else {
      throw ValidationError(
        "--why-empty prints text, or with --format json or ndjson an object a hunt")
    }
  }

  private func validateLimits() throws {
    guard limits.timeout != nil || limits.memory != nil else { return }
    if !on.isEmpty {
      throw ValidationError(
        "--timeout and --memory do not reach into the reading of the logs of --on: use timeout(1) "
          + "and ulimit, since nothing is stored")
    }
    if check || list || forget != nil {
      throw ValidationError(
        "--timeout and --memory bound a run: --check, --list and --forget run none")
    }
  }

  func validate() throws {
    try validateCheck()
    try validateWhyEmpty()
    try validateLimits()
    if !on.isEmpty, print.sql || print.explain {
      throw ValidationError("--on runs the hunt: --sql and --explain run nothing")
    }
    if !on.isEmpty, new {
      throw ValidationError("--on stores nothing, so that --new could not know what is new")
    }
    if !on.isEmpty, forget != nil { throw ValidationError("--forget runs no hunt, and --on does") }
    if new, print.sql || print.explain {
      throw ValidationError("--new runs the hunt: --sql and --explain run nothing")
    }
    if forget != nil, new || !hunts.isEmpty {
      throw ValidationError("--forget runs no hunt: it goes without --new and without other names")
    }
    if new, Set(hunts).count < hunts.count { throw ValidationError("a hunt is named twice") }
  }

  func run() throws {
    try reportingErrors {
      if list { return try HuntList.print(print.place) }
      if check {
        var session = CheckSession(
          now: clock.time.ticks, isStrict: strict, format: print.place.format)
        return try session.run(hunts)
      }
      if let forget { return try forgetReturned(of: forget) }
      let hunts = try hunts.isEmpty ? Hunt.standard : hunts.map(find)
      if new, Set(hunts.map(\.name)).count < hunts.count {
        throw ValidationError("two files hold rules of one name, by which --new knows them")
      }
      let watch = RunWatch.ofCommand(limits.limits)
      if new {
        try NewHuntSession(print: print, clock: clock, database: database, watch: watch).run(hunts)
      }
      let session = QuerySession(print: print, clock: clock, watch: watch)
      let database = try database.open(.read)
      if whyEmpty {
        return try WhyEmptySession(print: print, clock: clock, watch: watch)
          .run(hunts, database: database)
      }
      guard !on.isEmpty else { return try session.run(hunts, database: database) }
      try StreamHunt(
        session: session, hunts: hunts, database: database,
        options: LogOptions(zone: reading.zone, layout: try reading.layout())
      ).run(on)
    }
  }

  private func forgetReturned(of name: String) throws {
    let count = try HuntBook(path: database.path).forget(name)
    Console.say("\(name): \(count) returned rows are forgotten; --new returns everything again")
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
    guard HuntFile.isNamed(by: name) else { throw Unknown(name: name) }
    return try HuntFile.read(name)
  }
}
