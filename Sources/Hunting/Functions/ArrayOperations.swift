// Arrays: choosing, shifting, splitting, searching and making them. What is no array gives null.

internal import KQL
internal import SQLite

enum ArrayOperations {
  /// Elements of an array that is made (range-function).
  private static let limit = 1_048_576

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_array_iff", argumentCount: 3) { call in
      guard case .array(let conditions)? = call.dynamic(0) else { return }
      let branches = [call.dynamic(1) ?? .null, call.dynamic(2) ?? .null]
      call.result(
        .array(
          conditions.enumerated().map { index, condition in
            isTrue(condition).map { element(of: branches[$0 ? 0 : 1], index) } ?? .null
          }))
    }
    try connection.createFunction("kql_array_shift", argumentCount: 3) { call in
      guard case .array(let elements)? = call.dynamic(0), !call.isNull(1) else { return }
      let filler = call.dynamic(2) ?? .null
      let count = Int64(elements.count)
      let shift = max(-count, min(count, call.int64(1)))
      call.result(
        .array(
          (0..<count).map { index in
            (0..<count).contains(index + shift) ? elements[Int(index + shift)] : filler
          }))
    }
    try connection.createFunction("kql_array_split", argumentCount: 2) { call in
      guard case .array(let elements)? = call.dynamic(0), let places = places(call.dynamic(1))
      else { return }
      call.result(.array(split(elements, places)))
    }
    try connection.createFunction("kql_array_index_of", argumentCount: -1) { call in index(call) }
    try connection.createFunction("kql_range", argumentCount: 4) { call in range(call) }
    try connection.createFunction("kql_jaccard_index", argumentCount: 2) { call in
      guard let (a, b) = sets(call) else { return }
      let all = a.union(b).count
      call.result(.real(all == 0 ? .nan : Double(a.intersection(b).count) / Double(all)))
    }
    try connection.createFunction("kql_set_equals", argumentCount: 2) { call in
      guard let (a, b) = sets(call) else { return }
      call.result(a == b)
    }
  }

  /// A condition of array_iff: a bool, or a number other than 0; nil of anything else.
  private static func isTrue(_ value: DynamicValue) -> Bool? {
    switch value {
    case .bool(let flag): flag
    case .long(let number): number != 0
    case .real(let number): number != 0
    default: nil
    }
  }

  /// An array's element, or the value itself, which stands for all of them.
  private static func element(of value: DynamicValue, _ index: Int) -> DynamicValue {
    guard case .array = value else { return value }
    return value.element(Int64(index)) ?? .null
  }

  private static func places(_ value: DynamicValue?) -> [Int64]? {
    switch value {
    case .long(let number)?: [number]
    case .array(let elements)?:
      elements.reduce(into: [Int64]?.some([])) { places, element in
        if case .long(let number) = element { places?.append(number) } else { places = nil }
      }
    default: nil
    }
  }

  /// Cut before each place; a negative one counts from the end.
  private static func split(_ elements: [DynamicValue], _ places: [Int64]) -> [DynamicValue] {
    let count = Int64(elements.count)
    var parts: [DynamicValue] = []
    var start = 0
    for place in places {
      let end = Int(
        max(Int64(start), min(count, place < 0 ? max(0, count + max(-count, place)) : place)))
      parts.append(.array(Array(elements[start..<end])))
      start = end
    }
    return parts + [.array(Array(elements[start...]))]
  }

  /// `array_index_of(array, value [, start [, length [, occurrence]]])`; -1 where it is not.
  private static func index(_ call: borrowing FunctionCall) {
    guard case .array(let elements)? = call.dynamic(0) else { return }
    for position in 2..<max(2, call.count) where call.isNull(position) { return }
    let count = Int64(elements.count)
    let wanted = (call.dynamic(1) ?? .null).json
    var start: Int64 = call.count > 2 ? call.int64(2) : 0
    if start < 0 { start = max(0, count + max(-count, start)) }
    let length: Int64 = call.count > 3 ? call.int64(3) : -1
    var occurrence: Int64 = call.count > 4 ? call.int64(4) : 1
    guard length >= -1, occurrence >= 1 else { return }
    let end = length < 0 ? count : min(count, start.addingReportingOverflow(length).partialValue)
    var position = start
    while position < end {
      if elements[Int(position)].json == wanted {
        occurrence -= 1
        if occurrence == 0 { return call.result(position as Int64?) }
      }
      position += 1
    }
    call.result(-1 as Int64?)
  }

  private static func sets(
    _ call: borrowing FunctionCall
  ) -> (Set<[UInt8]>, Set<[UInt8]>)? {
    guard case .array(let a)? = call.dynamic(0), case .array(let b)? = call.dynamic(1) else {
      return nil
    }
    return (Set(a.map { Array($0.json.utf8) }), Set(b.map { Array($0.json.utf8) }))
  }

  /// Values from a start up to an end; at most 2^20, as Kusto cuts it.
  private static func range(_ call: borrowing FunctionCall) {
    for index in 1..<4 where call.isNull(index) { return }
    let kind = call.text(0)
    var texts: [String] = []
    if kind == "real" {
      let (low, high, step) = (call.double(1), call.double(2), call.double(3))
      guard step != 0 else { return call.fail("the step of range() must not be 0") }
      var index = 0.0
      while texts.count < limit, step > 0 ? low + index * step <= high : low + index * step >= high
      {
        texts.append(DynamicValue.real(low + index * step).json)
        index += 1
      }
    } else {
      let (low, high, step) = (call.int64(1), call.int64(2), call.int64(3))
      guard step != 0 else { return call.fail("the step of range() must not be 0") }
      var value = low
      while texts.count < limit, step > 0 ? value <= high : value >= high {
        switch kind {
        case "datetime": texts.append("\"\(DatetimeText.text(value))\"")
        case "timespan": texts.append("\"\(TimespanText.text(value))\"")
        default: texts.append(String(value))
        }
        let (next, overflow) = value.addingReportingOverflow(step)
        if overflow { break }
        value = next
      }
    }
    call.result("[" + texts.joined(separator: ",") + "]")
  }
}
