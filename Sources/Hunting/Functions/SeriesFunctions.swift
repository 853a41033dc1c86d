// What mv-expand of pairs and make-series read and give: bags as pairs, arrays over an axis.

internal import KQL
internal import SQLite

enum SeriesFunctions {
  static func register(on connection: Connection) throws {
    // kind=array: the members of a bag as arrays of name and value; anything else as it is.
    try connection.createFunction("kql_bag_pairs", argumentCount: 1) { call in
      guard case .bag(let members)? = call.dynamic(0), !members.isEmpty else {
        return call.isNull(0) ? call.result(SQLValue.null) : call.result(call.text(0))
      }
      call.result(
        DynamicValue.array(members.map { .array([.string($0.key), $0.value]) }).json)
    }
    // The members of a bag as pairs of name and type, for the columns of bag_unpack; '' of null.
    try connection.createFunction("kql_bag_members", argumentCount: 1) { call in
      guard case .bag(let members)? = call.dynamic(0) else { return call.result("[]") }
      call.result(
        DynamicValue.array(
          members.map { member in
            let type = member.value.isNull ? "" : DynamicFunctions.typeName(member.value)
            return .array([.string(member.key), .string(type)])
          }
        ).json)
    }
    // (place, json, first, last, default): the texts at their places; null ends are those of the data.
    try connection.createAggregate("kql_series", argumentCount: 5) { SeriesAggregate() }
    // (start, step, first, last, type): start + first * step and so on, up to last.
    try connection.createFunction("kql_axis", argumentCount: 5) { call in axis(call) }
  }

  /// Kusto's own limit of elements.
  fileprivate static let limit: Int64 = 1 << 20

  private static func axis(_ call: borrowing FunctionCall) {
    let (first, last) = (call.int64(2), call.int64(3))
    guard !call.isNull(2), !call.isNull(3) else { return call.result("[]") }
    guard last < first || last - first < limit else {
      return call.fail("make-series gives more than \(limit) values: choose a longer step")
    }
    let type = call.text(4)
    var texts: [String] = []
    for place in stride(from: first, through: last, by: 1) {
      if type == "real" {
        let value = call.double(0) + Double(place) * call.double(1)
        texts.append(DynamicValue.real(value).json)
        continue
      }
      let value = call.int64(0) &+ place &* call.int64(1)
      switch type {
      case "datetime": texts.append("\"\(DatetimeText.text(value))\"")
      case "timespan": texts.append("\"\(TimespanText.text(value))\"")
      default: texts.append(String(value))
      }
    }
    call.result("[" + texts.joined(separator: ",") + "]")
  }
}

/// One array of make-series.
private final class SeriesAggregate: AggregateFunction {
  private var values: [Int64: String] = [:]
  private var first: Int64?
  private var last: Int64?
  private var other = "null"

  func step(_ call: borrowing FunctionCall) {
    let place = call.int64(0)
    first = call.isNull(2) ? min(first ?? place, place) : call.int64(2)
    last = call.isNull(3) ? max(last ?? place, place) : call.int64(3)
    other = call.isNull(4) ? "null" : call.text(4)
    values[place] = call.isNull(1) ? "null" : call.text(1)
  }

  func finish(_ call: borrowing FunctionCall) {
    guard let first, let last, last >= first else { return call.result("[]") }
    guard last - first < SeriesFunctions.limit else {
      return call.fail("make-series gives more than \(SeriesFunctions.limit) values")
    }
    let texts = (first...last).map { values[$0] ?? other }
    call.result("[" + texts.joined(separator: ",") + "]")
  }
}
