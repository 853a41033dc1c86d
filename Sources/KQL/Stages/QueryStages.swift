// A query taken apart: the pipelines that stand in its text, and each of their operators as the end
// of a query of its own, compiled by the ordinary binder. For those who ask where the rows are lost.

/// The stages of a query.
public struct QueryStages: Sendable {
  /// A source and the operators behind it.
  public struct Pipeline: Sendable {
    /// What a pipeline is to the query.
    public enum Name: Sendable, Equatable {
      /// The query itself.
      case query
      /// The table of a `let`.
      case table(String)
      /// The body of a function without parameters.
      case function(String)
      /// The other side of a join.
      case side
      /// One of the tables of a union, from 1.
      case branch(Int)
    }
    /// What it is.
    public var name: Name
    /// The source, then each operator.
    public var steps: [Step]
  }

  /// A source or an operator, with all that stands before it.
  public struct Step: Sendable {
    /// The text on one line, cut; of an operator with its `|`, and tables in parentheses as `(…)`.
    public var text: String
    /// The place of the whole text.
    public var place: SourcePlace
    /// The tables that it reads beside the rows before it.
    public var inputs: [Pipeline]
    /// Whether it gives a row for each row before it, so that it need not be counted.
    public var keepsRows: Bool
    /// The name that it reads, where it is a source and nothing but that.
    public var sourceName: String?
    /// The conditions of a `where`, which `and` joins.
    public var conditions: [Condition]
    /// The tables whose keys must meet, where it is a join that gives matches alone.
    public var meeting: Meeting?
    /// The query up to here.
    public let cut: Cut
  }

  /// A pipeline up to one of its operators, and the `let` statements that it may name.
  public struct Cut: Sendable {
    var scope: [ArraySlice<LetSyntax>]
    var pipeline: PipelineSyntax
    /// How many of the operators belong to it.
    var count: Int

    var span: Span { count > 0 ? pipeline.operators[count - 1].span : pipeline.source.span }

    /// The same without its last operator.
    var before: Cut { Cut(scope: scope, pipeline: pipeline, count: count - 1) }
  }

  /// An expression over the columns of a stage.
  public struct Expression: Sendable {
    /// The text on one line, cut.
    public var text: String
    /// The names in it, each once, in the order of the text; not all are columns.
    public var names: [String]
    let syntax: ExpressionSyntax
  }

  /// The tables of `let` statements and of functions in the order of the text, then the query.
  public var pipelines: [Pipeline]
  let catalog: Catalog
  let options: CompileOptions
  let map: SourceMap
}

extension KQLCompiler {
  /// Takes a query apart.
  ///
  /// - Parameters:
  ///   - text: a query that compiles; at most 1 MiB.
  ///   - catalog: the tables that it may read.
  ///   - options: how its stages are compiled.
  /// - Returns: the stages, or the messages on a text that cannot be read.
  public static func stages(
    of text: String, catalog: Catalog, options: CompileOptions
  ) -> Result<QueryStages, KQLDiagnostics> {
    let bytes = Array(text.utf8)
    let map = SourceMap(bytes)
    if let refused: Result<QueryStages, _> = refusedAsTooLong(bytes, map) { return refused }
    var parser = Parser(bytes)
    let syntax = parser.readQuery()
    guard let body = syntax.body, parser.diagnostics.allSatisfy({ $0.severity != .error }) else {
      return failure(parser.diagnostics, map)
    }
    let reader = StageReader(text: StageText(bytes: bytes, tokens: parser.tokens), map: map)
    let pipelines =
      reader.pipelines(of: syntax.lets, in: [])
      + [reader.pipeline(body, .query, in: [syntax.lets[...]])]
    return .success(
      QueryStages(pipelines: pipelines, catalog: catalog, options: options, map: map))
  }
}
