// array_sort_asc and array_sort_desc: numbers, then texts, nulls where they are asked for. Other arrays
// follow the order of the first; one of another length is null.

internal import KQL
internal import SQLite

enum ArraySorting {
  static func register(on connection: Connection) throws {
    for (name, isAscending) in [("kql_array_sort_asc", true), ("kql_array_sort_desc", false)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        guard case .array(let elements)? = call.dynamic(1), !call.isNull(0),
          let order = order(elements, isAscending, nullsLast: call.int64(0) != 0)
        else { return }
        call.result(.array(order.map { elements[$0] }))
      }
      try connection.createFunction("\(name)_all", argumentCount: -1) { call in
        guard case .array(let first)? = call.dynamic(1), !call.isNull(0),
          let order = order(first, isAscending, nullsLast: call.int64(0) != 0)
        else { return }
        var sorted: [DynamicValue] = []
        for index in 1..<call.count {
          if case .array(let elements)? = call.dynamic(index), elements.count == first.count {
            sorted.append(.array(order.map { elements[$0] }))
          } else {
            sorted.append(.null)
          }
        }
        call.result(.array(sorted))
      }
    }
  }

  /// The places of the elements in their order; nil where there are others than numbers and texts.
  private static func order(
    _ elements: [DynamicValue], _ isAscending: Bool, nullsLast: Bool
  ) -> [Int]? {
    var numbers: [(Double, Int)] = []
    var texts: [(String, Int)] = []
    var nulls: [Int] = []
    for (index, element) in elements.enumerated() {
      switch element {
      case .null: nulls.append(index)
      case .long(let number): numbers.append((Double(number), index))
      case .real(let number): numbers.append((number, index))
      case .string(let text): texts.append((text, index))
      default: return nil
      }
    }
    // Equal elements keep their order; numbers stand before texts in both directions.
    numbers.sort { a, b in
      a.0 == b.0 ? a.1 < b.1 : isAscending ? a.0 < b.0 : a.0 > b.0
    }
    texts.sort { a, b in
      if a.0 == b.0 { return a.1 < b.1 }
      return a.0.utf8.lexicographicallyPrecedes(b.0.utf8) == isAscending
    }
    let values = numbers.map(\.1) + texts.map(\.1)
    return nullsLast ? values + nulls : nulls + values
  }
}
