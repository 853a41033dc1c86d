// Bytes of a pattern to tokens, one at a time, after STIXPattern.g4 of oasis-open (STIX 2.1).
// Called by `PatternParser`. It must not skip what it does not understand: every byte belongs to
// a token, to white space, to a comment, or to an error.

struct PatternLexer {
  let bytes: [UInt8]
  private let version: PatternVersion
  private(set) var index = 0

  init(_ bytes: [UInt8], version: PatternVersion) {
    self.bytes = bytes
    self.version = version
  }

  /// The next token, or `.end` at the end of the text.
  mutating func next() throws(PatternError) -> PatternToken {
    skipBlanks()
    let start = index
    guard let byte = peek() else { return token(.end, from: start) }
    if byte == ASCII.apostrophe { return try string() }
    if ASCII.isLetter(byte) || byte == ASCII.underscore { return try wordOrLiteral() }
    if isNumberStart(byte) { return number() }
    return try sign(byte)
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    index + ahead < bytes.count ? bytes[index + ahead] : nil
  }

  private func token(_ kind: PatternToken.Kind, from start: Int) -> PatternToken {
    PatternToken(kind: kind, span: PatternSpan(start: start, end: index))
  }

  func error(_ message: String, from start: Int, to end: Int) -> PatternError {
    PatternError(message, at: PatternSpan(start: start, end: end), in: bytes)
  }

  // MARK: - Words

  private mutating func wordOrLiteral() throws(PatternError) -> PatternToken {
    let start = index
    if peek(1) == ASCII.apostrophe, let first = peek() {
      switch first {
      case 0x74: return try prefixed(.timestamp, "t'YYYY-MM-DDThh:mm:ss[.f]Z'", isTimestamp)
      case 0x68: return try prefixed(.hex, "h'…' of pairs of hexadecimal digits", isHex)
      case 0x62: return try prefixed(.binary, "b'…' of base64", isBase64)
      default: break
      }
    }
    var hasHyphen = false
    while let byte = peek(), isWordByte(byte) {
      hasHyphen = hasHyphen || byte == ASCII.hyphen
      index += 1
    }
    if hasHyphen { return token(.identifierWithHyphen, from: start) }
    switch String(decoding: bytes[start..<index], as: UTF8.self) {
    case "true", "false": return token(.boolean, from: start)
    case let word:
      guard let keyword = PatternToken.Keyword(rawValue: word),
        version == .v21 || keyword != .exists
      else { return token(.identifier, from: start) }
      return token(.keyword(keyword), from: start)
    }
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.digit(byte) != nil || byte == ASCII.underscore
      || byte == ASCII.hyphen
  }

  // MARK: - Literals

  /// A quoted literal after a letter; its content must satisfy the literal's own grammar.
  private mutating func prefixed(
    _ kind: PatternToken.Kind, _ form: String, _ isValid: (ArraySlice<UInt8>) -> Bool
  ) throws(PatternError) -> PatternToken {
    let start = index
    let content = start + 2
    guard let end = bytes[content...].firstIndex(of: ASCII.apostrophe) else {
      throw error("literal without a closing quote", from: start, to: bytes.count)
    }
    guard isValid(bytes[content..<end]) else {
      throw error("malformed literal, expected \(form)", from: start, to: end + 1)
    }
    index = end + 1
    return token(kind, from: start)
  }

  private mutating func string() throws(PatternError) -> PatternToken {
    let start = index
    index += 1
    while let byte = peek() {
      if byte == ASCII.apostrophe {
        index += 1
        return token(.string, from: start)
      }
      if byte == ASCII.backslash {
        guard let escaped = peek(1), escaped == ASCII.apostrophe || escaped == ASCII.backslash
        else {
          throw error(
            "backslash in a string, expected \\' or \\\\", from: index, to: index + 1)
        }
        index += 1
      }
      index += 1
    }
    throw error("string without a closing quote", from: start, to: bytes.count)
  }

  private func isNumberStart(_ byte: UInt8) -> Bool {
    let at = byte == ASCII.plus || byte == ASCII.hyphen ? 1 : 0
    guard let first = peek(at) else { return false }
    if ASCII.digit(first) != nil { return true }
    return first == ASCII.dot && peek(at + 1).flatMap(ASCII.digit) != nil
  }

