import Testing

@testable import KQL

@Suite struct LexerTests {
  private func kinds(_ text: String) -> [TokenKind] {
    Lexer.tokens(of: Array(text.utf8)).tokens.dropLast().map(\.kind)
  }

  @Test func `words and signs`() {
    #expect(
      kinds("T | where a!=1 // end") == [
        .name("T"), .symbol(.pipe), .name("where"), .name("a"), .symbol(.notEqual), .long(1),
      ])
    #expect(
      kinds("in~ !in~ !has =~") == [
        .name("in~"), .name("!in~"), .name("!has"), .symbol(.equalFolded),
      ])
    #expect(kinds("$left.a") == [.name("$left"), .symbol(.dot), .name("a")])
  }

  @Test func `strings of every form`() {
    #expect(kinds(#""a\tb\u00e9""#) == [.string("a\tb\u{e9}")])
    #expect(kinds(#"'it\'s'"#) == [.string("it's")])
    #expect(kinds(#"@"c:\x""y""#) == [.string(#"c:\x"y"#)])
    #expect(kinds(#"h"secret" H@'q'"#) == [.string("secret"), .string("q")])
    #expect(kinds("```a\n\"b```") == [.string("a\n\"b")])
  }

  @Test func `numbers and timespans`() {
    #expect(kinds("42 0x2A 1.5 1e3") == [.long(42), .long(42), .real(1.5), .real(1000)])
    #expect(
      kinds("1d 1.5h 100ms 7tick 3microseconds") == [
        .timespan(864_000_000_000), .timespan(54_000_000_000), .timespan(1_000_000), .timespan(7),
        .timespan(30),
      ])
    #expect(kinds("1..5") == [.long(1), .symbol(.range), .long(5)])
    #expect(kinds("99999999999999999999") == [.long(nil)])
  }

  @Test func `typed literals hold raw text`() {
    #expect(kinds("datetime(2020-01-01 10:00)") == [.typed(.datetime, "2020-01-01 10:00")])
    #expect(kinds(#"dynamic({"a":")"})"#) == [.typed(.dynamic, #"{"a":")"}"#)])
    #expect(kinds("time (1.02:00:00)") == [.typed(.timespan, "1.02:00:00")])
  }

  @Test func `what is no word is reported and skipped`() {
    let (tokens, diagnostics) = Lexer.tokens(of: Array("a ^ b \"x".utf8))
    #expect(tokens.map(\.kind) == [.name("a"), .name("b"), .string("x"), .end])
    #expect(diagnostics.map(\.span) == [2..<3, 6..<8])
    #expect(Lexer.tokens(of: Array("0L".utf8)).diagnostics.count == 1)
  }

  @Test func `any bytes end in tokens`() {
    var state: UInt64 = 7
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<24 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 33))
      }
      #expect(Lexer.tokens(of: bytes).tokens.last?.kind == .end)
    }
  }
}
