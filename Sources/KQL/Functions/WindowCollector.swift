// What lies below an operator with functions over ordered rows, where one window is not enough.

/// The steps below an operator whose window functions need more than one: flags where a run starts, the
/// number of the run, which is the sum of the flags so far, numbers inside of a run, and sessions.
final class WindowCollector {
  private typealias Added = (column: Column, value: Scalar)

  let input: Relation
  private var flags: [Added] = []
  private var runs: [Added] = []
  private var numbers: [Added] = []
  private var sessions: [(column: Column, step: (Binder, Relation) -> ScanPlan)] = []

  init(_ input: Relation) { self.input = input }

  /// A column that is 1 where a condition holds, else 0.
  func flag(_ condition: Scalar, _ binder: Binder) -> Scalar {
    let value = Scalar.call(.long, [condition], isNullable: false, bounds: 0...1) {
      "CASE WHEN \($0[0]) THEN 1 ELSE 0 END"
    }
    return add(value, to: &flags, binder)
  }

  /// A column that counts the starts of runs.
  func run(_ condition: Scalar, _ binder: Binder, _ partition: [Scalar]) -> Scalar {
    let value = Scalar(
      .window({ "sum(\($0[0]))" }, [flag(condition, binder)], partition: partition), .long,
      isNullable: false)
    return add(value, to: &runs, binder)
  }

  /// A column of the row's number in a part that may be a run.
  func numbered(_ partition: [Scalar], _ binder: Binder) -> Scalar {
    add(WindowFunctions.number(partition), to: &numbers, binder)
  }

  private func add(_ value: Scalar, to list: inout [Added], _ binder: Binder) -> Scalar {
    let column = binder.column("", like: value)
    list.append((column, value))
    return column.scalar
  }

  /// A column of the start of the row's session.
  func session(_ arguments: [Scalar], _ binder: Binder) -> Scalar {
    let restart = arguments.count > 3 ? flag(arguments[3], binder) : nil
    let column = binder.column("", .datetime)
    sessions.append(
      (
        column,
        { binder, input in
          Self.session(arguments, restart, input, binder)
        }
      ))
    return column.scalar
  }

  private static func session(
    _ arguments: [Scalar], _ restart: Scalar?, _ input: Relation, _ binder: Binder
  ) -> ScanPlan {
    let state = input.columns.map { binder.column("", like: $0.scalar) }
    let start = binder.column("", .datetime)
    // The row before: its time is the argument with the state's columns in the place of the row's.
    let places = Dictionary(uniqueKeysWithValues: zip(input.columns.map(\.id), state))
    let before = arguments[0].replacing { places[$0]?.scalar }
    let parts =
      [arguments[0], start.scalar, before] + arguments[1...2] + (restart.map { [$0] } ?? [])
    let value = Scalar.call(.datetime, parts, isNullable: true) { text in
      var ends: SQLText =
        """
        \(operand: text[1]) IS NULL OR \(operand: text[0]) - \(operand: text[1]) > \(operand: text[3]) \
        OR \(operand: text[0]) - \(operand: text[2]) > \(operand: text[4])
        """
      if text.count > 5 { ends = "\(ends) OR \(operand: text[5])" }
      return "CASE WHEN \(ends) THEN \(text[0]) ELSE \(text[1]) END"
    }
    let step = ScanPlan.Step(isOutput: true, condition: .bool(true), values: [value])
    return ScanPlan(steps: [step], states: [state + [start]], defaults: [.null(.datetime)])
  }

  /// The input with the columns that were asked for; their ids are new, the input's stay.
  func relation(_ binder: Binder) -> Relation {
    guard !flags.isEmpty || !numbers.isEmpty || !sessions.isEmpty else { return input }
    let order = binder.column("", .long, isNullable: false)
    let ordered = extended(input, [(order, WindowFunctions.number([]))])
    let key = SortKey(value: order.scalar, isAscending: true, nullsFirst: true)
    var result = Relation(.sort(ordered, [key]), ordered.columns)
    for step in [flags, runs, numbers] { result = extended(result, step) }
    for session in sessions {
      let plan = session.step(binder, result)
      let id = binder.column("", .long, isNullable: false)
      result = Relation(.scan(result, plan), result.columns + [session.column, id])
    }
    return result
  }

  private func extended(_ relation: Relation, _ added: [Added]) -> Relation {
    guard !added.isEmpty else { return relation }
    return Relation(
      .compute(relation, relation.columns.map(\.scalar) + added.map(\.value)),
      relation.columns + added.map(\.column))
  }
}
