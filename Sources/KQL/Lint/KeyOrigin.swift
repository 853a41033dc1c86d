// Where the value of a join's key comes from: the column of a table at its root, the letter case that
// functions on the way give it, and the filter that makes it a constant.

/// The letter case of a text.
enum LetterCase: Equatable {
  /// As it came.
  case raw
  case lower
  case upper
  /// A constant, or a text without letters.
  case any
}

/// What is known of a key.
struct KeyOrigin {
  /// The catalog's columns that it is made of.
  var columns: [CatalogColumn] = []
  /// Whether one of them is an indicator's.
  var isIndicators = false
  var letterCase = LetterCase.raw
  /// The one value that it can have.
  var constant: String?
}

/// Follows a column down a plan.
struct KeyTrace {
  private var budget = 2_000

  static func origin(of scalar: Scalar, in relation: Relation) -> KeyOrigin {
    var trace = KeyTrace()
    return trace.origin(scalar, relation)
  }

  /// Functions that keep a text's letters, and those of whose argument decide its case.
  private static let keeping: Set<String> = [
    "trim", "trim_start", "trim_end", "tostring", "extract", "substring", "replace",
    "replace_string", "replace_regex", "split", "strcat", "coalesce", "iff", "iif", "case",
    "parse_url", "url_decode", "reverse", "strcat_array", "array_slice", "todynamic",
  ]

  private mutating func origin(_ scalar: Scalar, _ relation: Relation) -> KeyOrigin {
    budget -= 1
    guard budget > 0 else { return KeyOrigin() }
    switch scalar.kind {
    case .column(let id): return column(id, relation)
    case .constant(.text(let text)): return KeyOrigin(letterCase: .any, constant: text)
    case .constant: return KeyOrigin(letterCase: .any)
    case .call(_, let arguments): return call(scalar, arguments, relation)
    default: return KeyOrigin()
    }
  }

  private mutating func call(
    _ scalar: Scalar, _ arguments: [Scalar], _ relation: Relation
  ) -> KeyOrigin {
    var texts = arguments
    var result = KeyOrigin()
    switch scalar.meaning {
    case .function(let name):
      if name == "tolower" || name == "toupper", let first = arguments.first {
        result = origin(first, relation)
        result.letterCase = name == "tolower" ? .lower : .upper
        let constant = result.constant
        result.constant = name == "tolower" ? constant?.lowercased() : constant?.uppercased()
        return result
      }
      guard Self.keeping.contains(name) else { return result }
      if name == "iff" || name == "iif" { texts = Array(arguments.dropFirst()) }
    case .member, .text: break
    default: return result
    }
    let origins = texts.filter { $0.type == .string || $0.type == .dynamic }
      .map { origin($0, relation) }
    result.columns = origins.flatMap(\.columns)
    result.isIndicators = origins.contains { $0.isIndicators }
    let cases = origins.map(\.letterCase).filter { $0 != .any }
    if let first = cases.first, cases.allSatisfy({ $0 == first }) { result.letterCase = first }
    return result
  }

  private mutating func column(_ id: Int, _ relation: Relation) -> KeyOrigin {
    guard let place = relation.columns.firstIndex(where: { $0.id == id }) else {
      return below(id, relation)
    }
    switch relation.kind {
    case .compute(let input, let scalars) where place < scalars.count:
      return origin(scalars[place], input)
    case .shared(let shared) where place < shared.relation.columns.count:
      return column(shared.relation.columns[place].id, shared.relation)
    case .aggregate(let input, let keys, let aggregates):
      if place < keys.count { return origin(keys[place], input) }
      for aggregate in aggregates where aggregate.outputs.contains(place) {
        let argument = place - aggregate.outputs.lowerBound
        if case .row = aggregate.kind, argument < aggregate.arguments.count {
          return origin(aggregate.arguments[argument], input)
        }
        if case .any = aggregate.kind, argument < aggregate.arguments.count {
          return origin(aggregate.arguments[argument], input)
        }
      }
      return KeyOrigin()
    case .union(let branches, let map):
      // Each branch may bring its own: the union of lower and of upper case has both.
      let origins = zip(branches, map).compactMap { branch, positions -> KeyOrigin? in
        guard place < positions.count, let position = positions[place] else { return nil }
        return column(branch.columns[position].id, branch)
      }
      var result = KeyOrigin(
        columns: origins.flatMap(\.columns), isIndicators: origins.contains { $0.isIndicators })
      let cases = Set(origins.map { "\($0.letterCase)" })
      result.letterCase = cases.count == 1 ? origins[0].letterCase : .any
      return result
    case .table(let table) where place < table.columns.count:
      return KeyOrigin(columns: [table.columns[place]], isIndicators: table.isIndicators)
    default: return below(id, relation)
    }
  }

  /// The same column below an operator that hands it on; a filter may say which value it has.
  private mutating func below(_ id: Int, _ relation: Relation) -> KeyOrigin {
    budget -= 1
    guard budget > 0 else { return KeyOrigin() }
    var constant: String?
    if case .filter(_, let condition) = relation.kind { constant = Self.value(of: id, condition) }
    for input in relation.inputs where input.columns.contains(where: { $0.id == id }) {
      var result = column(id, input)
      result.constant = result.constant ?? constant
      return result
    }
    return KeyOrigin()
  }

  /// The text that a condition says a column has.
  private static func value(of id: Int, _ condition: Scalar) -> String? {
    switch condition.kind {
    case .and(let operands): return operands.lazy.compactMap { value(of: id, $0) }.first
    case .equal(let a, let b, isNegated: false):
      if case .column(id) = a.kind { return b.constantText }
      if case .column(id) = b.kind { return a.constantText }
      return nil
    case .isAmong(let value, let list, isNegated: false):
      if case .column(id) = value.kind, list.count == 1 { return list[0].constantText }
      return nil
    default: return nil
    }
  }
}
