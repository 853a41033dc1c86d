// From a STIX pattern to the rows of ThreatIntelligenceIndicator, with a reason for what is lost.
// Called by the STIX mapping, once an indicator.
// It must not be silent: a pattern without an observable always has a reason.

/// The rows that one pattern makes, and what of the pattern they do not hold.
///
/// An OR of equalities (and IN) gives a row each; the comparisons of an AND give their columns
/// together in one row; an AND of ORs gives their product, bounded. Two values of one column in an
/// AND give a row each: MD5 and SHA-256 of one file are two ways to know it.
public struct PatternRows: Sendable {
  /// The rows, at least one; a pattern without an observable gives one empty set.
  public let rows: [ObservableSet]
  /// Why something of the pattern is in no row: distinct texts in the order of the pattern.
  public let reasons: [String]
  /// The syntax error, where the text is no pattern; it is among `reasons` too.
  public let error: PatternError?

  /// The rows of a pattern's text. Never fails: a syntax error gives one empty row and the reason.
  ///
  /// Read as STIX 2.1, and where that fails as STIX 2.0, since old feeds do not say their edition.
  public init(_ text: String) {
    if let equality = SingleEquality(text) {
      self.init(equality)
      return
    }
    do {
      self.init(try Pattern(text))
    } catch {
      if let pattern = try? Pattern(text, version: .v20) {
        self.init(pattern)
      } else {
        self.init(error)
      }
    }
  }

  /// The rows of a parsed pattern.
  public init(_ pattern: Pattern) {
    var alternatives = PatternAlternatives()
    let combinations = alternatives.alternatives(of: pattern.expression)
    var assembly = PatternRowAssembly(alternatives)
    for combination in combinations { assembly.add(combination) }
    (rows, reasons) = assembly.finished()
    error = nil
  }

  private init(_ equality: SingleEquality) {
    (rows, reasons) = equality.rows()
    error = nil
  }

  private init(_ error: PatternError) {
    rows = [ObservableSet()]
    reasons = ["pattern not understood: \(error)"]
    self.error = error
  }

  /// Whether any row has a column that a log can be joined on.
  public var hasObservable: Bool { rows.contains { $0.hasObservable } }
}
