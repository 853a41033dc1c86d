// The recorded cases: queries with the answers of Kusto's engine, of its documentation and of
// kusto-loco's tests. The data is shared data and not in the repository.

import Foundation
import TestSupport

/// A query and what it must answer.
struct ConformanceCase {
  var id: String
  var family: String
  var query: String
  /// Nil where Kusto rejects the query.
  var columns: [String]?
  /// Kusto's types, in lower case; a class such as `int` may stand for int and long.
  var types: [String]
  var rows: [[String?]]
  var isOrdered: Bool
  var isFlagged: Bool
  var arePermuted: Bool

  /// All cases of a file of `kql/`.
  static func all(_ file: String, family: (([String: Any]) -> String)) throws -> [ConformanceCase] {
    let text = try String(contentsOf: SharedData.data("kql/\(file)"), encoding: .utf8)
    return try text.split(separator: "\n").compactMap { line in
      guard
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      else { return nil }
      return make(object, family: family(object))
    }
  }

  private static func make(_ object: [String: Any], family: String) -> ConformanceCase? {
    guard let id = object["id"] as? String, let query = object["query"] as? String else {
      return nil
    }
    let isError = object["expect"] as? String == "error"
    let names =
      object["columns"] as? [String] ?? object["binder_columns"] as? [String]
      ?? object["expected_columns"] as? [String] ?? []
    let types =
      object["types"] as? [String] ?? object["expected_types"] as? [String]
      ?? (object["type_class"] as? [String])?.map { $0.lowercased() } ?? []
    let rows = object["rows"] as? [[Any]] ?? object["expected_rows"] as? [[Any]]
    let flags = object["flags"] as? [String] ?? []
    return ConformanceCase(
      id: id, family: family, query: query, columns: isError ? nil : names, types: types,
      rows: (rows ?? []).map { $0.map { $0 as? String } },
      isOrdered: object["ordered"] as? Bool ?? false,
      isFlagged: !flags.isEmpty || (rows == nil && !isError),
      arePermuted: flags.contains("columns:permuted"))
  }
}
