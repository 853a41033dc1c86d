// A unit test of a hunt: tables that are given, and the rows that must come. Read by HuntCaseReader,
// run by HuntCases.

internal import KQL

/// One case of a hunt.
public struct HuntCase: Sendable {
  /// What it shows, as it was written behind `// case:`.
  public let name: String
  /// The line of the file where it starts, from 1.
  public let line: Int
  /// The clock of now() and ago(), in ticks.
  public let now: Int64
  /// Whether the rows must come in the order in which they are expected.
  public let isOrdered: Bool
  /// Whether no row must come.
  public let expectsNone: Bool
  /// What messages call the file.
  let file: String
  let source: HuntCaseSource
  let lines: Range<Int>

  /// The case's KQL, at its place in the file: what belongs to other cases are empty lines.
  var text: String { source.text(of: lines) }

  /// The clock of a case that sets none: 2026-01-15T12:00:00Z, in ticks. The same on every day, so
  /// that a case that passes once passes always.
  public static let defaultNow: Int64 = 639_040_752_000_000_000
}

/// The lines of a file of cases, which its cases share.
final class HuntCaseSource: Sendable {
  let lines: [Substring]
  /// The lines before the first case: `let` statements that all of them see.
  let shared: Range<Int>

  init(lines: [Substring], shared: Range<Int>) {
    self.lines = lines
    self.shared = shared
  }

  func text(of range: Range<Int>) -> String {
    var text = ""
    for index in 0..<range.upperBound {
      if shared.contains(index) || range.contains(index) { text += lines[index] }
      text += "\n"
    }
    return text
  }
}

/// How a case ended.
public struct HuntCaseResult: Sendable {
  /// What came of it.
  public enum Outcome: Sendable {
    /// The expected rows came, and no others.
    case passed
    /// Other rows came.
    case failed(RowDifference)
    /// It could not be run: the hunt or the case is wrong. The text says where, in several lines.
    case broken(String)
  }

  /// The case.
  public let huntCase: HuntCase
  /// What came of it.
  public let outcome: Outcome
  /// The rows that the hunt gave.
  public let rows: Int

  /// Whether the case passed.
  public var isPassed: Bool {
    if case .passed = outcome { return true }
    return false
  }
}
