// `picket ingest rest`.

import ArgumentParser
import Ingestion

struct IngestRESTCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rest",
    abstract: "Poll SOC Defenders' REST feed.",
    discussion: """
      Example: picket ingest rest https://socdefenders.ai --type ipv4 --name "SOC Defenders" \
      --api-key-env SOCDEFENDERS_KEY
      """)

  @Argument(help: "The server, or its endpoint /api/v1/iocs.")
  var url: String

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "ipv4, domain, url, sha256 …, after the URL. Default: all types.")
  var type: [String] = []

  @OptionGroup var feed: FeedOptions

  func run() throws {
    try feed.poll(url, style: .bearer) { poll, report in
      let ingestion = RESTIngestion(
        database: poll.database, transport: poll.transport, credential: poll.credential,
        now: poll.now, policy: poll.policy)
      try ingestion.ingest(
        poll.url, types: type, name: poll.name, since: poll.since, report: report)
    }
  }
}
