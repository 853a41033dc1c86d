// A parsed STIX pattern: the entry to lexer, parser and semantic checks.
// Called by the STIX mapping through `PatternRows`, and by whoever validates patterns.
// It must not accept more than its limits: patterns come from strangers.

/// A STIX pattern of 2.0 or 2.1.
public struct Pattern: Hashable, Sendable {
  /// The parsed expression.
  public let expression: ObservationExpression
  /// The edition it was parsed as.
  public let version: PatternVersion
  /// The text it was parsed from.
  public let text: String

  /// Bytes of the longest pattern that is parsed, 1 MiB. Real ones stay below 20 KB.
  public static let maximumByteCount = 1 << 20
  /// Parentheses that may be open at once; chains of AND, OR and FOLLOWEDBY do not count.
  public static let maximumDepth = 100

  /// Parses a pattern: syntax only; `semanticErrors` has the rest.
  ///
  /// - Throws: `PatternError` with the place and what was expected there.
  public init(_ text: String, version: PatternVersion = .v21) throws(PatternError) {
    let bytes = [UInt8](text.utf8)
    guard bytes.count <= Self.maximumByteCount else {
      throw PatternError(
        "pattern of \(bytes.count) bytes, expected at most \(Self.maximumByteCount)",
        at: PatternSpan(start: 0, end: 0), in: bytes)
    }
    var parser = try PatternParser(bytes, version: version)
    expression = try parser.pattern()
    self.version = version
    self.text = text
  }

  /// All that is wrong with a text as a pattern: its first syntax error, or its semantic errors.
  ///
  /// Agrees with oasis-open/cti-pattern-validator 2.1.2, but for what that tool rejects by accident
  /// (a comment before the first bracket; IN with hash values; in 2.0, START with plain strings),
  /// and for a list index that 64 bits do not hold, which is an error here.
  public static func errors(
    in text: String, version: PatternVersion = .v21
  ) -> [PatternError] {
    do {
      return try Pattern(text, version: version).semanticErrors
    } catch {
      return [error]
    }
  }
}
