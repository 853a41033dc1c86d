// A YAML document to a rule. A rule's author need not be trusted: the text is bounded, nesting is
// bounded by libyaml (1,000), and aliases are refused before anything is read, since a few hundred
// bytes of them stand for more nodes than there is memory.

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
    guard text.utf8.count <= Self.maximumBytes else {
      throw RuleError("the file is larger than \(Self.maximumBytes) bytes")
    }
    if let line = AliasScan.line(in: text) {
      throw RuleError("an alias (*name) is not supported", line: line, help: "write its value out")
    }
    let root = try Self.document(text)
    guard let fields = root.mapping else {
      throw RuleError("the document is no rule", help: "it needs keys, such as name: and query:")
    }
    self = try RuleReader(fields: fields, text: text).rule()
  }

  private static func document(_ text: String) throws -> Node {
    do {
      let parser = try Yams.Parser(yaml: text, encoding: .utf8)
      guard let root = try parser.nextRoot() else { throw RuleError("the file holds no document") }
      if let second = try parser.nextRoot() {
        throw RuleError(
          "the file holds more than one document", line: second.mark?.line,
          help: "put each rule into its own file")
      }
      return root
    } catch let error as YamlError {
      throw RuleError(yaml: error)
    }
  }
}

extension RuleError {
  /// What the YAML reader says, without the text that it quotes.
  fileprivate init(yaml error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init("this is no YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first.map { " '\(String($0.prefix(80)))'" } ?? ""
      self.init("the key\(key) stands twice", line: context.mark.line)
    case .reader(let problem, _, _, _): self.init("this is no YAML: \(problem)")
    default: self.init("this is no YAML")
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
    return scalar.string.isEmpty || isNull(scalar) ? nil : scalar.string
  }

  private func isNull(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(scalar.string)
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
      return scalar.string.isEmpty || isNull(scalar) ? [] : [scalar.string]
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
    guard let node = fields["entityMappings"], !(node.scalar.map(isNull) ?? false),
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