  /// The longest of `[+-]? ('0' | [1-9][0-9]*)` and `[+-]? [0-9]* '.' [0-9]+`.
  private mutating func number() -> PatternToken {
    let start = index
    let isNegative = peek() == ASCII.hyphen
    if isNegative || peek() == ASCII.plus { index += 1 }
    let digits = index
    while peek().flatMap(ASCII.digit) != nil { index += 1 }
    var kind = PatternToken.Kind.integer
    if peek() == ASCII.dot, peek(1).flatMap(ASCII.digit) != nil {
      index += 1
      while peek().flatMap(ASCII.digit) != nil { index += 1 }
      kind = .float
    } else if bytes[digits] == ASCII.zero {
      index = digits + 1
    }
    var result = token(kind, from: start)
    result.isNegative = isNegative
    return result
  }

  // MARK: - Signs

  private mutating func sign(_ byte: UInt8) throws(PatternError) -> PatternToken {
    let start = index
    let following = peek(1)
    let kind: PatternToken.Kind
    var length = 1
    switch (byte, following) {
    case (0x3D, 0x3D): (kind, length) = (.equal, 2)
    case (0x3D, _): kind = .equal
    case (0x21, 0x3D): (kind, length) = (.notEqual, 2)
    case (0x3C, 0x3E): (kind, length) = (.notEqual, 2)
    case (0x3C, 0x3D): (kind, length) = (.lessOrEqual, 2)
    case (0x3C, _): kind = .less
    case (0x3E, 0x3D): (kind, length) = (.greaterOrEqual, 2)
    case (0x3E, _): kind = .greater
    case (ASCII.colon, _): kind = .colon
    case (ASCII.dot, _): kind = .dot
    case (ASCII.comma, _): kind = .comma
    case (0x28, _): kind = .leftParenthesis
    case (0x29, _): kind = .rightParenthesis
    case (ASCII.leftBracket, _): kind = .leftBracket
    case (ASCII.rightBracket, _): kind = .rightBracket
    case (ASCII.asterisk, _): kind = .asterisk
    default:
      let end = characterEnd(after: start)
      let found = quotedForMessage(String(decoding: bytes[start..<end], as: UTF8.self))
      throw error("unexpected character \(found)", from: start, to: end)
    }
    index += length
    return token(kind, from: start)
  }

  private func characterEnd(after start: Int) -> Int {
    var end = start + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  // MARK: - White space and comments

  private mutating func skipBlanks() {
    while let byte = peek() {
      if ASCII.isBlank(byte) {
        index += 1
      } else if let length = unicodeBlankCount() {
        index += length
      } else if byte == ASCII.slash, peek(1) == ASCII.slash {
        while let next = peek(), next != ASCII.lineFeed, next != ASCII.carriageReturn { index += 1 }
      } else if byte == ASCII.slash, peek(1) == ASCII.asterisk, let end = blockCommentEnd() {
        index = end
      } else {
        return
      }
    }
  }

  private func blockCommentEnd() -> Int? {
    var at = index + 2
    while at + 1 < bytes.count {
      if bytes[at] == ASCII.asterisk, bytes[at + 1] == ASCII.slash { return at + 2 }
      at += 1
    }
    return nil
  }

  /// Bytes of a blank outside ASCII: the WS rule's U+0085, U+00A0, U+1680, U+2000 to U+200A,
  /// U+2028, U+2029, U+202F, U+205F, U+3000.
  private func unicodeBlankCount() -> Int? {
    guard let first = peek(), first >= 0xC2, let second = peek(1) else { return nil }
    if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : nil }
    guard let third = peek(2) else { return nil }
    switch (first, second) {
    case (0xE1, 0x9A): return third == 0x80 ? 3 : nil
    case (0xE2, 0x80):
      return (0x80...0x8A).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
        ? 3 : nil
    case (0xE2, 0x81): return third == 0x9F ? 3 : nil
    case (0xE3, 0x80): return third == 0x80 ? 3 : nil
    default: return nil
    }
  }
}
