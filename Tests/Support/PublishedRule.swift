// The rules that Microsoft and others have published, from the shared data: texts that Picket must
// compile as they stand.

import Foundation
internal import Rules

/// A published rule.
public struct PublishedRule: Sendable, CustomStringConvertible {
  /// Its set and file: `current/IPEntity_DnsEvents.kql`.
  public let id: String
  /// Its KQL; of a YAML file, that of the file's query.
  public let query: String

  /// What a test is called by.
  public var description: String { id }

  /// Every rule, in the order of the file.
  ///
  /// - Throws: `SharedData.Missing`; `RuleError` where a YAML file is no rule.
  public static func all() throws -> [PublishedRule] {
    let lines = try String(
      contentsOf: SharedData.data("kql/sentinel-rules.jsonl"), encoding: .utf8)
    return try lines.split(separator: "\n").map { line in
      let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
      let isYAML = line.format == "yaml"
      return PublishedRule(
        id: line.id, query: isYAML ? try AnalyticsRule(yaml: line.text).query : line.text)
    }
  }

  private struct Line: Decodable {
    var id: String
    var format: String
    var text: String
  }
}
