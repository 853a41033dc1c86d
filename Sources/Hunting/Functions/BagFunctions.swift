// Bags: members set, removed and sought by keys or paths; bags made of arrays.

internal import KQL
internal import SQLite

enum BagFunctions {
  private typealias Members = [(key: String, value: DynamicValue)]

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_bag_has_key", argumentCount: 2) { call in
      guard case .bag(let members)? = call.dynamic(0) else { return }
      guard let path = JSONPath(keyOrPath: call.text(1)) else { return failPath(call, 1) }
      call.result(path.value(in: .bag(members)) != nil)
    }
    try connection.createFunction("kql_bag_set_key", argumentCount: 3) { call in
      guard case .bag(let members)? = call.dynamic(0) else { return }
      guard let keys = JSONPath(keyOrPath: call.text(1))?.keys else { return failPath(call, 1) }
      call.result(.bag(setting(members, keys[...], call.dynamic(2) ?? .null)))
    }
    try connection.createFunction("kql_bag_remove_keys", argumentCount: 2) { call in
      guard case .bag(var members)? = call.dynamic(0) else { return }
      guard case .array(let keys)? = call.dynamic(1) else { return }
      // Keys are removed all at once: one by one they would take as many passes.
      var plain: Set<[UInt8]> = []
      var paths: [[String]] = []
      for case .string(let key) in keys {
        guard let path = JSONPath(keyOrPath: key)?.keys else { return failPath(call, 1) }
        if path.count == 1 { plain.insert(Array(path[0].utf8)) } else { paths.append(path) }
      }
      guard paths.count <= 1_000 else {
        return call.fail("bag_remove_keys() takes at most 1,000 paths")
      }
      members.removeAll { plain.contains(Array($0.key.utf8)) }
      for path in paths { members = removing(members, path[...]) }
      call.result(.bag(members))
    }
    try connection.createFunction("kql_bag_zip", argumentCount: 2) { call in
      guard case .array(let keys)? = call.dynamic(0) else { return }
      let values = call.dynamic(1)
      var members: Members = []
      for (index, key) in keys.enumerated() {
        guard case .string(let name) = key else { continue }
        members.append((name, values?.element(Int64(index)) ?? .null))
      }
      call.result(ArrayFunctions.merged([members]))
    }
    try connection.createFunction("kql_bag_pack_full", argumentCount: -1) { call in
      var members: Members = []
      for index in stride(from: 0, to: call.count - 1, by: 2) {
        guard let value = call.dynamic(index + 1) else { continue }
        if case .string("") = value { continue }
        members.append((call.text(index), value))
      }
      call.result(DynamicValue.bag(members).json)
    }
    try connection.createFunction("kql_extract_json", argumentCount: 2) { call in
      guard let path = JSONPath(call.text(0)) else { return failPath(call, 0) }
      guard let value = DynamicValue(json: call.text(1)) else { return }
      call.result(path.value(in: value))
    }
  }

  private static func failPath(_ call: borrowing FunctionCall, _ index: Int) {
    call.fail("'\(call.text(index).prefix(60))' is no path of keys that is supported here")
  }

  private static func setting(
    _ members: Members, _ keys: ArraySlice<String>, _ value: DynamicValue
  ) -> Members {
    guard let key = keys.first else { return members }
    var members = members
    let place = members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
    var next = value
    if keys.count > 1 {
      var inner: Members = []
      if let place, case .bag(let known) = members[place].value { inner = known }
      next = .bag(setting(inner, keys.dropFirst(), value))
    }
    if let place {
      members[place].value = next
    } else {
      members.append((key, next))
    }
    return members
  }

  private static func removing(_ members: Members, _ keys: ArraySlice<String>) -> Members {
    guard let key = keys.first,
      let place = members.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) })
    else { return members }
    var members = members
    if keys.count == 1 {
      members.remove(at: place)
    } else if case .bag(let inner) = members[place].value {
      members[place].value = .bag(removing(inner, keys.dropFirst()))
    }
    return members
  }
}
