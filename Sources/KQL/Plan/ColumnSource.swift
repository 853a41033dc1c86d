// Which columns of a plan are a catalog's column, or something made of one that ways lead to: the
// parents of a name, the addresses of an answer, the host of a URL.

/// What a column of a plan is made of.
struct ColumnSource {
  var column: CatalogColumn
  var derivation = Derivation.none

  /// The ways to the rows that hold a value.
  var accesses: [ObservableAccess] { column.accesses(derivation) }

  func then(_ step: Derivation.Step) -> ColumnSource {
    ColumnSource(column: column, derivation: derivation.then(step))
  }
}

extension Relation {
  /// What its columns are made of, by id: for those who ask for many of them.
  var sources: [Int: ColumnSource] {
    var result: [Int: ColumnSource] = [:]
    for column in columns + unlisted where result[column.id] == nil {
      result[column.id] = column.source
    }
    return result
  }
}

extension Scalar {
  /// What the value is made of over some columns, and the id of the one column that it reads.
  func source(in columns: [Column]) -> (source: ColumnSource, id: Int)? {
    source { id in columns.first { $0.id == id }?.source }
  }

  /// The same, of columns that are found by their ids.
  func source(_ find: (Int) -> ColumnSource?) -> (source: ColumnSource, id: Int)? {
    switch kind {
    case .column(let id): return find(id).map { ($0, id) }
    case .call(_, let arguments):
      guard let meaning, let first = arguments.first,
        let (source, id) = first.source(find)
      else { return nil }
      let constants = arguments.dropFirst().compactMap(\.constantText)
      guard constants.count == arguments.count - 1 else { return nil }
      switch meaning {
      case .text: return (source, id)
      case .member: return constants.first.map { (source.then(.member($0)), id) }
      case .function(let name): return (source.then(.call(name, constants)), id)
      case .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
      }
    default: return nil
    }
  }
}
