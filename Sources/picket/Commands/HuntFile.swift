// Hunts in files: KQL texts, and Sentinel's rules in YAML.

import Foundation
import Hunting
import Rules

enum HuntFile {
  /// What ends the name of a rule's file.
  static let ruleEndings = [".yaml", ".yml"]

  struct NoRule: Error, CustomStringConvertible {
    let path: String
    let reason: RuleError
    var description: String {
      let place = reason.line.map { ":\($0)" } ?? ""
      return "\(path)\(place): \(reason.problem)" + (reason.help.map { ": \($0)" } ?? "")
    }
  }

  /// Whether an argument names a file, and not a hunt that ships.
  static func isNamed(by argument: String) -> Bool {
    argument.contains("/") || ([".kql"] + ruleEndings).contains { argument.hasSuffix($0) }
      || FileManager.default.fileExists(atPath: argument)
  }

  /// The hunt of a file; a rule's hunt has the rule's name.
  static func read(_ path: String) throws -> Hunt {
    let text = try KQLFile.read(path)
    guard ruleEndings.contains(where: { path.hasSuffix($0) }) else {
      return Hunt(name: path, text: text)
    }
    return hunt(of: try rule(text, path: path), path: path)
  }

  /// The rule in the text of a file.
  static func rule(_ text: String, path: String) throws -> AnalyticsRule {
    do {
      return try AnalyticsRule(yaml: text)
    } catch let error as RuleError {
      throw NoRule(path: path, reason: error)
    }
  }

  private static func hunt(of rule: AnalyticsRule, path: String) -> Hunt {
    let origin =
      rule.place.map { TextOrigin(file: path, line: $0.line, column: $0.column) }
      ?? TextOrigin(file: "\(path) (its query)")
    return Hunt(name: rule.name, summary: rule.summary, text: rule.query, origin: origin)
  }
}
