// Arrays and bags of values of any type, and the form of them that mv-expand reads.

internal import KQL
internal import SQLite

enum PackingFunctions {
  /// Bytes of JSON that repeat() makes at the most.
  private static let mostRepeated = 16 << 20

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_pack_array", argumentCount: -1) { call in
      var elements: [DynamicValue] = []
      for index in 0..<call.count { elements.append(call.dynamic(index) ?? .null) }
      call.result(.array(elements))
    }
    try connection.createFunction("kql_bag_pack", argumentCount: -1) { call in
      var members: [(key: String, value: DynamicValue)] = []
      for index in stride(from: 0, to: call.count - 1, by: 2) {
        members.append((call.text(index), call.dynamic(index + 1) ?? .null))
      }
      call.result(ArrayFunctions.merged([members]))
    }
    try connection.createFunction("kql_zip", argumentCount: -1) { call in
      guard let all = ArrayFunctions.arrays(call) else { return }
      let count = all.map(\.count).max() ?? 0
      call.result(
        .array((0..<count).map { row in .array(all.map { row < $0.count ? $0[row] : .null }) }))
    }
    try connection.createFunction("kql_repeat", argumentCount: 2) { call in
      guard !call.isNull(1), call.int64(1) >= 0 else { return }
      let value = call.dynamic(0) ?? .null
      let most = min(1_048_576, Self.mostRepeated / (value.json.utf8.count + 1))
      guard call.int64(1) <= most else {
        return call.fail("repeat() of this value stops at \(most) elements: ask for fewer")
      }
      call.result(.array([DynamicValue](repeating: value, count: Int(call.int64(1)))))
    }
    // What mv-expand reads: an array of arrays of JSON texts, one for each row, zipped.
    try connection.createFunction("kql_expand", argumentCount: -1) { call in
      var lists: [[DynamicValue]] = []
      for index in 0..<call.count { lists.append(rows(of: call.dynamic(index))) }
      let count = lists.map(\.count).max() ?? 0
      let all = (0..<count).map { row -> DynamicValue in
        .array(
          lists.map { list in
            row < list.count && !list[row].isNull ? .string(list[row].json) : .null
          })
      }
      call.result(DynamicValue.array(all).json)
    }
  }

  /// The rows of one expanded value: an array's elements, a bag's members as bags, else itself.
  private static func rows(of value: DynamicValue?) -> [DynamicValue] {
    switch value {
    case nil: [.null]
    case .array(let elements)?: elements
    case .bag(let members)?: members.isEmpty ? [.null] : members.map { .bag([$0]) }
    case let other?: [other]
    }
  }
}
