// Operators that take a column and no expression: pivot, bag_unpack, top-hitters.

extension Binder {
  /// The column that an expression names; nil, with a report, where it names none.
  func namedColumn(_ expression: ExpressionSyntax, _ columns: [Column], isOpen: Bool) -> Column? {
    guard let name = expression.name else {
      report(
        .columnExpected, "a column's name is expected here", expression.span,
        help: "make a column of it with 'extend' first")
      return nil
    }
    guard let column = columns.first(where: { $0.name == name.text }) else {
      if !isOpen { reportUnknown(name.text, name.span, columns.map(\.name)) }
      return nil
    }
    return column
  }
}
