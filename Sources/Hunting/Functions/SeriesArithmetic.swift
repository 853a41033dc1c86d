// Functions over arrays of numbers, element by element.

internal import KQL
internal import SQLite

#if canImport(Glibc)
  internal import Glibc
#endif

enum SeriesArithmetic {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_series_map", argumentCount: 2) { call in
      guard case .array(let elements)? = call.dynamic(1) else { return }
      let name = call.text(0)
      let values = elements.map { mapped($0, name) }
      guard !values.contains(where: isSpecial) else {
        return call.fail("series_\(name)() gives a value that is no number")
      }
      call.result(DynamicValue.array(values).json)
    }
    try connection.createFunction("kql_series_combine", argumentCount: 3) { call in
      guard case .array(let a)? = call.dynamic(1), case .array(let b)? = call.dynamic(2) else {
        return
      }
      let name = call.text(0)
      let combined = (0..<max(a.count, b.count)).map { index -> DynamicValue in
        guard index < a.count, index < b.count else { return .null }
        return combine(a[index], b[index], name)
      }
      guard !combined.contains(where: isSpecial) else {
        return call.fail("series_\(name)() gives a value that is no number")
      }
      call.result(DynamicValue.array(combined).json)
    }
    try connection.createFunction("kql_series_fill", argumentCount: 4) { call in
      guard case .array(let elements)? = call.dynamic(1) else { return }
      let filled = fill(
        elements, by: call.text(0), constant: call.dynamic(2) ?? .null,
        missing: call.dynamic(3) ?? .null)
      call.result(DynamicValue.array(filled).json)
    }
    try registerProducts(on: connection)
  }

  private static func registerProducts(on connection: Connection) throws {
    try connection.createFunction("kql_series_dot_product", argumentCount: 2) { call in
      if let (a, b) = numbers(call) { call.result(.real(dot(a, b))) }
    }
    try connection.createFunction("kql_series_cosine_similarity", argumentCount: 2) { call in
      guard let (a, b) = numbers(call) else { return }
      let length = dot(a, a).squareRoot() * dot(b, b).squareRoot()
      guard length > 0 else {
        return call.fail("series_cosine_similarity() of a series of zeros is not supported")
      }
      call.result(.real(dot(a, b) / length))
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Two series of the same length; a number stands for as many as the other has.
  private static func numbers(_ call: borrowing FunctionCall) -> ([Double], [Double])? {
    let a = call.dynamic(0).flatMap(series)
    let b = call.dynamic(1).flatMap(series)
    guard let a, let b else { return nil }
    let count = max(a.isSingle ? 0 : a.values.count, b.isSingle ? 0 : b.values.count)
    func spread(_ series: (values: [Double], isSingle: Bool)) -> [Double] {
      series.isSingle ? [Double](repeating: series.values[0], count: count) : series.values
    }
    let (x, y) = (spread(a), spread(b))
    return x.count == y.count ? (x, y) : nil
  }

  private static func series(_ value: DynamicValue) -> (values: [Double], isSingle: Bool)? {
    guard case .array(let elements) = value else {
      return number(value).map { ([$0], true) }
    }
    let values = elements.compactMap(number)
    return values.count == elements.count ? (values, false) : nil
  }

  private static func number(_ value: DynamicValue) -> Double? {
    switch value {
    case .long(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }

  /// JSON has no NaN and no infinity.
  private static func isSpecial(_ value: DynamicValue) -> Bool {
    if case .real(let number) = value { return !number.isFinite }
    return false
  }

  private static func mapped(_ value: DynamicValue, _ name: String) -> DynamicValue {
    if name == "abs", case .long(let number) = value {
      return .long(number < 0 ? 0 &- number : number)
    }
    guard let x = number(value) else { return .null }
    switch name {
    case "abs": return .real(x.magnitude)
    case "acos": return .real(acos(x))
    case "asin": return .real(asin(x))
    case "atan": return .real(atan(x))
    case "ceiling": return .real(x.rounded(.up))
    case "cos": return .real(cos(x))
    case "exp": return .real(exp(x))
    case "floor": return .real(x.rounded(.down))
    case "log": return .real(log(x))
    case "sin": return .real(sin(x))
    default: return .real(tan(x))
    }
  }

  private static func combine(
    _ a: DynamicValue, _ b: DynamicValue, _ name: String
  ) -> DynamicValue {
    guard let x = number(a), let y = number(b) else { return .null }
    if case .long(let p) = a, case .long(let q) = b {
      switch name {
      case "add": return .long(p &+ q)
      case "subtract": return .long(p &- q)
      case "multiply": return .long(p &* q)
      default: break
      }
    }
    switch name {
    case "add": return .real(x + y)
    case "subtract": return .real(x - y)
    case "multiply": return .real(x * y)
    case "divide": return .real(x / y)
    case "equals": return .bool(x == y)
    case "not_equals": return .bool(x != y)
    case "greater": return .bool(x > y)
    case "greater_equals": return .bool(x >= y)
    case "less": return .bool(x < y)
    default: return .bool(x <= y)
    }
  }

  /// The elements with what is missing taken from the one before, from the one behind, or a constant.
  private static func fill(
    _ elements: [DynamicValue], by name: String, constant: DynamicValue, missing: DynamicValue
  ) -> [DynamicValue] {
    func isMissing(_ element: DynamicValue) -> Bool {
      element.json.utf8.elementsEqual(missing.json.utf8)
    }
    guard name != "series_fill_const" else { return elements.map { isMissing($0) ? constant : $0 } }
    let isBackward = name == "series_fill_backward"
    var last: DynamicValue?
    var filled = (isBackward ? elements.reversed() : elements).map { element -> DynamicValue in
      if isMissing(element) { return last ?? element }
      last = element
      return element
    }
    if isBackward { filled.reverse() }
    return filled
  }
}
