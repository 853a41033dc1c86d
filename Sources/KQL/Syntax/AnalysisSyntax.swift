// The trees of the larger tabular operators: make-series, scan, top-nested, find.

/// make-series.
struct MakeSeriesSyntax: Sendable {
  struct Aggregate: Sendable {
    var value: NamedExpressionSyntax
    var defaultValue: ExpressionSyntax?
  }
  var options: [OptionSyntax]
  var aggregates: [Aggregate]
  var axis: NamedExpressionSyntax
  var from: ExpressionSyntax?
  var to: ExpressionSyntax?
  /// Nil only before it is read.
  var step: ExpressionSyntax?
  /// `in range(from, to, step)`: the end belongs to it, and the bins start at multiples of the step.
  var isRange: Bool
  var keys: [NamedExpressionSyntax]
}

/// One level of top-nested.
struct TopNestedSyntax: Sendable {
  var count: ExpressionSyntax?
  var key: NamedExpressionSyntax
  var others: ExpressionSyntax?
  var value: SortKeySyntax
}

/// scan.
struct ScanSyntax: Sendable {
  /// `name:type = default`
  struct Declaration: Sendable {
    var column: DeclarationSyntax
    var defaultValue: ExpressionSyntax?
  }
  struct Step: Sendable {
    var name: NameSyntax
    var output: OptionSyntax?
    var condition: ExpressionSyntax
    var assignments: [NamedExpressionSyntax]
  }
  var matchId: NameSyntax?
  var declarations: [Declaration]
  var steps: [Step]
}

/// find.
struct FindSyntax: Sendable {
  var options: [OptionSyntax]
  /// Nil where it reads all tables.
  var tables: [PipelineSyntax]?
  var condition: ExpressionSyntax
  /// Nil for project-smart.
  var columns: [Column]?
  var packsAll: Bool

  struct Column: Sendable {
    var name: NameSyntax
    var type: KustoType?
  }
}

/// `: (*, name:type, …)` behind a plugin.
struct SchemaSyntax: Sendable {
  var keepsInput: Bool
  var columns: [DeclarationSyntax]
}
