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

extension Scalar {
  /// What the value is made of over some columns, and the id of the one column that it reads.
  func source(in columns: [Column]) -> (source: ColumnSource, id: Int)? {
    switch kind {
    case .column(let id):
      guard let column = columns.first(where: { $0.id == id }) else { return nil }
      return column.source.map { ($0, id) }
    case .call(_, let arguments):
      guard let meaning, let first = arguments.first,
        let (source, id) = first.source(in: columns)
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
