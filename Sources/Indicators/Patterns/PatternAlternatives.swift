// A pattern as alternatives: OR of ANDs of equalities, with a reason for all that is left out.
// Called by `PatternRows`. It must not grow without bound: an AND of ORs multiplies.

/// Collects the facts of a pattern and combines them.
struct PatternAlternatives {
  /// Rows of a product of alternatives, at most.
  static let maximumProduct = 10_000
  /// Rows of a pattern, at most, before equal ones are joined. A plain OR within 1 MiB stays below.
  static let maximumRows = 100_000
  /// Facts in all rows of a product, at most.
  static let maximumFactTotal = 1_000_000
  /// Reasons of a pattern, at most.
  static let maximumReasons = 100

  /// The reason for a row that some condition of its AND does not narrow.
  static let widened = "a row is wider than its AND: not every condition has a column"

  /// All facts, in the order of the pattern.
  private(set) var facts: [PatternFact] = []
  /// Distinct reasons, in the order of the pattern.
  private(set) var reasons: [String] = []
  /// A reason to give only where nothing else was found.
  private(set) var lastResort = ""
  private var seenReasons: Set<String> = []
  private var places: [PatternFact: Int] = [:]

  mutating func report(_ reason: String) {
    guard reasons.count < Self.maximumReasons, seenReasons.insert(reason).inserted else { return }
    reasons.append(reason)
    if reasons.count == Self.maximumReasons { reasons.append("further reasons are left out") }
  }

  // MARK: - Observations

  /// The alternatives of an expression: each a list of places in `facts`; none where no comparison
  /// of it can be a join.
  ///
  /// A log row is one observation, so the members of AND and FOLLOWEDBY stand in rows of their own.
  mutating func alternatives(of expression: ObservationExpression) -> [[Int]] {
    switch expression {
    case .observation(let comparison):
      return alternatives(of: comparison)
    case .or(let members):
      return union(members.map { alternatives(of: $0) })
    case .and(let members):
      report("observations joined by AND: each stands in a row of its own")
      return union(members.map { alternatives(of: $0) })
    case .followedBy(let members):
      report("observations joined by FOLLOWEDBY: each stands in a row of its own")
      return union(members.map { alternatives(of: $0) })
    case .group(let inner):
      return alternatives(of: inner)
    case .qualified(let inner, let qualifiers):
      for qualifier in qualifiers { report("qualifier \(qualifier.keyword) is not applied") }
      return alternatives(of: inner)
    }
  }

  // MARK: - Comparisons

  private mutating func alternatives(of comparison: ComparisonExpression) -> [[Int]] {
    switch comparison {
    case .test(let test): alternatives(of: test)
    case .or(let members): union(members.map { alternatives(of: $0) })
    case .and(let members): product(members.map { alternatives(of: $0) })
    }
  }

  private mutating func alternatives(of test: PropertyTest) -> [[Int]] {
    let target = PatternColumns.target(of: test.path)
    guard isEquality(test, target) else {
      let negation = test.isNegated ? "NOT " : ""
      report("operator \(negation)\(test.comparison.rawValue) cannot be an equality join")
      return []
    }
    if test.operands.isEmpty { report("IN with an empty set matches nothing") }
    return test.operands.compactMap { literal in add(test.path, target, literal) }
  }

  /// Whether the test says that the property equals one of its operands.
  private func isEquality(_ test: PropertyTest, _ target: PatternColumns.Target?) -> Bool {
    switch (test.comparison, test.isNegated) {
    case (.equal, false), (.notEqual, true), (.inSet, false): return true
    case (.isSubset, false):
      guard case .address? = target else { return false }
      return true
    default: return false
    }
  }

  /// Adds a fact and returns its alternative; a value that cannot be is reported. The type of a
  /// referred object is an alternative without a fact, which narrows nothing and costs nothing.
  private mutating func add(
    _ path: ObjectPath, _ target: PatternColumns.Target?, _ literal: PatternLiteral
  ) -> [Int]? {
    guard let target else {
      report("no column for \(path.text)")
      return [place(of: PatternFact(columns: [], path: path.text, value: literal.text))]
    }
    if case .objectType = target {
      lastResort = "no column for \(path.text)"
      return []
    }
    do {
      return [place(of: try PatternColumns.fact(of: path, target, literal))]
    } catch {
      report(error.reason)
      return nil
    }
  }

  /// Where a fact stands in `facts`; equal facts share a place.
  private mutating func place(of fact: PatternFact) -> Int {
    if let known = places[fact] { return known }
    facts.append(fact)
    places[fact] = facts.count - 1
    return facts.count - 1
  }

  // MARK: - Combination

  private mutating func union(_ members: [[[Int]]]) -> [[Int]] {
    let all = members.flatMap { $0 }
    guard all.count > Self.maximumRows else { return all }
    report("more than \(Self.maximumRows) rows: the rest is left out")
    return Array(all.prefix(Self.maximumRows))
  }

  /// The product of the members that have alternatives. One that has none was reported, and leaves
  /// the rows wider than the pattern.
  private mutating func product(_ members: [[[Int]]]) -> [[Int]] {
    let common = members.filter { $0.count == 1 }.flatMap { $0[0] }
    let factors = members.filter { $0.count > 1 }
    if common.isEmpty, factors.isEmpty { return [] }
    if members.contains(where: \.isEmpty) { report(Self.widened) }
    var rows = [common]
    for factor in factors {
      let width = (rows.first?.count ?? 0) + (factor.first?.count ?? 0)
      let limit = min(Self.maximumProduct, max(1, Self.maximumFactTotal / max(1, width)))
      var next: [[Int]] = []
      combining: for row in rows {
        for alternative in factor {
          guard next.count < limit else {
            report("more than \(limit) combinations in an AND: the rest is left out")
            break combining
          }
          next.append(row + alternative)
        }
      }
      rows = next
    }
    return rows
  }
}
