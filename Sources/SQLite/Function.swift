// SQL functions written in Swift: scalars and aggregates. The closures live as long as the
// connection; SQLite calls them on the thread that steps the statement.

internal import CSQLite

/// The arguments of one call of a SQL function, and the place for its result.
public struct FunctionCall: ~Copyable {
  let context: OpaquePointer
  let values: UnsafeMutablePointer<OpaquePointer?>?
  /// How many arguments there are.
  public let count: Int

  private func value(_ index: Int) -> OpaquePointer? { index < count ? values?[index] : nil }

  /// Whether an argument is NULL or missing.
  public func isNull(_ index: Int) -> Bool {
    guard let value = value(index) else { return true }
    return sqlite3_value_type(value) == SQLITE_NULL
  }

  /// An argument with its storage class; NULL where it is missing.
  public func argument(_ index: Int) -> SQLValue {
    guard let value = value(index) else { return .null }
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
    case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
    case SQLITE_TEXT: return .text(text(index))
    case SQLITE_BLOB:
      let count = Int(sqlite3_value_bytes(value))
      return .blob([UInt8](UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: count)))
    default: return .null
    }
  }

  /// An argument as an integer; 0 for NULL.
  public func int64(_ index: Int) -> Int64 { value(index).map { sqlite3_value_int64($0) } ?? 0 }

  /// An argument as a real; 0 for NULL.
  public func double(_ index: Int) -> Double { value(index).map { sqlite3_value_double($0) } ?? 0 }

  /// An argument as text; '' for NULL.
  public func text(_ index: Int) -> String {
    withText(index) { String(decoding: $0, as: UTF8.self) }
  }

  /// An argument's UTF-8 bytes, for the length of the call; empty for NULL.
  public func withText<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard let value = value(index), let text = sqlite3_value_text(value) else {
      return try body(UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let count = Int(sqlite3_value_bytes(value))
    return try body(UnsafeRawBufferPointer(start: text, count: count))
  }

  /// Something kept for an argument that is constant over the statement (a compiled pattern), made
  /// at its first use (sqlite.org/c3ref/get_auxdata.html).
  public func cached<Kept: AnyObject>(_ index: Int, make: () throws -> Kept) rethrows -> Kept {
    if let kept = sqlite3_get_auxdata(context, Int32(index)) {
      let object = Unmanaged<AnyObject>.fromOpaque(kept).takeUnretainedValue()
      if let object = object as? Kept { return object }
    }
    let made = try make()
    let retained = Unmanaged<AnyObject>.passRetained(made).toOpaque()
    sqlite3_set_auxdata(context, Int32(index), retained) { kept in
      if let kept { Unmanaged<AnyObject>.fromOpaque(kept).release() }
    }
    return made
  }

  /// Answers with a value.
  public func result(_ value: SQLValue) {
    switch value {
    case .null: sqlite3_result_null(context)
    case .integer(let integer): sqlite3_result_int64(context, integer)
    case .real(let real): sqlite3_result_double(context, real)
    case .text(let text): result(text)
    case .blob(let blob):
      blob.withUnsafeBytes {
        sqlite3_result_blob64(
          context, $0.baseAddress, UInt64($0.count), picket_sqlite3_transient())
      }
    }
  }

  /// Answers with text.
  public func result(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_result_text64(
          context, $0.baseAddress, UInt64($0.count), picket_sqlite3_transient(),
          UInt8(SQLITE_UTF8))
      }
    }
  }

  /// Answers with an integer, or NULL.
  public func result(_ integer: Int64?) {
    guard let integer else { return sqlite3_result_null(context) }
    sqlite3_result_int64(context, integer)
  }

  /// Answers with 0 or 1, or NULL.
  public func result(_ bool: Bool?) { result(bool.map { $0 ? 1 : 0 } as Int64?) }

  /// Makes the statement fail with this message.
  public func fail(_ message: String) { sqlite3_result_error(context, message, -1) }

  /// Makes the statement fail as a progress handler does.
  fileprivate func interrupt() { sqlite3_result_error_code(context, SQLITE_INTERRUPT) }
}

/// An aggregate function's state over one group.
public protocol AggregateFunction: AnyObject {
  /// Takes one row's arguments.
  func step(_ call: borrowing FunctionCall)
  /// Gives the result through `call.result`.
  func finish(_ call: borrowing FunctionCall)
}

