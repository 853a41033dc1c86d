// How the report of an ingestion is given.

import ArgumentParser

/// The forms of a report.
enum ReportForm: String, CaseIterable, ExpressibleByArgument {
  /// Lines for people, on standard error.
  case text
  /// One JSON object for each collection or file on standard output, and the lines as well.
  case json
}

struct ReportOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "text, or json: one JSON object for each collection or file on standard output.")
  var report = ReportForm.text
}
