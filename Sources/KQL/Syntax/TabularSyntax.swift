// The tree of statements and tabular operators, as written. Made by the parser, read by the binder.

/// A whole query: `let` statements and one tabular expression.
struct QuerySyntax: Sendable {
  var lets: [LetSyntax]
  /// Nil where the text holds none; reported already.
  var body: PipelineSyntax?
}

/// `let name = value;`
struct LetSyntax: Sendable {
  indirect enum Value: Sendable {
    /// A scalar, or a name or call that the binder tells apart.
    case expression(ExpressionSyntax)
    case pipeline(PipelineSyntax)
    case function(FunctionSyntax)
  }
  var name: NameSyntax
  var value: Value
}

/// `view (a:long, T:(b:string)) { let …; body }`
struct FunctionSyntax: Sendable {
  struct Parameter: Sendable {
    var name: NameSyntax
    /// The scalar type, or nil where the parameter is tabular.
    var type: KustoType?
    /// The columns that a table must have and that the body may name: none of `(*)`.
    var columns: [DeclarationSyntax]?
    var defaultValue: ExpressionSyntax?
  }
  /// Whether `view` stands before it: patterns of table names find it.
  var isView: Bool
  var parameters: [Parameter]
  var lets: [LetSyntax]
  var body: LetSyntax.Value
  var span: Span
}

/// `name: type`.
struct DeclarationSyntax: Sendable {
  var name: NameSyntax
  var type: KustoType
}

/// A source and the operators behind it.
struct PipelineSyntax: Sendable {
  var source: SourceSyntax
  var operators: [OperatorSyntax]
  var span: Span
}

/// What a pipeline starts with.
struct SourceSyntax: Sendable {
  indirect enum Kind: Sendable {
    /// A table, a `let`, or a call of a tabular function.
    case expression(ExpressionSyntax)
    case pipeline(PipelineSyntax)
    case datatable([DeclarationSyntax], [ExpressionSyntax])
    case print([NamedExpressionSyntax])
    case range(NameSyntax, from: ExpressionSyntax, to: ExpressionSyntax, step: ExpressionSyntax)
    /// An operator that may also start a pipeline: `union A, B`.
    case operation(OperatorSyntax)
    case invalid
  }
  var kind: Kind
  var span: Span
}

/// `name = expression`, `(a, b) = expression` or an expression alone.
struct NamedExpressionSyntax: Sendable {
  var names: [NameSyntax]
  var value: ExpressionSyntax
  var span: Span { names.reduce(value.span) { $0.joined($1.span) } }
}

/// A column name or a pattern such as `t*`.
struct PatternSyntax: Sendable {
  var text: String
  var span: Span
  /// `asc`, `desc`, `granny-asc`, `granny-desc` of project-reorder.
  var order: String?

  /// Whether it holds `*`.
  var isPattern: Bool { text.contains("*") }
}

/// A key of `sort` or `top`.
struct SortKeySyntax: Sendable {
  var value: NamedExpressionSyntax
  var isAscending: Bool?
  var nullsFirst: Bool?
}

/// `kind=inner`, `hint.strategy=shuffle`.
struct OptionSyntax: Sendable {
  var name: NameSyntax
  var value: String
  var valueSpan: Span
}

/// A piece of a `parse` pattern.
enum ParsePieceSyntax: Sendable {
  case text(String, Span)
  case star(Span)
  case column(NameSyntax, KustoType?)
}

/// One part of mv-expand or mv-apply.
struct ExpansionSyntax: Sendable {
  var value: NamedExpressionSyntax
  var type: KustoType?
}

/// One tabular operator with its place.
struct OperatorSyntax: Sendable {
  indirect enum Kind: Sendable {
    case filter(ExpressionSyntax)
    case project([NamedExpressionSyntax])
    case extend([NamedExpressionSyntax])
    case serialize([NamedExpressionSyntax])
    case projectAway([PatternSyntax])
    case projectKeep([PatternSyntax])
    case projectReorder([PatternSyntax])
    case projectRename([NamedExpressionSyntax])
    case join([OptionSyntax], PipelineSyntax, on: [ExpressionSyntax])
    case lookup([OptionSyntax], PipelineSyntax, on: [ExpressionSyntax])
    case union([OptionSyntax], [PipelineSyntax])
    case sort([SortKeySyntax])
    case top(ExpressionSyntax, by: [SortKeySyntax])
    case take(ExpressionSyntax)
    case count(NameSyntax?)
    case distinct([NamedExpressionSyntax])
    case summarize([NamedExpressionSyntax], by: [NamedExpressionSyntax])
    case mvExpand([OptionSyntax], [ExpansionSyntax], limit: ExpressionSyntax?, isLegacy: Bool)
    case mvApply([OptionSyntax], [ExpansionSyntax], limit: ExpressionSyntax?, [OperatorSyntax])
    case partition([OptionSyntax], by: NameSyntax, [OperatorSyntax])
    case makeSeries(MakeSeriesSyntax)
    case scan(ScanSyntax)
    case topNested([TopNestedSyntax])
    case topHitters(ExpressionSyntax, of: ExpressionSyntax, by: ExpressionSyntax?)
    case sampleDistinct(ExpressionSyntax, of: NamedExpressionSyntax)
    case projectByNames([ExpressionSyntax])
    case find(FindSyntax)
    case assertSchema([DeclarationSyntax])
    /// Reads all rows and gives none.
    case consume
    case parse([OptionSyntax], ExpressionSyntax, [ParsePieceSyntax], isFilter: Bool)
    case parseKeyValue(ExpressionSyntax, [DeclarationSyntax], [OptionSyntax])
    case asName(NameSyntax)
    case getSchema
    /// A plugin's call.
    case evaluate(NameSyntax, [ArgumentSyntax], SchemaSyntax?)
    /// A function's call whose first argument is the table before it.
    case invoke(NameSyntax, [ArgumentSyntax])
    case search([OptionSyntax], [PipelineSyntax], ExpressionSyntax)
    /// Drawn by a client: nothing to do.
    case render
    /// What could not be read, or is refused; reported already.
    case invalid
  }
  var keyword: NameSyntax
  var kind: Kind
  var span: Span
}
