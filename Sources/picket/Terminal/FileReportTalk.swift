// What is said of each log file that was read: by an import, and by a hunt over a stream.

import Logs
import Warehouse

/// Says what became of files, in the words of one command.
struct FileReportTalk: Sendable {
  /// What its rows came to.
  let rows: @Sendable (FileReport) -> String
  /// The same of a file whose beginning was known.
  let furtherRows: @Sendable (FileReport) -> String
  /// Of a file that held nothing new.
  let alreadyKnown: String
  /// Behind the number of rejected lines; where all of them are found.
  var allRejections = ""

  func say(_ file: FileReport) {
    switch file.outcome {
    case .imported: Console.say("\(file.path): \(rows(file)) (\(file.format))")
    case .continued: Console.say("\(file.path): \(furtherRows(file)) (\(file.format))")
    case .alreadyKnown: Console.say("\(file.path): \(alreadyKnown)")
    case .partial(let reason):
      Console.say("warning: \(file.path): \(rows(file)), then \(reason)")
    case .skipped(let reason): Console.say("\(file.path): skipped: \(reason)")
    case .failed(let reason): Console.say("error: \(file.path): \(reason)")
    }
    if !file.note.isEmpty { Console.say("note: \(file.path): \(file.note)") }
    for rejection in file.firstRejections {
      Console.say("  line \(rejection.line): \(rejection.reason): \(rejection.excerpt)")
    }
    if file.rejected > file.firstRejections.count {
      Console.say("  … \(file.rejected) lines rejected\(allRejections)")
    }
  }
}
