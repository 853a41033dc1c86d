// Where the text of a hunt stands, and what is filled into it before it is compiled.

import Indicators
public import KQL

/// The place of a text in a file; messages are told by it.
public struct TextOrigin: Sendable, Equatable {
  /// What messages call the file.
  public var file: String
  /// The line of the text's first line, from 1.
  public var line: Int
  /// The column of the text's first column, from 1.
  public var column: Int

  /// A place; of a text that is the whole file by default.
  public init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension KQLDiagnostics {
  /// The same with the places of the file.
  func moved(to origin: TextOrigin) -> KQLDiagnostics {
    var result = self
    result.all = all.map { $0.moved(to: origin) }
    return result
  }
}

extension KQLDiagnostic {
  /// The same with the place in the file.
  public func moved(to origin: TextOrigin) -> KQLDiagnostic {
    var result = self
    result.place.line += origin.line - 1
    result.place.column += origin.column - 1
    return result
  }
}

extension Hunt {
  /// The ends of the time that Sentinel's hunting page asks for, as its queries name them.
  private static let windowStart = "{{StartTimeISO}}"
  private static let windowEnd = "{{EndTimeISO}}"

  /// Whether the text leaves its time to be filled in.
  public var asksWindow: Bool {
    text.contains(Self.windowStart) || text.contains(Self.windowEnd)
  }

  /// The text as it is compiled at a time: what `{{StartTimeISO}}` and `{{EndTimeISO}}` stand for are
  /// the last 24 hours, which is what Sentinel's hunting page asks for by itself.
  ///
  /// - Parameter now: ticks.
  public func text(at now: Int64) -> String {
    guard asksWindow else { return text }
    let end = Timestamp(clamping: now)
    return text.replacing(Self.windowStart, with: end.adding(days: -1).description)
      .replacing(Self.windowEnd, with: end.description)
  }
}

extension HuntRunner {
  /// A message about a hunt as a person reads it, with the place in the hunt's file.
  public func rendered(_ diagnostic: KQLDiagnostic, of hunt: Hunt) -> String {
    diagnostic.moved(to: hunt.origin).rendered(
      source: hunt.text(at: now), file: hunt.origin.file)
  }
}
