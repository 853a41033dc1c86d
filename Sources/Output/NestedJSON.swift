// A dynamic cell inside a JSON document. The text is checked against RFC 8259's grammar while it
// is copied, because a feed's object must not be able to break the document around it; the copy
// loses the space between tokens, since an object has one line. Used by the JSON writer.

struct NestedJSON {
  /// Deeper text is written as a string. Kusto's own readers stop far earlier.
  static let maximumDepth = 512

  private var rest: Substring.UnicodeScalarView
  private var copy: [UInt8] = []

  /// Appends the value, or, where the text is not JSON, the text as a JSON string.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var reader = NestedJSON(rest: Substring(text).unicodeScalars)
    if reader.document() {
      bytes.append(contentsOf: reader.copy)
    } else {
      JSONString.append(text, to: &bytes)
    }
  }

  /// Whether the text is a JSON number and nothing else.
  static func isNumber(_ text: String) -> Bool {
    var reader = NestedJSON(rest: Substring(text).unicodeScalars)
    return reader.number() && reader.rest.isEmpty
  }

  private mutating func document() -> Bool {
    // The closing bracket of each open object and array.
    var open: [Unicode.Scalar] = []
    repeat {
      guard value(&open) else { return false }
    } while close(&open)
    return open.isEmpty && rest.isEmpty
  }

  /// A scalar value, or the start of an object or array up to its first value.
  private mutating func value(_ open: inout [Unicode.Scalar]) -> Bool {
    while true {
      skipSpace()
      switch rest.first {
      case "{":
        guard open.count < Self.maximumDepth else { return false }
        open.append("}")
        take()
        skipSpace()
        if rest.first == "}" { return true }
        guard key() else { return false }
      case "[":
        guard open.count < Self.maximumDepth else { return false }
        open.append("]")
        take()
        skipSpace()
        if rest.first == "]" { return true }
      case "\"": return string()
      case "t": return word("true")
      case "f": return word("false")
      case "n": return word("null")
      default: return number()
      }
    }
  }

  /// What may follow a value: closing brackets, then a comma and, in an object, the next key.
  /// False where another value must not follow.
  private mutating func close(_ open: inout [Unicode.Scalar]) -> Bool {
    while true {
      skipSpace()
      guard let bracket = open.last else { return false }
      if rest.first == bracket {
        take()
        open.removeLast()
      } else if rest.first == "," {
        take()
        skipSpace()
        return bracket == "]" || key()
      } else {
        return false
      }
    }
  }

  private mutating func key() -> Bool {
    guard string() else { return false }
    skipSpace()
    guard rest.first == ":" else { return false }
    take()
    return true
  }

  private mutating func string() -> Bool {
    guard rest.first == "\"" else { return false }
    take()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"":
        copy.append(ascii: "\"")
        return true
      case "\\": guard escape() else { return false }
      case _ where scalar.value < 0x20: return false
      default: JSONString.append(scalar, to: &copy)
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    copy.append(ascii: "\\")
    guard let letter = rest.first else { return false }
    take()
    switch letter {
    case "\"", "\\", "/", "b", "f", "n", "r", "t": return true
    case "u":
      for _ in 0..<4 {
        guard let digit = rest.first, digit.properties.isASCIIHexDigit else { return false }
        take()
      }
      return true
    default: return false
    }
  }

  private mutating func number() -> Bool {
    if rest.first == "-" { take() }
    if rest.first == "0" { take() } else { guard digits() else { return false } }
    if rest.first == "." {
      take()
      guard digits() else { return false }
    }
    if rest.first == "e" || rest.first == "E" {
      take()
      if rest.first == "+" || rest.first == "-" { take() }
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    guard let first = rest.first, ("0"..."9").contains(first) else { return false }
    while let digit = rest.first, ("0"..."9").contains(digit) { take() }
    return true
  }

  private mutating func word(_ word: String) -> Bool {
    guard rest.starts(with: word.unicodeScalars) else { return false }
    for _ in word.unicodeScalars { take() }
    return true
  }

  private mutating func take() {
    guard let scalar = rest.popFirst() else { return }
    copy.append(UInt8(truncatingIfNeeded: scalar.value))
  }

  private mutating func skipSpace() {
    while let space = rest.first, [" ", "\t", "\n", "\r"].contains(space) { _ = rest.popFirst() }
  }
}
