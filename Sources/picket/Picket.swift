// The command `picket`: its subcommands, and nothing else. A file a command in Commands/, what they
// share in Options/, what people see in Terminal/.

import ArgumentParser

@main
struct Picket: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "picket",
    abstract: "A threat-indicator warehouse in one SQLite file.",
    discussion: """
      Bring indicators in with `picket ingest`, logs with `picket import`, and hunt with KQL: \
      `picket hunt`. The database opens in the plain sqlite3 shell.
      """,
    version: "0.1.0",
    subcommands: [
      IngestCommand.self, ImportCommand.self, HuntCommand.self, TestCommand.self,
      QueryCommand.self, PivotCommand.self, StatusCommand.self, FeedsCommand.self,
      SchemaCommand.self, PurgeCommand.self,
    ])

  static func main() {
    Console.prepare()
    main(nil)
  }
}
