// A report as a person reads it: lines, of which each may hold values of feeds and logs. Whoever shows
// them escapes each line.

/// Numbers of rows as text.
enum CountText {
  /// `1,204`, `1,000,000+`, `?`.
  static func number(_ count: StageCount) -> String {
    switch count {
    case .exactly(let number): grouped(number)
    case .atLeast(let number): grouped(number) + "+"
    case .unknown: "?"
    }
  }

  /// `1 row`, `at least 1,000,000 rows`.
  static func rows(_ count: StageCount) -> String {
    switch count {
    case .exactly(1): "1 row"
    case .exactly(let number): "\(grouped(number)) rows"
    case .atLeast(let number): "at least \(grouped(number)) rows"
    case .unknown: "an unknown number of rows"
    }
  }

  static func grouped(_ number: Int64) -> String {
    let digits = Array(String(number))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }
}

extension StageReport {
  /// The columns that a count takes.
  private static let countWidth = 10

  /// The report in lines.
  public var lines: [String] {
    var lines = ["\(hunt): \(headline)"]
    lines += notes.map { "note: \($0)" }
    for pipeline in pipelines {
      lines += ["", pipeline.title]
      lines += Self.lines(pipeline.steps, depth: 0)
    }
    for cause in causes {
      lines += ["", "line \(cause.line): \(cause.stage)"]
      for finding in cause.findings {
        lines.append("  \(finding.text)")
        lines += finding.samples.map { "    \($0.line)" }
      }
    }
    return lines
  }

  private var headline: String {
    switch count {
    case .exactly(0): "no rows"
    case .unknown(let reason): "it is not known whether it has rows: \(reason)"
    default: CountText.rows(count)
    }
  }

  private static func lines(_ steps: [Step], depth: Int) -> [String] {
    steps.flatMap { step -> [String] in
      var lines: [String] = []
      for input in step.inputs {
        if !input.title.isEmpty { lines.append(margin("", depth + 1) + input.title) }
        lines += self.lines(input.steps, depth: depth + 1)
      }
      var line = margin(CountText.number(step.count), depth) + step.text
      if case .unknown(let reason) = step.count { line += "  (\(reason))" }
      if step.isCause { line += "  <-- here" }
      return lines + [line]
    }
  }

  private static func margin(_ count: String, _ depth: Int) -> String {
    String(repeating: " ", count: max(0, countWidth - count.count)) + count + "  "
      + String(repeating: "    ", count: depth)
  }
}

extension StageReport.Sample {
  /// Characters of a value past which it is cut.
  private static let width = 100

  /// `NetworkIP="198.51.100.8" ExpirationDateTime=2025-12-31T00:00:00Z: expired 1 day ago`.
  public var line: String {
    let values = fields.map { field in
      let value =
        field.value.count > Self.width ? field.value.prefix(Self.width - 1) + "…" : field.value[...]
      guard field.isText else { return "\(field.column)=\(value)" }
      let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "\(field.column)=\"\(escaped)\""
    }
    return values.joined(separator: " ") + (note.isEmpty ? "" : ": \(note)")
  }
}
