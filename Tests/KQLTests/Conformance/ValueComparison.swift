// Whether a cell of SQLite is the cell that Kusto printed: the rules of the data's own description
// (tolerances of printed reals, datetimes within 10 µs, dynamic values as JSON).

import Foundation
import KQL
import SQLite

/// Compares cells.
struct ValueComparison {
  /// Whether top-level arrays are sets.
  var unorderedArrays = false

  func isEqual(_ cell: SQLite.SQLValue, _ expected: String?, _ type: String) -> Bool {
    let text =
      type == "string"
      ? expected ?? "" : (expected ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    if cell == .null || cell == .text("") {
      if text.isEmpty { return type != "string" || expected == nil || cell != .null }
      // The documentation's tables print null.
      if text == "null" { return cell == .null }
      return false
    }
    switch type {
    case "bool": return isBool(cell, text)
    case "int", "long": return isInteger(cell, text)
    case "real", "decimal": return isReal(cell, text)
    case "datetime": return isDatetime(cell, text)
    case "timespan": return isTimespan(cell, text)
    case "dynamic": return isDynamic(cell, text)
    case "guid": return cell.shown(null: "").lowercased() == text.lowercased()
    default: return isString(cell.shown(null: ""), text)
    }
  }

  private func isBool(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    guard case .integer(let number) = cell else { return false }
    return ["true", "1"].contains(text.lowercased()) == (number != 0)
  }

  private func isInteger(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    guard case .integer(let number) = cell else { return false }
    if let expected = Int64(text.replacingOccurrences(of: ",", with: "")) {
      return expected == number
    }
    return ["true": 1, "false": 0][text.lowercased()] == number
  }

  private func isReal(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    let value: Double
    switch cell {
    case .real(let number): value = number
    case .integer(let number): value = Double(number)
    case .text("NaN"): return text == "NaN"
    case .text(let text): value = Double(text) ?? .nan
    default: return false
    }
    let clean = text.replacingOccurrences(of: ",", with: "")
    switch clean {
    case "∞", "Infinity": return value == .infinity
    case "-∞", "-Infinity": return value == -.infinity
    default: break
    }
    guard let expected = Double(clean) else { return false }
    if expected == value { return true }
    if clean.lowercased().contains("e") {
      return abs(expected - value) <= 1e-6 * abs(expected)
    }
    let decimals = clean.split(separator: ".").dropFirst().first?.count ?? 0
    let printed = decimals < 12 ? 0.5 * pow(10, -Double(decimals)) : 0
    return abs(expected - value) <= max(printed, 1e-9 * abs(expected))
  }

  private func isDatetime(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    guard case .integer(let ticks) = cell, let expected = Self.datetime(text) else { return false }
    return abs(ticks - expected) <= 100
  }

  private static func datetime(_ text: String) -> Int64? {
    if let ticks = DatetimeText.ticks(text) { return ticks }
    // 01/31/2020 10:00:00 PM
    let parts = text.split(separator: " ")
    let date = parts.first?.split(separator: "/").compactMap { Int64($0) } ?? []
    guard date.count == 3, let day = DatetimeText.ticks(year: date[2], month: date[0], day: date[1])
    else { return nil }
    guard parts.count > 1 else { return day }
    guard var time = TimespanText.ticks(String(parts[1])) else { return nil }
    let noon: Int64 = 432_000_000_000
    if parts.count > 2 { time = time % noon + (parts[2] == "PM" ? noon : 0) }
    return day + time
  }

  private func isTimespan(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    guard case .integer(let ticks) = cell else { return false }
    var clean = text
    if let range = text.range(of: " day"),
      let days = text[..<range.lowerBound].split(separator: " ").first
    {
      let rest = text[range.upperBound...].split(separator: " ").last ?? "00:00:00"
      clean = "\(days).\(rest.contains(":") ? rest : "00:00:00")"
    }
    // The documentation prints 14:00:00:00 for fourteen days.
    if clean.count(where: { $0 == ":" }) == 3, let colon = clean.firstIndex(of: ":") {
      clean.replaceSubrange(colon...colon, with: ".")
    }
    guard let expected = TimespanText.ticks(clean) else { return false }
    return abs(ticks - expected) <= 10
  }

  private func isString(_ value: String, _ text: String) -> Bool {
    if value == text { return true }
    let collapsed = { (text: String) in
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    if collapsed(value) == collapsed(text) { return true }
    let quotes = CharacterSet(charactersIn: "\"")
    return value.trimmingCharacters(in: quotes) == text.trimmingCharacters(in: quotes)
  }

  // MARK: Dynamic

  private func isDynamic(_ cell: SQLite.SQLValue, _ text: String) -> Bool {
    let value = Self.json(cell.shown(null: ""))
    guard let value else { return isString(cell.shown(null: ""), text) }
    if let string = value as? String, string == text { return true }
    guard
      let expected = Self.json(text) ?? Self.json(text.replacingOccurrences(of: "'", with: "\""))
    else { return isString(cell.shown(null: ""), text) }
    return isSame(value, expected, isTop: true)
  }

  private static func json(_ text: String) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }

  private func isSame(_ a: Any, _ b: Any, isTop: Bool = false) -> Bool {
    if let a = a as? [Any], let b = b as? [Any] {
      guard a.count == b.count else { return false }
      if isTop, unorderedArrays {
        var rest = b
        for element in a {
          guard let index = rest.firstIndex(where: { isSame(element, $0) }) else { return false }
          rest.remove(at: index)
        }
        return true
      }
      return zip(a, b).allSatisfy { isSame($0, $1) }
    }
    if let a = a as? [String: Any], let b = b as? [String: Any] {
      return a.count == b.count
        && a.allSatisfy { key, value in b[key].map { isSame(value, $0) } ?? false }
    }
    if let a = a as? String, let b = b as? String { return a == b }
    if let a = a as? NSNumber, let b = b as? NSNumber {
      let x = a.doubleValue
      let y = b.doubleValue
      return x == y || abs(x - y) <= 1e-9 * max(abs(x), abs(y))
    }
    return a is NSNull && b is NSNull
  }
}
