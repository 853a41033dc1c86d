// `picket ingest taxii`.

import ArgumentParser
import Ingestion

struct IngestTAXIICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "taxii",
    abstract: "Poll collections of a TAXII 2.1 server.",
    discussion: """
      Example: picket ingest taxii https://www.socdefenders.ai/api/taxii2/api/ --collection all \
      --name "SOC Defenders" --api-key-env SOCDEFENDERS_KEY
      """)

  @Argument(help: "The server's discovery, its API root, or a collection.")
  var url: String

  @Option(
    name: .long, parsing: .upToNextOption, help: "Collections by id, alias or title, after the URL."
  )
  var collection: [String] = []

  @OptionGroup var feed: FeedOptions

  func run() throws {
    try feed.poll(url, style: .basic) { poll, report in
      let ingestion = TAXIIIngestion(
        database: poll.database, transport: poll.transport, credential: poll.credential,
        now: poll.now, policy: poll.policy)
      try ingestion.ingest(
        poll.url, collections: collection, name: poll.name, since: poll.since, report: report)
    }
  }
}
