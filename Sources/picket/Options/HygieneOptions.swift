// Whether rows that would only make noise are held back: shared by the three ways of ingestion.

import ArgumentParser
import Ingestion

enum HygieneChoice: String, ExpressibleByArgument, CaseIterable {
  case on
  case off
}

struct HygieneOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "off lets in what is otherwise held back (see picket feeds quarantine --help).")
  var hygiene = HygieneChoice.on

  var policy: FeedPolicy {
    var policy = FeedPolicy()
    policy.isHygienic = hygiene == .on
    return policy
  }
}
