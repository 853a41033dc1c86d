// A diagnostic as a person reads it: the place, the message, the line with carets, the remedy.

extension KQLDiagnostic {
  /// The message with its source line.
  ///
  ///     hunts/ip.kql:3:11: error KS142: the name 'NetwrkIP' does not refer to any column
  ///       3 |     | where NetwrkIP == "192.0.2.1"
  ///         |             ^^^^^^^^
  ///         help: did you mean 'NetworkIP'?
  ///
  /// Control characters of the source are shown escaped, tabs as one blank.
  ///
  /// - Parameters:
  ///   - source: the text that was compiled.
  ///   - file: the name to show for it.
  public func rendered(source: String, file: String) -> String {
    var lines = [
      "\(file):\(place.line):\(place.column): \(severity.rawValue) \(code): "
        + message.escapingControls
    ]
    let bytes = Array(source.utf8)
    // There is no line to show of an empty text, nor of a file that could not be read.
    guard !bytes.isEmpty else {
      return (lines + (help.map { ["  help: \($0.escapingControls)"] } ?? [])).joined(
        separator: "\n")
    }
    let start = min(place.utf8.lowerBound, bytes.count)
    let open = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let close = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    let end = max(start, min(place.utf8.upperBound, close))
    let before = Self.shown(bytes[open..<start])
    let marked = Self.shown(bytes[start..<end])
    let after = Self.shown(bytes[end..<close])
    let number = String(place.line)
    let gutter = String(repeating: " ", count: number.count)
    // A very long line is shown around the place only.
    let head = before.count > 80 ? "…" + before.suffix(79) : before
    let mark = marked.count > 120 ? marked.prefix(119) + "…" : marked
    let tail = after.count > 80 ? after.prefix(79) + "…" : after
    lines.append("  \(number) | \(head)\(mark)\(tail)")
    let blanks = String(repeating: " ", count: head.count)
    lines.append("  \(gutter) | \(blanks)\(String(repeating: "^", count: max(1, mark.count)))")
    if let help { lines.append("  \(gutter) help: \(help.escapingControls)") }
    return lines.joined(separator: "\n")
  }

  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).escapingControls
  }
}

extension KQLDiagnostics {
  /// All messages, a blank line between them.
  public func rendered(source: String, file: String) -> String {
    all.map { $0.rendered(source: source, file: file) }.joined(separator: "\n\n")
  }
}

extension String {
  /// The text with control and bidirectional characters as `\u{…}`, so that hostile text can
  /// neither move the cursor nor reorder a line; a tab is one blank.
  var escapingControls: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09: result += " "
      case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Lines and columns of a text.
struct SourceMap {
  private let bytes: [UInt8]
  private let lineStarts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  func place(_ span: Span) -> SourcePlace {
    let start = min(max(span.lowerBound, 0), bytes.count)
    let end = min(max(span.upperBound, start), bytes.count)
    let line = (lineStarts.firstIndex { $0 > start } ?? lineStarts.count) - 1
    let column = bytes[lineStarts[line]..<start].count { $0 & 0xC0 != 0x80 } + 1
    return SourcePlace(utf8: start..<end, line: line + 1, column: column)
  }

  func diagnostic(_ raw: RawDiagnostic) -> KQLDiagnostic {
    KQLDiagnostic(
      code: raw.code.rawValue, severity: raw.severity, message: raw.message,
      place: place(raw.span), help: raw.help)
  }
}
