// Signs of other languages and of word processors: each is reported once, with what to write, and read
// as what was meant, so that the rest of the text is still checked.

extension Lexer {
  /// Signs of two or three characters that KQL does not have: what was meant, and as which sign to go on.
  private static let signs: [(text: String, meant: String, symbol: TokenKind)] = [
    ("!=~", "!~", .symbol(.notEqualFolded)), ("==~", "=~", .symbol(.equalFolded)),
    ("===", "==", .symbol(.equal)), ("!==", "!=", .symbol(.notEqual)),
    ("=!", "!=", .symbol(.notEqual)),
    ("=<", "<=", .symbol(.lessOrEqual)), ("&&", "and", .name("and")), ("||", "or", .name("or")),
  ]

  /// Reads a sign of another language; false, with nothing read, where there is none.
  mutating func readForeignSign() -> Bool {
    let start = position
    if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") { return readForeignComment() }
    for sign in Self.signs where bytes[start...].starts(with: sign.text.utf8) {
      position += sign.text.utf8.count
      report(
        "'\(sign.text)' is no operator of KQL", start..<position,
        code: sign.text == "||" ? .operatorExpected : .unexpectedSign, help: "write '\(sign.meant)'"
      )
      emit(sign.symbol, from: start)
      return true
    }
    return false
  }

  private mutating func readForeignComment() -> Bool {
    let start = position
    position += 2
    while position < bytes.count, !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
      position += 1
    }
    position = Swift.min(position + 2, bytes.count)
    report("comments of KQL start with '//'", start..<start + 2, help: "write // before each line")
    return true
  }

  /// `-- comment`: two dashes with blanks around them and a word behind; false for anything else.
  mutating func skipDashComment() -> Bool {
    guard peek() == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-"), peek(2) == 0x20,
      isNameStart(peek(3)), position == 0 || bytes[position - 1] <= 0x20
    else { return false }
    let start = position
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    report("comments of KQL start with '//'", start..<start + 2, help: "write // for --")
    return true
  }

  /// Reports a character that starts no word: with what it looks like, where that is known.
  mutating func readUnknownCharacter() {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let scalar = text.unicodeScalars.first?.value ?? 0
    switch scalar {
    case 0x2018...0x201F, 0xAB, 0xBB: readTypographicString(text, from: start)
    case 0x2010...0x2015, 0x2212:
      report(
        "'\(text)' is no minus sign of KQL", start..<position, help: "write '-', as on the keyboard"
      )
      emit(.symbol(.minus), from: start)
    case 0x23:
      // The comment of a shell: what it says is no query.
      if !isDigit(peek()) {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      }
      report(
        "'#' is no part of KQL here", start..<start + 1,
        help: "comments start with '//', times are written datetime(2020-01-31)")
    case 0x26:
      report("'&' is no operator of KQL", start..<position, help: "write 'and'")
      emit(.name("and"), from: start)
    case 0x21:
      report("'!' is no operator of its own", start..<position, help: "write not(…)")
      emit(.name("not"), from: start)
    case 0x200B...0x200F, 0x2060:
      report(
        "an invisible character stands here", start..<position,
        help: "delete it: it came with text that was pasted")
    default: report("'\(text)' is no part of KQL here", start..<position)
    }
  }

  /// A text in quotes of a word processor, up to the quote that closes it or to the end of the line.
  private mutating func readTypographicString(_ quote: String, from start: Int) {
    report(
      "'\(quote)' is no quote of KQL", start..<position,
      help: "write \" or ', as on the keyboard")
    let isSingle = quote == "\u{2018}" || quote == "\u{2019}" || quote == "\u{201A}"
    let open = position
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      let length = isSingle ? closingLength(0x98, 0x99) : closingLength(0x9C, 0x9F)
      if length > 0 || peek() == UInt8(ascii: isSingle ? "'" : "\"") {
        let text = String(decoding: bytes[open..<position], as: UTF8.self)
        position += Swift.max(1, length)
        emit(.string(text), from: start)
        return
      }
      position += 1
    }
    emit(.string(String(decoding: bytes[open..<position], as: UTF8.self)), from: start)
  }

  /// The bytes of a typographic quote U+2018…U+201F here whose last byte lies in a range; 0 for none.
  private func closingLength(_ low: UInt8, _ high: UInt8) -> Int {
    if peek() == 0xC2, peek(1) == 0xBB || peek(1) == 0xAB { return 2 }
    guard peek() == 0xE2, peek(1) == 0x80, (low...high).contains(peek(2)) else { return 0 }
    return 3
  }
}