private final class ScalarBox {
  let body: (borrowing FunctionCall) -> Void
  init(body: @escaping (borrowing FunctionCall) -> Void) { self.body = body }
}

private final class AggregateBox {
  let make: () -> any AggregateFunction
  // The connection keeps the box.
  unowned let connection: Connection
  init(connection: Connection, make: @escaping () -> any AggregateFunction) {
    self.connection = connection
    self.make = make
  }
}

extension Connection {
  /// Registers a scalar function.
  ///
  /// - Parameters:
  ///   - name: the function's name in SQL.
  ///   - argumentCount: how many arguments it takes; -1 for any number.
  ///   - isDeterministic: whether equal arguments always give equal results.
  ///   - body: answers one call through `result` or `fail`; NULL where it does neither.
  public func createFunction(
    _ name: String, argumentCount: Int32, isDeterministic: Bool = true,
    body: @escaping (borrowing FunctionCall) -> Void
  ) throws {
    let box = Unmanaged.passRetained(ScalarBox(body: body)).toOpaque()
    let code = sqlite3_create_function_v2(
      handle, name, argumentCount, functionFlags(isDeterministic), box,
      { context, count, values in
        guard let context, let box = sqlite3_user_data(context) else { return }
        let scalar = Unmanaged<ScalarBox>.fromOpaque(box).takeUnretainedValue()
        scalar.body(FunctionCall(context: context, values: values, count: Int(count)))
      }, nil, nil,
      { box in if let box { Unmanaged<ScalarBox>.fromOpaque(box).release() } })
    guard code == SQLITE_OK else { throw SQLiteError(connection: handle, code: code) }
  }

  /// Registers an aggregate function; `make` gives a fresh state for each group.
  public func createAggregate(
    _ name: String, argumentCount: Int32, make: @escaping () -> any AggregateFunction
  ) throws {
    let box = Unmanaged.passRetained(AggregateBox(connection: self, make: make)).toOpaque()
    let code = sqlite3_create_function_v2(
      handle, name, argumentCount, functionFlags(true), box, nil,
      { context, count, values in
        guard let context, let state = aggregateState(context, isMade: true) else { return }
        state.takeUnretainedValue().step(
          FunctionCall(context: context, values: values, count: Int(count)))
      },
      { context in
        guard let context, let kept = sqlite3_user_data(context) else { return }
        let call = FunctionCall(context: context, values: nil, count: 0)
        let box = Unmanaged<AggregateBox>.fromOpaque(kept).takeUnretainedValue()
        guard let state = aggregateState(context, isMade: false)?.takeRetainedValue() else {
          // No row came: the result over nothing.
          return box.make().finish(call)
        }
        // SQLite finishes the groups of a statement that was stopped too: a list of all that a query
        // may not hold would be made once more, for nobody.
        guard !box.connection.isToStop else { return call.interrupt() }
        state.finish(call)
      },
      { box in if let box { Unmanaged<AggregateBox>.fromOpaque(box).release() } })
    guard code == SQLITE_OK else { throw SQLiteError(connection: handle, code: code) }
  }

  private func functionFlags(_ isDeterministic: Bool) -> Int32 {
    SQLITE_UTF8 | SQLITE_INNOCUOUS | (isDeterministic ? SQLITE_DETERMINISTIC : 0)
  }
}

/// Wraps a state so that it fits the one pointer that SQLite keeps for each group.
private final class StateBox: AggregateFunction {
  let state: any AggregateFunction
  init(_ state: any AggregateFunction) { self.state = state }
  func step(_ call: borrowing FunctionCall) { state.step(call) }
  func finish(_ call: borrowing FunctionCall) { state.finish(call) }
}

private func aggregateState(_ context: OpaquePointer, isMade: Bool) -> Unmanaged<StateBox>? {
  let size = Int32(isMade ? MemoryLayout<UnsafeMutableRawPointer?>.size : 0)
  guard let memory = sqlite3_aggregate_context(context, size),
    let box = sqlite3_user_data(context)
  else { return nil }
  let slot = memory.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  if let state = slot.pointee { return Unmanaged<StateBox>.fromOpaque(state) }
  let aggregate = Unmanaged<AggregateBox>.fromOpaque(box).takeUnretainedValue()
  let state = Unmanaged.passRetained(StateBox(aggregate.make()))
  slot.pointee = state.toOpaque()
  return state
}
