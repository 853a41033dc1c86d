// What the two feed protocols share on the command line.

import ArgumentParser
import Indicators
import Ingestion
import Warehouse

struct FeedOptions: ParsableArguments {
  @Option(name: .long, help: "The feed's name: SourceSystem of its rows. Default: the host.")
  var name: String?

  @Option(
    name: .long,
    help: "Where the first poll begins: 30d, 12h … before now. Default: everything.",
    transform: { text in
      guard let lookback = Lookback(text) else {
        throw ValidationError("\(text) is no time span: write 30d, 12h or 90m")
      }
      return lookback
    })
  var since: Lookback?

  @OptionGroup var form: ReportOptions
  @OptionGroup(title: "Key") var credentials: CredentialOptions
  @OptionGroup var hygiene: HygieneOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var database: DatabaseOptions

  /// Runs a poll and says what it came to.
  ///
  /// - Parameters:
  ///   - style: how the key is sent where `--auth` does not say.
  ///   - body: polls, and calls back with each report.
  func poll(
    _ text: String, style: AuthenticationStyle,
    _ body: (Poll, (IngestReport) -> Void) throws -> Void
  ) throws {
    try reportingErrors {
      let url = try FeedURL(text)
      let now = clock.time
      let poll = Poll(
        url: url, name: name ?? url.host, since: since?.before(now), now: now,
        credential: try credentials.credential(style: style),
        policy: hygiene.policy, transport: try credentials.transport(),
        database: try database.open(.write))
      let summary = IngestSummary(form.report)
      do {
        try body(poll, summary.add(report:))
      } catch let error as FeedError {
        summary.add(failure: error)
      }
      try summary.end()
    }
  }
}

/// What a poll needs to know.
struct Poll {
  let url: FeedURL
  let name: String
  let since: Timestamp?
  let now: Timestamp
  let credential: Credential?
  let policy: FeedPolicy
  let transport: CurlTransport
  let database: WarehouseDatabase
}
