// make_list, make_set and make_bag. The last argument, where there are two, is the row's place in the
// input's order: elements are given in it.

internal import KQL
internal import SQLite

enum ListAggregates {
  static func register(on connection: Connection) throws {
    for count in [1, 2] as [Int32] {
      try connection.createAggregate("kql_make_list", argumentCount: count) {
        ListAggregate(isSet: false, splices: false)
      }
      try connection.createAggregate("kql_make_set", argumentCount: count) {
        ListAggregate(isSet: true, splices: false)
      }
      try connection.createAggregate("kql_make_list_dynamic", argumentCount: count) {
        ListAggregate(isSet: false, splices: true)
      }
      try connection.createAggregate("kql_make_set_dynamic", argumentCount: count) {
        ListAggregate(isSet: true, splices: true)
      }
      try connection.createAggregate("kql_make_list_nulls", argumentCount: count) {
        ListAggregate(isSet: false, splices: false, keepsNulls: true)
      }
      try connection.createAggregate("kql_make_bag", argumentCount: count) { BagAggregate() }
    }
  }
}

/// Elements, in order.
private final class ListAggregate: AggregateFunction {
  /// Kusto's own limit of elements.
  private static let limit = 1_048_576
  private let isSet: Bool
  private let splices: Bool
  private let keepsNulls: Bool
  private var elements: [(rank: Int64, json: String)] = []
  private var seen: Set<[UInt8]> = []

  init(isSet: Bool, splices: Bool, keepsNulls: Bool = false) {
    self.isSet = isSet
    self.splices = splices
    self.keepsNulls = keepsNulls
  }

  func step(_ call: borrowing FunctionCall) {
    let rank = call.count > 1 ? call.int64(1) : Int64(elements.count)
    guard splices else {
      if !call.isNull(0) {
        add(call.text(0), rank)
      } else if keepsNulls {
        add("null", rank)
      }
      return
    }
    // Arrays are spliced; a dynamic null is an element.
    if case .array(let inner)? = call.dynamic(0) {
      for element in inner { add(element.json, rank) }
    } else {
      add(call.isNull(0) ? "null" : call.text(0), rank)
    }
  }

  private func add(_ json: String, _ rank: Int64) {
    guard elements.count < Self.limit else { return }
    elements.append((rank, json))
  }

  func finish(_ call: borrowing FunctionCall) {
    let ordered = elements.enumerated().sorted {
      $0.element.rank != $1.element.rank
        ? $0.element.rank < $1.element.rank : $0.offset < $1.offset
    }
    var texts = ordered.map(\.element.json)
    if isSet { texts = texts.filter { seen.insert(Array($0.utf8)).inserted } }
    call.result("[" + texts.joined(separator: ",") + "]")
  }
}

/// Bags merged into one.
private final class BagAggregate: AggregateFunction {
  private var bags: [(rank: Int64, members: [(key: String, value: DynamicValue)])] = []

  func step(_ call: borrowing FunctionCall) {
    guard case .bag(let members)? = call.dynamic(0) else { return }
    bags.append((call.count > 1 ? call.int64(1) : Int64(bags.count), members))
  }

  func finish(_ call: borrowing FunctionCall) {
    let ordered = bags.enumerated().sorted {
      $0.element.rank != $1.element.rank
        ? $0.element.rank < $1.element.rank : $0.offset < $1.offset
    }
    call.result(ArrayFunctions.merged(ordered.map(\.element.members)).json)
  }
}
