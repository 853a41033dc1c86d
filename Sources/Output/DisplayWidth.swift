// How many columns of a terminal a text takes, roughly: terminals disagree about emoji and
// ambiguous characters, and a table that is one column off is still readable. Used by the table.

enum DisplayWidth {
  /// The width of text that TerminalText has escaped.
  static func of(_ text: String) -> Int {
    TerminalText.isHarmless(text)
      ? text.utf8.count
      : text.reduce(into: 0) { width, character in width += of(character) }
  }

  /// A grapheme is as wide as its widest scalar.
  static func of(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { widest, scalar in max(widest, of(scalar)) }
  }

  /// The text, or as much of it as fits with `…` behind it.
  static func cut(_ text: String, to limit: Int) -> String {
    // No text is wider than its bytes are many.
    guard text.utf8.count > limit, of(text) > limit else { return text }
    var kept = ""
    var width = 0
    for character in text {
      width += of(character)
      guard width < limit else { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
  }

  /// The blocks that Unicode's EastAsianWidth.txt gives as W or F, without their small gaps.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F: true
    case 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60: true
    case 0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF: true
    case 0x1F900...0x1F9FF, 0x20000...0x3FFFD: true
    default: false
    }
  }
}
