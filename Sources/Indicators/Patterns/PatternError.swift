// Places in a pattern, and what is wrong there.
// Made by the lexer, the parser and the semantic checks; shown to the user by whoever ingests.
// It must not carry raw control characters: a pattern is a stranger's text.

/// A stretch of a pattern's UTF-8 text.
public struct PatternSpan: Hashable, Sendable {
  /// Byte offset of the first byte.
  public let start: Int
  /// Byte offset after the last byte.
  public let end: Int

  /// The stretch from `start` up to `end`.
  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// The stretch from the start of this one to the end of another.
  func through(_ other: PatternSpan) -> PatternSpan { PatternSpan(start: start, end: other.end) }
}

/// Why a text is no valid STIX pattern, and where.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, and what was expected in its place; lower case, no trailing stop.
  public let message: String
  /// Where, in bytes of UTF-8.
  public let span: PatternSpan
  /// Line of the place, from 1.
  public let line: Int
  /// Column of the place, from 1, counted in Unicode scalars.
  public let column: Int

  /// Line (where it is not the first), column and message.
  public var description: String {
    line > 1 ? "line \(line), column \(column): \(message)" : "column \(column): \(message)"
  }

  init(_ message: String, at span: PatternSpan, in bytes: [UInt8]) {
    self.message = message
    self.span = span
    var line = 1
    var column = 1
    for byte in bytes[..<min(max(span.start, 0), bytes.count)] {
      if byte == ASCII.lineFeed {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.line = line
    self.column = column
  }
}

/// The edition of the patterning language.
public enum PatternVersion: String, Sendable, CaseIterable {
  /// STIX 2.0 part 5: no EXISTS; START and STOP also take plain strings.
  case v20 = "2.0"
  /// STIX 2.1 section 9.
  case v21 = "2.1"
}

/// A stranger's text for a message: in quotes, cut to 80 scalars, control characters as `\u{…}`.
func quotedForMessage(_ text: String) -> String {
  var output = "'"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    guard count < 80 else {
      output += "…"
      break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      output += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      output.unicodeScalars.append(scalar)
    }
  }
  return output + "'"
}
