// Text of others made safe to show on a terminal (CWE-150): a log line may hold sequences that
// clear the screen, set the title, write the clipboard or reverse what is read. Used by the
// writers and by every message that repeats a file name, a bad line or a server's words.

/// Escaping of text that a person will see.
public enum TerminalText {
  /// The text with control characters (C0, DEL, C1), the line and paragraph separators and the
  /// bidirectional controls written as `\x1b` or `\u{202e}`. All else, the backslash too, is kept.
  public static func escaped(_ text: String) -> String {
    guard !isHarmless(text) else { return text }
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A JSON document on one line with the same characters written as JSON escapes them; they can stand
  /// in its strings alone.
  public static func escapedJSON(_ document: String) -> String {
    guard !isHarmless(document) else { return document }
    var bytes: [UInt8] = []
    for scalar in document.unicodeScalars {
      if isHarmful(scalar) {
        JSONString.append(scalar, to: &bytes)
      } else {
        bytes.append(contentsOf: scalar.utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    guard !isHarmless(text) else { return bytes.append(text) }
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        append(escape: scalar, to: &bytes)
      } else {
        bytes.append(contentsOf: scalar.utf8)
      }
    }
  }

  /// Printable ASCII throughout: the usual case, found without decoding.
  static func isHarmless(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  /// Whether a terminal might act on a character: Unicode's category Cc, U+2028 and U+2029, and
  /// the property Bidi_Control.
  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func append(escape scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let hex = String(scalar.value, radix: 16)
    if scalar.value < 0x80 {
      bytes.append(hex.utf8.count < 2 ? "\\x0" : "\\x")
      bytes.append(hex)
    } else {
      bytes.append("\\u{")
      bytes.append(hex)
      bytes.append("}")
    }
  }
}
