// A file of cases: KQL whose comments say where a case starts and how it is compared.
//
//     // case: a listed address is hit
//     // now: 2026-01-15T12:00:00Z
//     let ThreatIntelligenceIndicator = datatable(IndicatorId:string, NetworkIP:string)[…];
//     let NetworkConnection = datatable(TimeGenerated:datetime, DestinationIP:string)[…];
//     datatable(DestinationIP:string, IndicatorId:string)[…]
//
// A directive is a comment that has a line to itself. `// ordered` compares the order of the rows as
// well; `// none`, in the place of a query, expects no row.

internal import Indicators
internal import KQL

/// Reads files of cases.
struct HuntCaseReader {
  /// Cases of one file: past it, a file is made by a program and not by people.
  static let maximumCases = 1_000

  private let file: String
  private let lines: [Substring]
  private var faults: [String] = []
  private var names: Set<String> = []

  /// The cases of a text; what is wrong with any of them is thrown with its line.
  static func cases(of text: String, file: String) throws -> [HuntCase] {
    var reader = HuntCaseReader(file: file, text: text)
    let cases = reader.read()
    guard reader.faults.isEmpty else {
      throw HuntRefused(description: reader.faults.joined(separator: "\n"))
    }
    return cases
  }

  private init(file: String, text: String) {
    self.file = file
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// What a comment that is a line of its own says.
  private static func comment(_ line: Substring) -> Substring? {
    let line = trimmed(line)
    return line.hasPrefix("//") ? trimmed(line.dropFirst(2)) : nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  private static func argument(_ comment: Substring, of directive: String) -> Substring? {
    comment.hasPrefix(directive + ":")
      ? trimmed(comment.dropFirst(directive.count + 1)) : nil
  }

  private mutating func fault(_ line: Int, _ message: String) {
    guard faults.count < 50 else { return }
    faults.append("\(file):\(line + 1): error: \(message)")
  }

  private mutating func read() -> [HuntCase] {
    let starts = lines.indices.filter { index in
      Self.comment(lines[index]).map { Self.argument($0, of: "case") != nil } ?? false
    }
    guard let first = starts.first else {
      fault(0, "no case: a case starts with a line '// case: what it shows'")
      return []
    }
    guard starts.count <= Self.maximumCases else {
      fault(starts[Self.maximumCases], "more than \(Self.maximumCases) cases in one file")
      return []
    }
    for index in 0..<first { checkShared(index) }
    let source = HuntCaseSource(lines: lines, shared: 0..<first)
    let ends = starts.dropFirst() + [lines.count]
    return zip(starts, ends).map { read($0..<$1, source) }
  }

  /// A directive before the first case would be nobody's.
  private mutating func checkShared(_ index: Int) {
    guard let comment = Self.comment(lines[index]) else { return }
    if comment == "ordered" || comment == "none" || Self.argument(comment, of: "now") != nil {
      fault(index, "'// \(comment)' stands before the first '// case:'")
    } else {
      checkSpelling(comment, index)
    }
  }

  private mutating func read(_ range: Range<Int>, _ source: HuntCaseSource) -> HuntCase {
    var now: Int64?
    var isOrdered = false
    var expectsNone = false
    let title = Self.comment(lines[range.lowerBound]) ?? ""
    let name = String(Self.argument(title, of: "case") ?? "")
    if name.isEmpty { fault(range.lowerBound, "the case has no name: '// case: what it shows'") }
    if !name.isEmpty, !names.insert(name).inserted {
      fault(range.lowerBound, "a second case is called '\(name)'")
    }
    for index in range.dropFirst() {
      guard let comment = Self.comment(lines[index]) else { continue }
      switch comment {
      case "ordered": isOrdered = true
      case "none": expectsNone = true
      default:
        if let text = Self.argument(comment, of: "now") {
          if now != nil { fault(index, "a second '// now:' in one case") }
          now = Timestamp(iso8601: String(text))?.ticks
          if now == nil { fault(index, "'\(text)' is no time: write 2026-01-15T12:00:00Z") }
        } else {
          checkSpelling(comment, index)
        }
      }
    }
    if isOrdered, expectsNone {
      fault(range.lowerBound, "no rows have no order: leave '// ordered' or '// none' out")
    }
    return HuntCase(
      name: name, line: range.lowerBound + 1, now: now ?? HuntCase.defaultNow,
      isOrdered: isOrdered, expectsNone: expectsNone, file: file, source: source, lines: range)
  }

  /// A mistyped directive would else be a comment, and the case would show something else.
  private mutating func checkSpelling(_ comment: Substring, _ index: Int) {
    let word = comment.prefix { $0.isLetter }
    let isBare = comment == word
    guard isBare || comment.dropFirst(word.count).first == ":", !word.isEmpty else { return }
    let directives = isBare ? ["ordered", "none"] : ["case", "now"]
    guard let meant = Suggestion.nearest(to: String(word), among: directives) else { return }
    fault(
      index, "'// \(comment)' is no directive: did you mean '// \(meant)\(isBare ? "" : ":")'?")
  }
}
