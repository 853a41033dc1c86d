// What the grammar allows and the reference validator refuses: hash values, repeated qualifiers.
// Called through `Pattern.semanticErrors`. It must not stop at the first error.

extension Pattern {
  /// Semantic errors that are reported of one pattern; finding the line of each costs a scan.
  public static let maximumErrorCount = 100

  /// The semantic errors, in the order of their places, at most `maximumErrorCount`.
  ///
  /// Hash values must have their algorithm's length and alphabet; and, in STIX 2.1, an observation
  /// must not carry two qualifiers of one kind (around a group in parentheses it may).
  public var semanticErrors: [PatternError] {
    let bytes = [UInt8](text.utf8)
    var errors: [PatternError] = []
    Self.walk(expression) { step in
      guard errors.count < Self.maximumErrorCount else { return }
      switch step {
      case .qualifiers(let qualifiers):
        if version == .v21 { errors += Self.repeated(qualifiers, bytes) }
      case .test(let test):
        errors += Self.malformedHashes(test, bytes)
      }
    }
    return errors.prefix(Self.maximumErrorCount).sorted { $0.span.start < $1.span.start }
  }

  private enum Step {
    case qualifiers([PatternQualifier])
    case test(PropertyTest)
  }

  private static func walk(_ expression: ObservationExpression, _ visit: (Step) -> Void) {
    switch expression {
    case .observation(let comparison): walk(comparison, visit)
    case .and(let members), .or(let members), .followedBy(let members):
      for member in members { walk(member, visit) }
    case .group(let inner): walk(inner, visit)
    case .qualified(let inner, let qualifiers):
      if case .observation = inner { visit(.qualifiers(qualifiers)) }
      walk(inner, visit)
    }
  }

  private static func walk(_ comparison: ComparisonExpression, _ visit: (Step) -> Void) {
    switch comparison {
    case .test(let test): visit(.test(test))
    case .and(let members), .or(let members):
      for member in members { walk(member, visit) }
    }
  }

  private static func repeated(
    _ qualifiers: [PatternQualifier], _ bytes: [UInt8]
  ) -> [PatternError] {
    var seen: Set<String> = []
    let duplicates = qualifiers.filter { !seen.insert($0.keyword).inserted }
    return duplicates.prefix(maximumErrorCount).map { qualifier in
      PatternError(
        "second \(qualifier.keyword) on one observation", at: qualifier.span, in: bytes)
    }
  }

  private static func malformedHashes(
    _ test: PropertyTest, _ bytes: [UInt8]
  ) -> [PatternError] {
    guard test.path.steps.contains(.key("hashes")), case .key(let name)? = test.path.steps.last,
      let algorithm = checkedAlgorithm(name)
    else { return [] }
    let malformed = test.operands.filter { !algorithm.accepts($0.text) }
    return malformed.prefix(maximumErrorCount).map {
      PatternError(
        "\(quotedForMessage($0.text)) is no \(algorithm.rawValue) value", at: $0.span, in: bytes)
    }
  }

  /// The algorithm whose values the validator checks: any case, `-` ignored, `_` not; TLSH unknown.
  private static func checkedAlgorithm(_ name: String) -> HashAlgorithm? {
    guard !name.utf8.contains(ASCII.underscore), let algorithm = HashAlgorithm(name: name) else {
      return nil
    }
    return algorithm == .tlsh ? nil : algorithm
  }
}
