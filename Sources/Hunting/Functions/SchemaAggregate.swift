// buildschema(): the least schema that admits all values (its page has the grammar): the types of primitive
// values, members of bags, and `indexer` for the elements of arrays.

internal import KQL
internal import SQLite

enum SchemaAggregates {
  static func register(on connection: Connection) throws {
    try connection.createAggregate("kql_buildschema", argumentCount: 1) { SchemaAggregate() }
  }
}

private final class SchemaAggregate: AggregateFunction {
  private let schema = Schema()

  func step(_ call: borrowing FunctionCall) {
    if let value = call.dynamic(0) { schema.admit(value) }
  }

  func finish(_ call: borrowing FunctionCall) { call.result(schema.value.json) }
}

/// What one place admits.
private final class Schema {
  private var primitives: [String] = []
  private var members: [(key: String, schema: Schema)] = []
  private var places: [String: Int] = [:]

  func admit(_ value: DynamicValue) {
    switch value {
    case .null: break
    case .bool: add("bool")
    case .long: add("long")
    case .real: add("double")
    case .string: add("string")
    case .array(let elements):
      let inner = member("`indexer`")
      for element in elements { inner.admit(element) }
    case .bag(let bag): for (key, value) in bag { member(key).admit(value) }
    }
  }

  private func add(_ name: String) { if !primitives.contains(name) { primitives.append(name) } }

  private func member(_ key: String) -> Schema {
    if let place = places[key] { return members[place].schema }
    places[key] = members.count
    members.append((key, Schema()))
    return members[members.count - 1].schema
  }

  /// One type, or an array of them.
  var value: DynamicValue {
    var types = primitives.map { DynamicValue.string($0) }
    if !members.isEmpty { types.append(.bag(members.map { ($0.key, $0.schema.value) })) }
    return types.count == 1 ? types[0] : .array(types)
  }
}
