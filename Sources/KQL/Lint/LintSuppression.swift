// `// picket: ignore RULE reason`: a finding that is known and meant. It holds for the line that it
// ends, or, where it stands alone, for the next line that is no comment.

/// The comments of a text that suppress findings.
struct LintSuppression {
  private struct Comment {
    var ids: [String]
    var span: Span
    var line: Int
    var hasReason: Bool
    var isUsed = false
  }

  private static let mark = "picket: ignore"
  /// Comments that are read; further ones suppress nothing.
  private static let limit = 1_000
  private var comments: [Comment] = []

  init(_ bytes: [UInt8]) {
    let tokens = Lexer.tokens(of: bytes).tokens
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let known = Set(LintRule.all.map(\.id))
    let next = Self.nextLines(lines)
    for (index, line) in lines.enumerated() where comments.count < Self.limit {
      let text = String(decoding: line, as: UTF8.self)
      guard let start = text.range(of: "//"), let mark = text.firstRange(of: Self.mark),
        mark.lowerBound >= start.upperBound,
        text[start.upperBound..<mark.lowerBound].allSatisfy(\.isWhitespace)
      else { continue }
      let words = text[mark.upperBound...].split(whereSeparator: \.isWhitespace).map(String.init)
      let ids = words.prefix { known.contains($0.trimmingComma) }.map(\.trimmingComma)
      let isAlone = text[..<start.lowerBound].allSatisfy(\.isWhitespace)
      let offset = line.startIndex + text[..<start.lowerBound].utf8.count
      guard !Self.isInside(offset, tokens) else { continue }
      comments.append(
        Comment(
          ids: ids, span: offset..<line.endIndex,
          line: isAlone ? next[index + 1] : index + 1,
          hasReason: words.count > ids.count))
    }
  }

  /// Whether an offset lies in a word, as in a string that holds `//`.
  private static func isInside(_ offset: Int, _ tokens: [Token]) -> Bool {
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].span.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < tokens.count && tokens[low].span.contains(offset)
  }

  /// For each line the number, from 1, of the first line from there on with anything but a comment.
  private static func nextLines(_ lines: [ArraySlice<UInt8>]) -> [Int] {
    var result = [Int](repeating: lines.count + 1, count: lines.count + 1)
    for (place, line) in lines.enumerated().reversed() {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      let isCode = !text.isEmpty && !text.starts(with: "//".utf8)
      result[place] = isCode ? place + 1 : result[place + 1]
    }
    return result
  }

  /// Whether a finding of a rule that starts in a line is suppressed; the comment then counts as used.
  mutating func suppresses(_ id: String, line: Int) -> Bool {
    for index in comments.indices
    where comments[index].line == line && comments[index].ids.contains(id) {
      comments[index].isUsed = true
      return true
    }
    return false
  }

  /// What is wrong with the comments themselves, after every finding was asked for.
  var findings: [LintFinding] {
    comments.compactMap { comment in
      if comment.ids.isEmpty {
        let ids = LintRule.all.map(\.id).joined(separator: ", ")
        return LintFinding(
          span: comment.span, message: "this names no lint rule to ignore",
          help: "write // picket: ignore RULE reason; the rules are \(ids)")
      }
      if !comment.isUsed {
        return LintFinding(
          span: comment.span,
          message: "nothing is found of \(comment.ids.joined(separator: ", ")) in the line that "
            + "this is about", help: "remove the comment")
      }
      if !comment.hasReason {
        return LintFinding(
          span: comment.span, message: "this says no reason",
          help: "write why the finding is meant, behind the rule's name")
      }
      return nil
    }
  }
}

extension String {
  fileprivate var trimmingComma: String { hasSuffix(",") ? String(dropLast()) : self }

  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
