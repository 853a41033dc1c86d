// A YAML document to a rule. A rule's author need not be trusted: YAMLDocument bounds the text.

import YAML
import Yams

extension AnalyticsRule {
  /// Bytes of a file that are accepted.
  public static let maximumBytes = 1 << 20

  /// Reads the one rule of a YAML file.
  ///
  /// Keys that say nothing about what a rule finds, such as `requiredDataConnectors`, are passed over.
  ///
  /// - Throws: `RuleError` where the text is no YAML, holds not just one document, has no `name` or
  ///   no `query`, or where a field that is read says something that Sentinel refuses too.
  public init(yaml text: String) throws {
    guard let fields = try Self.document(text).mapping else {
      throw RuleError("the document is no rule", help: "it needs keys, such as name: and query:")
    }
    self = try RuleReader(fields: fields, text: text).rule()
  }

  private static func document(_ text: String) throws -> Node {
    do {
      return try YAMLDocument.root(of: text, maximumBytes: maximumBytes)
    } catch {
      throw RuleError(error.problem, line: error.line, help: error.help)
    }
  }
}

/// Reads the fields of a document.
private struct RuleReader {
  let fields: Node.Mapping
  let text: String

  func rule() throws -> AnalyticsRule {
    var rule = AnalyticsRule()
    rule.id = try string("id") ?? ""
    rule.name = try needed("name").trimmed
    rule.summary = try string("description")?.trimmed ?? ""
    rule.version = try string("version") ?? ""
    rule.kind = try string("kind") ?? ""
    rule.severity = try choice("severity") { AnalyticsRule.Severity(rawValue: $0) }
    rule.schedule = try schedule()
    rule.tactics = try strings("tactics")
    rule.techniques = try strings("relevantTechniques") + strings("techniques")
    rule.entities = try entities()
    rule.query = try needed("query")
    if let scalar = fields["query"]?.scalar { rule.place = BlockPlace.of(scalar, in: text) }
    return rule
  }

  // MARK: Fields

  /// A field's text; nil where it is absent or empty.
  private func string(_ key: String) throws -> String? {
    guard let node = fields[key] else { return nil }
    guard let scalar = node.scalar else {
      throw RuleError("'\(key)' must be one value", line: node.mark?.line)
    }
    return scalar.string.isEmpty || scalar.isNull ? nil : scalar.string
  }

  private func needed(_ key: String) throws -> String {
    guard let text = try string(key), !text.trimmed.isEmpty else {
      throw RuleError(
        "the document has no '\(key)'", line: fields[key]?.mark?.line,
        help: "a rule needs name: and query:")
    }
    return text
  }

  private func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ key: String, _ make: (String) -> Value?
  ) throws -> Value? {
    guard let text = try string(key)?.trimmed else { return nil }
    guard let value = make(text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw RuleError(
        "'\(key)' cannot be '\(String(text.prefix(80)))'", line: fields[key]?.mark?.line,
        help: "write one of \(known)")
    }
    return value
  }

  private func strings(_ key: String) throws -> [String] {
    guard let node = fields[key] else { return [] }
    if let scalar = node.scalar {
      return scalar.string.isEmpty || scalar.isNull ? [] : [scalar.string]
    }
    guard let sequence = node.sequence else {
      throw RuleError("'\(key)' must be a list", line: node.mark?.line)
    }
    return try sequence.map { element in
      guard let scalar = element.scalar else {
        throw RuleError("'\(key)' must be a list of words", line: element.mark?.line)
      }
      return scalar.string
    }
  }

  // MARK: Schedule

  private func schedule() throws -> AnalyticsRule.Schedule? {
    let frequency = try period("queryFrequency")
    let period = try period("queryPeriod")
    let trigger = try choice("triggerOperator") { AnalyticsRule.Trigger(declared: $0) }
    let threshold = try number("triggerThreshold")
    guard let frequency, let period else { return nil }
    return AnalyticsRule.Schedule(
      frequency: frequency, period: period, trigger: trigger ?? .greaterThan,
      threshold: threshold ?? 0)
  }

  private func period(_ key: String) throws -> Int64? {
    guard let text = try string(key)?.trimmed else { return nil }
    guard let seconds = RulePeriod.seconds(text) else {
      throw RuleError(
        "'\(key)' is no length of time", line: fields[key]?.mark?.line,
        help: "write 1h, 14d, or ISO 8601's PT15M, P14D")
    }
    return seconds
  }

  private func number(_ key: String) throws -> Int64? {
    guard let text = try string(key)?.trimmed else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw RuleError("'\(key)' must be a number, 0 or more", line: fields[key]?.mark?.line)
    }
    return number
  }

  // MARK: Entities

  private func entities() throws -> [AnalyticsRule.EntityMapping] {
    guard let node = fields["entityMappings"], !(node.scalar?.isNull ?? false),
      node.scalar?.string.isEmpty != true
    else { return [] }
    guard let list = node.sequence else {
      throw RuleError("'entityMappings' must be a list", line: node.mark?.line)
    }
    return try list.map { entry in
      guard let type = entry.mapping?["entityType"]?.scalar?.string,
        let fields = entry.mapping?["fieldMappings"]?.sequence
      else {
        throw RuleError(
          "an entity mapping needs entityType: and a list fieldMappings:", line: entry.mark?.line)
      }
      return try AnalyticsRule.EntityMapping(type: type, fields: fields.map(field))
    }
  }

  private func field(_ node: Node) throws -> AnalyticsRule.EntityMapping.Field {
    guard let identifier = node.mapping?["identifier"]?.scalar?.string,
      let column = node.mapping?["columnName"]?.scalar?.string
    else {
      throw RuleError(
        "a field mapping needs identifier: and columnName:", line: node.mark?.line)
    }
    return AnalyticsRule.EntityMapping.Field(identifier: identifier, column: column)
  }
}

extension String {
  /// The text without blanks around it.
  fileprivate var trimmed: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
