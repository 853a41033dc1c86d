// Text to tokens. Called by the parser, once for a query. It never fails: what is no word of KQL is
// reported and skipped. It knows no grammar but one thing: `datetime(…)` and its like hold raw text.

/// Reads KQL text into tokens.
struct Lexer {
  let bytes: [UInt8]
  var position = 0
  var tokens: [Token] = []
  var diagnostics: [RawDiagnostic] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All tokens of the text, closed by `.end`.
  static func tokens(of bytes: [UInt8]) -> (tokens: [Token], diagnostics: [RawDiagnostic]) {
    var lexer = Lexer(bytes)
    while lexer.skipBlanks() { lexer.readToken() }
    lexer.tokens.append(Token(kind: .end, span: bytes.count..<bytes.count))
    return (lexer.tokens, lexer.diagnostics)
  }

  /// The byte at an offset from the position; 0 past the end.
  func peek(_ offset: Int = 0) -> UInt8 {
    let index = position + offset
    return index < bytes.count ? bytes[index] : 0
  }

  mutating func emit(_ kind: TokenKind, from start: Int) {
    tokens.append(Token(kind: kind, span: start..<position))
  }

  mutating func report(
    _ message: String, _ span: Span, code: DiagnosticCode = .unexpectedSign, help: String? = nil
  ) {
    diagnostics.append(RawDiagnostic(code, message, span, help: help))
  }

  /// Skips blanks and `//` comments; false at the end of the text.
  private mutating func skipBlanks() -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        position += 1
      } else if byte == UInt8(ascii: "/"), peek(1) == byte {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if byte == 0xC2, peek(1) == 0xA0 {  // no-break space, from pasted text
        position += 2
      } else if byte == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF {  // byte order mark
        position += 3
      } else if byte >= 0xE1, let length = wideBlankLength {
        position += length
      } else if byte == UInt8(ascii: "-"), skipDashComment() {
        continue
      } else {
        return true
      }
    }
    return false
  }

  /// The bytes of a blank beyond Latin here: U+1680, U+2000…U+200A, U+202F, U+205F, U+3000.
  private var wideBlankLength: Int? {
    switch (peek(), peek(1), peek(2)) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F),
      (0xE3, 0x80, 0x80):
      3
    default: nil
    }
  }

  private mutating func readToken() {
    let byte = peek()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      readString(from: position)
    case UInt8(ascii: "@") where isQuote(peek(1)):
      readString(from: position)
    case UInt8(ascii: "h"), UInt8(ascii: "H"):
      // An obfuscated string: the value is the string's, only its logging differs.
      if isQuote(peek(1)) || (peek(1) == UInt8(ascii: "@") && isQuote(peek(2))) {
        let start = position
        position += 1
        readString(from: start)
      } else {
        readName()
      }
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      readNumber()
    case UInt8(ascii: "`") where peek(1) == byte && peek(2) == byte,
      UInt8(ascii: "~") where peek(1) == byte && peek(2) == byte:
      readMultiLineString()
    default:
      if isNameStart(byte) { readName() } else { readSymbol() }
    }
  }

  private mutating func readSymbol() {
    if readForeignSign() { return }
    let start = position
    for length in [2, 1] where start + length <= bytes.count {
      let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
      if let symbol = Symbol(rawValue: text) {
        position += length
        emit(.symbol(symbol), from: start)
        return
      }
    }
    if peek() == UInt8(ascii: "!"), isNameStart(peek(1)) {
      position += 1
      readName(from: start)
      return
    }
    readUnknownCharacter()
  }

  func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
  }

  func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}
