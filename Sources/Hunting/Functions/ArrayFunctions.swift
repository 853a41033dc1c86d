// Arrays and bags: slices, sorting, sets, packing, and the forms that mv-expand reads.

internal import KQL
internal import SQLite

enum ArrayFunctions {
  static func register(on connection: Connection) throws {
    try registerArrays(on: connection)
    try registerSets(on: connection)
  }

  private static func array(_ call: borrowing FunctionCall, _ index: Int = 0) -> [DynamicValue]? {
    guard case .array(let elements)? = call.dynamic(index) else { return nil }
    return elements
  }

  /// All arguments as arrays; nil where one is none.
  static func arrays(_ call: borrowing FunctionCall) -> [[DynamicValue]]? {
    var result: [[DynamicValue]] = []
    for index in 0..<call.count {
      guard let elements = array(call, index) else { return nil }
      result.append(elements)
    }
    return result
  }

  private static func function(
    _ name: String, _ connection: Connection, count: Int32 = 1,
    _ body: @escaping ([DynamicValue], borrowing FunctionCall) -> DynamicValue?
  ) throws {
    try connection.createFunction(name, argumentCount: count) { call in
      guard let elements = array(call) else { return }
      call.result(body(elements, call))
    }
  }

  private static func registerArrays(on connection: Connection) throws {
    try connection.createFunction("kql_array_length", argumentCount: 1) { call in
      call.result(array(call).map { Int64($0.count) })
    }
    try connection.createFunction("kql_array_sum", argumentCount: 1) { call in
      guard let elements = array(call), !elements.isEmpty else { return }
      var sum = 0.0
      for element in elements {
        switch element {
        case .long(let number): sum += Double(number)
        case .real(let number): sum += number
        case .bool(let flag): sum += flag ? 1 : 0
        case .null: continue
        default: return
        }
      }
      call.result(.real(sum))
    }
    try function("kql_array_reverse", connection) { elements, _ in .array(elements.reversed()) }
    try function("kql_array_slice", connection, count: 3) { elements, call in
      let count = Int64(elements.count)
      let low = call.int64(1) < 0 ? max(0, count + max(-count, call.int64(1))) : call.int64(1)
      let high = call.int64(2) < 0 ? count + max(-count - 1, call.int64(2)) : call.int64(2)
      guard low <= high, low < count else { return .array([]) }
      return .array(Array(elements[Int(low)...Int(min(high, count - 1))]))
    }
    for (name, sign) in [("left", 1), ("right", -1)] {
      try function("kql_array_rotate_\(name)", connection, count: 2) { elements, call in
        guard !elements.isEmpty else { return .array([]) }
        let count = elements.count
        let shift = Int(call.int64(1) % Int64(count)) * sign
        return .array(elements.indices.map { elements[((($0 + shift) % count) + count) % count] })
      }
    }
    try connection.createFunction("kql_array_concat", argumentCount: -1) { call in
      call.result(arrays(call).map { .array($0.flatMap { $0 }) })
    }
    try connection.createFunction("kql_strcat_array", argumentCount: 2) { call in
      guard let elements = array(call) else { return call.result("") }
      call.result(elements.map(\.text).joined(separator: call.text(1)))
    }
  }

  // MARK: Sets

  private static func key(_ value: DynamicValue) -> [UInt8] { Array(value.json.utf8) }

  private static func unique(_ elements: [DynamicValue]) -> [DynamicValue] {
    var seen: Set<[UInt8]> = []
    return elements.filter { seen.insert(key($0)).inserted }
  }

  private static func registerSets(on connection: Connection) throws {
    try connection.createFunction("kql_set_union", argumentCount: -1) { call in
      call.result(arrays(call).map { .array(unique($0.flatMap { $0 })) })
    }
    try connection.createFunction("kql_set_intersect", argumentCount: -1) { call in
      guard let all = arrays(call), let first = all.first else { return }
      let others = all.dropFirst().map { Set($0.map(key)) }
      call.result(
        .array(unique(first).filter { element in others.allSatisfy { $0.contains(key(element)) } }))
    }
    try connection.createFunction("kql_set_difference", argumentCount: -1) { call in
      guard let all = arrays(call), let first = all.first else { return }
      let others = Set(all.dropFirst().flatMap { $0.map(key) })
      call.result(.array(unique(first).filter { !others.contains(key($0)) }))
    }
    try connection.createFunction("kql_set_has_element", argumentCount: 2) { call in
      guard let elements = array(call) else { return }
      let wanted = key(call.dynamic(1) ?? .null)
      call.result(elements.contains { key($0) == wanted })
    }
    try connection.createFunction("kql_bag_keys", argumentCount: 1) { call in
      guard case .bag(let members)? = call.dynamic(0) else { return }
      call.result(.array(members.map { .string($0.key) }))
    }
    try connection.createFunction("kql_bag_merge", argumentCount: -1) { call in
      var bags: [[(key: String, value: DynamicValue)]] = []
      for index in 0..<call.count {
        if case .bag(let members)? = call.dynamic(index) { bags.append(members) }
      }
      if !bags.isEmpty { call.result(merged(bags)) }
    }
    try connection.createFunction("kql_treepath", argumentCount: 1) { call in
      guard let value = call.dynamic(0) else { return }
      var paths: [DynamicValue] = []
      collectPaths(of: value, "", &paths)
      call.result(.array(paths))
    }
  }

  /// Bags as one: of a key in several the first value stays.
  static func merged(_ bags: [[(key: String, value: DynamicValue)]]) -> DynamicValue {
    var seen: Set<[UInt8]> = []
    var members: [(key: String, value: DynamicValue)] = []
    for member in bags.joined() where seen.insert(Array(member.key.utf8)).inserted {
      members.append(member)
    }
    return .bag(members)
  }

  private static func collectPaths(
    of value: DynamicValue, _ path: String, _ paths: inout [DynamicValue]
  ) {
    switch value {
    case .bag(let members):
      for member in members {
        let next = "\(path)['\(member.key)']"
        paths.append(.string(next))
        collectPaths(of: member.value, next, &paths)
      }
    case .array(let elements):
      let next = "\(path)[0]"
      if let first = elements.first {
        paths.append(.string(next))
        collectPaths(of: first, next, &paths)
      }
    default: break
    }
  }
}
