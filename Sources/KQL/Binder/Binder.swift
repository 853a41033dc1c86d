// The syntax tree to the plan: names to columns, types checked, errors collected. Called by the
// compiler. It goes on after an error (an unknown name gives an expression that is silently valid
// everywhere), so that one run reports all of them. Operators are in Operators/, one file each;
// functions in ../Functions, one file a family.

/// What a `let` or a parameter names.
enum LetValue {
  case scalar(Scalar)
  case tabular(SharedRelation)
  case function(UserFunction)
}

/// The names that are known besides columns.
struct Environment {
  var values: [String: LetValue] = [:]
}

/// What an expression may name.
struct Scope {
  var columns: [Column] = []
  /// Columns that can be named but are not listed.
  var hidden: [Column] = []
  /// Whether columns are unknown after an earlier error.
  var isOpen = false
  var environment: Environment
  /// Where aggregates go; nil where none may stand.
  var aggregates: AggregateCollector?
  /// Whether the rows have an order.
  var isSerialized = false
  /// Whether the other side of a comparison is text: a name that is unknown may be one without quotes.
  var isTextExpected = false
  /// The columns for which `*` stands: in the conditions of where, search and find.
  var searched: [Column]?
  /// Inside of a scan: the columns of each step's state.
  var steps: [String: [Column]] = [:]
  /// What tells the parts of a sub-pipeline.
  var partition: [Scalar] = []
  /// Where the steps go that a window function with a restart needs; nil where none may stand.
  var windows: WindowCollector?

  init(_ relation: Relation, _ environment: Environment) {
    columns = relation.columns
    hidden = relation.hidden
    isOpen = relation.isOpen
    isSerialized = relation.isSerialized
    partition = relation.partition?.keys.map(\.scalar) ?? []
    self.environment = environment
  }

  init(_ environment: Environment) { self.environment = environment }
}

/// Binds one query.
final class Binder {
  let catalog: Catalog
  let now: Int64
  private(set) var diagnostics: [RawDiagnostic] = []
  private(set) var nextId = 1
  /// The catalog's tables that are read.
  var tables: Set<String> = []
  var functions = FunctionBook()
  /// Where the operators are recorded for the lint; nil where none is wanted.
  var trace: LintTrace?
  /// Columns that a renaming arg_max has taken away, with their new names.
  var renamedByLatest: [String: String] = [:]
  /// Reads the data where columns hang on it; nil where none is read.
  var reader: DataReader?
  private var depth = 0
  private var work = 0

  init(catalog: Catalog, now: Int64) {
    self.catalog = catalog
    self.now = now
  }

  func bind(_ query: QuerySyntax) -> Relation {
    let environment = environment(of: query)
    guard let body = query.body else { return Relation(.invalid, [], isOpen: true) }
    return bind(body, environment)
  }

  /// What the `let` statements of a query name.
  func environment(of query: QuerySyntax) -> Environment {
    var environment = Environment()
    bind(query.lets, into: &environment)
    return environment
  }

  // MARK: Reports

  func report(
    _ code: DiagnosticCode, _ message: String, _ span: Span, help: String? = nil,
    severity: KQLDiagnostic.Severity = .error
  ) {
    guard diagnostics.count < 1_000 else { return }
    var diagnostic = RawDiagnostic(code, message, span, help: help, severity: severity)
    if let call = functions.catalogCall {
      // The text has no place of its own that could be shown, and its reader cannot mend it.
      guard severity == .error else { return }
      diagnostic.message = "in the function '\(call.text)': \(message)"
      diagnostic.span = call.span
    }
    // A function's body is bound once for each call.
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  /// Reports an error that makes an expression invalid.
  func invalid(
    _ code: DiagnosticCode, _ message: String, _ span: Span, help: String? = nil
  ) -> Scalar {
    report(code, message, span, help: help)
    return .invalid
  }

  func unsupported(_ message: String, _ span: Span, help: String? = nil) -> Scalar {
    invalid(.unsupported, message, span, help: help)
  }

  func invalidRelation(
    _ code: DiagnosticCode, _ message: String, _ span: Span, help: String? = nil
  ) -> Relation {
    report(code, message, span, help: help)
    return Relation(.invalid, [], isOpen: true)
  }

  // MARK: Columns

  func column(_ name: String, like scalar: Scalar) -> Column {
    Column(
      id: freshId(), name: name, type: scalar.type, isNullable: scalar.isNullable,
      mayBeNaN: scalar.mayBeNaN, isUnknown: scalar.isInvalid)
  }

  func column(_ name: String, _ type: KustoType, isNullable: Bool = true) -> Column {
    Column(id: freshId(), name: name, type: type, isNullable: isNullable && type.admitsNull)
  }

  func freshId() -> Int {
    nextId += 1
    return nextId - 1
  }

  /// A relation of expressions over another; columns that are only passed on keep what is known.
  ///
  /// - Parameter keepsHidden: whether what was not listed can still be named.
  func compute(
    _ input: Relation, _ columns: [(name: String, value: Scalar)], keepsHidden: Bool = true
  ) -> Relation {
    let sources = input.sources
    let made = columns.map { entry in
      var column = column(entry.name, like: entry.value)
      column.source = entry.value.source { sources[$0] }?.source
      return column
    }
    return Relation(
      .compute(input, columns.map(\.value)), made, hidden: keepsHidden ? nil : [],
      isOpen: input.isOpen)
  }

  // MARK: Bounds

  /// Runs a nested step; nil, with a report, past the bounds of depth and work.
  func nested<T>(_ span: Span, _ body: () -> T) -> T? {
    work += 1
    guard depth < Limits.depth, work < Limits.scalars else {
      if work <= Limits.scalars {
        work = work == Limits.scalars ? work + 1 : work
        report(
          .tooLarge, "the query is too large once its 'let' values and functions are in place",
          span, help: "split the query")
      }
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    return body()
  }
}
