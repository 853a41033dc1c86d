// The events of a log that have no table, by what they are: told with the file, so that nothing is
// left out in silence. Called by FileImport and StreamedFile.

/// Counts of events without a table.
struct SkippedLines: Sendable {
  private var counts: [String: Int] = [:]

  /// Kinds that are told apart; a hostile log may name a new one on each line.
  private static let maximumKinds = 40

  mutating func count(_ what: String) {
    let isKnown = counts[what] != nil || counts.count < Self.maximumKinds
    counts[isKnown ? what : "of other kinds", default: 0] += 1
  }

  /// `not imported: 745 alert, 3 fileinfo`, the most frequent first; '' for none.
  var note: String {
    guard !counts.isEmpty else { return "" }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "not imported: " + sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}
