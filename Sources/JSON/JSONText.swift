// A view written back as JSON text without white space, for nested values that are stored as text
// in the database. Called by Ingestion and Logs; numbers may be written differently (1E2 as 100.0).

extension JSONValue {
  /// The value as compact JSON, members in the order of the document.
  public var compactText: String {
    var text: [UInt8] = []
    appendCompactText(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the value as compact JSON in UTF-8. Doubles get the shortest form that reads back as
  /// the same number.
  public func appendCompactText(to text: inout [UInt8]) {
    switch kind {
    case .null: text.append(contentsOf: "null".utf8)
    case .bool: text.append(contentsOf: (bool == true ? "true" : "false").utf8)
    case .integer: appendInteger(to: &text)
    case .double: text.append(contentsOf: (double ?? 0).description.utf8)
    case .string:
      if let utf8 { JSONText.appendString(UnsafeRawBufferPointer(utf8), to: &text) }
    case .array:
      if let array { append(array, to: &text) }
    case .object:
      if let object { append(object, to: &text) }
    }
  }

  private func appendInteger(to text: inout [UInt8]) {
    if let int {
      text.append(contentsOf: int.description.utf8)
    } else if let unsignedInt {
      text.append(contentsOf: unsignedInt.description.utf8)
    }
  }

  private func append(_ array: JSONArray, to text: inout [UInt8]) {
    text.append(ASCII.openBracket)
    var isFirst = true
    for element in array {
      if !isFirst { text.append(ASCII.comma) }
      isFirst = false
      element.appendCompactText(to: &text)
    }
    text.append(ASCII.closeBracket)
  }

  private func append(_ object: JSONObject, to text: inout [UInt8]) {
    text.append(ASCII.openBrace)
    var isFirst = true
    for member in object {
      if !isFirst { text.append(ASCII.comma) }
      isFirst = false
      JSONText.appendString(UnsafeRawBufferPointer(member.utf8), to: &text)
      text.append(ASCII.colon)
      member.value.appendCompactText(to: &text)
    }
    text.append(ASCII.closeBrace)
  }
}

/// JSON's string literals.
public enum JSONText {
  /// Appends valid UTF-8 as a JSON string with quotes, escaping what RFC 8259 section 7 requires.
  public static func appendString(_ utf8: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    text.append(ASCII.quote)
    for byte in utf8 {
      switch byte {
      case ASCII.quote, ASCII.backslash:
        text.append(ASCII.backslash)
        text.append(byte)
      case ASCII.backspace: text.append(contentsOf: "\\b".utf8)
      case ASCII.formFeed: text.append(contentsOf: "\\f".utf8)
      case ASCII.newline: text.append(contentsOf: "\\n".utf8)
      case ASCII.carriageReturn: text.append(contentsOf: "\\r".utf8)
      case ASCII.tab: text.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        text.append(contentsOf: "\\u00".utf8)
        text.append(hexadecimal(byte >> 4))
        text.append(hexadecimal(byte & 0x0F))
      default: text.append(byte)
      }
    }
    text.append(ASCII.quote)
  }

  private static func hexadecimal(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }
}
