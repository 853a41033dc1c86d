// Text as a JSON string (RFC 8259). Beyond what the RFC demands, everything that a terminal could
// act on is escaped as well: it costs nothing, loses nothing, and a person may look at the output.

enum JSONString {
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(ascii: "\"")
    if text.utf8.allSatisfy(isPlain) {
      bytes.append(text)
    } else {
      for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
    }
    bytes.append(ascii: "\"")
  }

  /// Appends one character of a string, escaped where it must be.
  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar {
    case "\"": bytes.append("\\\"")
    case "\\": bytes.append("\\\\")
    case "\n": bytes.append("\\n")
    case "\r": bytes.append("\\r")
    case "\t": bytes.append("\\t")
    case _ where TerminalText.isHarmful(scalar):
      let hex = String(scalar.value, radix: 16)
      bytes.append("\\u")
      for _ in hex.utf8.count..<4 { bytes.append(ascii: "0") }
      bytes.append(hex)
    default: bytes.append(contentsOf: scalar.utf8)
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
