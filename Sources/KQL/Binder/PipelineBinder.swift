// Pipelines and sources. Each operator's binding is a file of Operators/.

extension Binder {
  func bind(_ pipeline: PipelineSyntax, _ environment: Environment) -> Relation {
    let bound = nested(pipeline.span) { () -> Relation in
      var environment = environment
      var relation = bind(pipeline.source, environment)
      for operation in pipeline.operators {
        let input = relation
        relation = bind(operation, input, &environment)
        if functions.catalogCall == nil { trace?.add(operation, input, relation) }
        if relation.columns.count > Limits.columns {
          return invalidRelation(
            .tooLarge, "more than \(Limits.columns) columns", operation.span,
            help: "keep the columns that matter with 'project'")
        }
      }
      return relation
    }
    return bound ?? Relation(.invalid, [], isOpen: true)
  }

  private func bind(_ source: SourceSyntax, _ environment: Environment) -> Relation {
    switch source.kind {
    case .expression(let expression): return bindTabular(expression, environment)
    case .pipeline(let pipeline): return bind(pipeline, environment)
    case .datatable(let columns, let cells): return bindDatatable(columns, cells, environment)
    case .print(let expressions): return bindPrint(expressions, environment)
    case .range(let name, let low, let high, let step):
      return bindRange(name, low, high, step, environment)
    case .operation(let operation): return bindStart(operation, environment)
    case .invalid: return Relation(.invalid, [], isOpen: true)
    }
  }

  /// An operator that starts a pipeline.
  private func bindStart(_ operation: OperatorSyntax, _ environment: Environment) -> Relation {
    switch operation.kind {
    case .union(let options, let tables):
      return bindUnion(nil, options, tables, operation, environment)
    case .search(let options, let tables, let condition):
      return bindSearchStart(options, tables, condition, operation, environment)
    case .find(let find): return bindFind(find, operation, environment)
    case .invalid: return Relation(.invalid, [], isOpen: true)
    default:
      return invalidRelation(
        .unsupported, "'\(operation.keyword.text)' is not supported as the start of a query",
        operation.keyword.span, help: "start with a table's name")
    }
  }

  func bind(
    _ operation: OperatorSyntax, _ input: Relation, _ environment: inout Environment
  ) -> Relation {
    let scope = Scope(input, environment)
    switch operation.kind {
    case .filter(let condition): return bindFilter(input, condition, scope)
    case .project(let expressions): return bindProject(input, expressions, scope)
    case .extend(let expressions): return bindExtend(input, expressions, scope)
    case .projectAway(let patterns): return bindAway(input, patterns)
    case .projectKeep(let patterns): return bindKeep(input, patterns)
    case .projectReorder(let patterns): return bindReorder(input, patterns)
    case .projectRename(let expressions): return bindRename(input, expressions)
    case .sort(let keys): return bindSort(input, keys, scope)
    case .top(let count, let keys):
      return bindTake(bindSort(input, keys, scope), count, scope)
    case .take(let count): return bindTake(input, count, scope)
    case .count(let name): return bindCount(input, name, scope)
    case .distinct(let expressions): return bindDistinct(input, expressions, scope)
    case .summarize(let aggregates, let keys):
      return bindSummarize(input, aggregates, by: keys, scope, operation.span)
    case .join(let options, let right, let on):
      return bindJoin(input, options, right, on, operation, environment)
    case .lookup(let options, let right, let on):
      return bindLookup(input, options, right, on, operation, environment)
    case .union(let options, let tables):
      return bindUnion(input, options, tables, operation, environment)
    case .asName(let name):
      let shared = SharedRelation(input, isMaterialized: false)
      environment.values[name.text] = .tabular(shared)
      return use(shared)
    case .render: return input
    case .invalid:
      // Columns after an operator that could not be read are anybody's guess.
      return Relation(.invalid, input.columns, isOpen: true)
    case .serialize(let expressions):
      let serialized = Relation(.sort(input, []), input.columns, isOpen: input.isOpen)
      return expressions.isEmpty
        ? serialized : bindExtend(serialized, expressions, Scope(serialized, environment))
    case .mvExpand(let options, let parts, let limit, let isLegacy):
      guard let expansion = expansion(options, parts, limit, isLegacy: isLegacy, scope) else {
        return Relation(.invalid, input.columns, isOpen: true)
      }
      return bindExpand(input, expansion, scope)
    case .mvApply(let options, let parts, let limit, let operators):
      guard let expansion = expansion(options, parts, limit, isLegacy: false, scope) else {
        return Relation(.invalid, input.columns, isOpen: true)
      }
      return bindApply(input, expansion, operators, operation, environment)
    case .parse(let options, let text, let pieces, let isFilter):
      return bindParse(input, options, text, pieces, isFilter, operation, scope)
    case .getSchema: return bindSchema(input)
    case .search(let options, let tables, let condition):
      return bindSearch(input, options, tables, condition, operation, scope)
    case .parseKeyValue(let text, let keys, let options):
      return bindKeyValue(input, text, keys, options, operation, scope)
    case .invoke(let name, let arguments):
      return bindInvoke(input, name, arguments, scope)
    case .evaluate(let plugin, let arguments, let schema):
      return bindEvaluate(input, plugin, arguments, schema, operation, environment)
    case .partition, .makeSeries, .scan, .topNested, .topHitters, .sampleDistinct, .projectByNames,
      .find, .assertSchema, .consume:
      return bindFurther(operation, input, environment)
    }
  }

  /// The operators that analyse, and those that are rare.
  private func bindFurther(
    _ operation: OperatorSyntax, _ input: Relation, _ environment: Environment
  ) -> Relation {
    let scope = Scope(input, environment)
    switch operation.kind {
    case .partition(let options, let key, let operators):
      return bindPartition(input, options, key, operators, operation, environment)
    case .makeSeries(let series): return bindMakeSeries(input, series, scope, operation)
    case .scan(let scan): return bindScan(input, scan, scope, operation)
    case .topNested(let levels): return bindTopNested(input, levels, environment)
    case .topHitters(let count, let key, let weight):
      return bindTopHitters(input, count, key, weight, scope)
    case .sampleDistinct(let count, let key): return bindSampleDistinct(input, count, key, scope)
    case .projectByNames(let names): return bindByNames(input, names, environment)
    case .assertSchema(let columns): return bindAssertSchema(input, columns, operation)
    case .consume: return bindConsume(operation)
    default:
      return invalidRelation(
        .syntax, "'\(operation.keyword.text)' can only start a query", operation.keyword.span,
        help: "write it first: \(operation.keyword.text) in (T, U) where …")
    }
  }
}
