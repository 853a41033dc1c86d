// Where the lines of a literal block scalar (`query: |`) stand in its file, so that a message about
// the query points at the file's own line.

import Yams

enum BlockPlace {
  /// The place of a scalar's first line; nil where its lines are not, one by one, the file's.
  static func of(_ scalar: Node.Scalar, in text: String) -> AnalyticsRule.Place? {
    guard scalar.style == .literal, let mark = scalar.mark else { return nil }
    let file = lines(text).dropFirst(mark.line)
    let query = lines(scalar.string)
    guard
      let first = zip(query, file).first(where: { !$0.0.isEmpty }),
      let indentation = indentation(of: first.1, over: first.0)
    else { return nil }
    let isSame =
      query.count <= file.count + 1
      && zip(query, file).allSatisfy { own, line in
        own.isEmpty || self.indentation(of: line, over: own) == indentation
      }
    return isSame ? AnalyticsRule.Place(line: mark.line + 1, column: indentation + 1) : nil
  }

  /// How many blanks stand in a line of the file before the same line of the query.
  private static func indentation(of line: Substring, over own: Substring) -> Int? {
    guard line.utf8.count >= own.utf8.count,
      line.utf8.suffix(own.utf8.count).elementsEqual(own.utf8)
    else { return nil }
    let before = line.utf8.dropLast(own.utf8.count)
    return before.allSatisfy { $0 == UInt8(ascii: " ") } ? before.count : nil
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }
}
