// Markdown tables: layout, and cells that stay text.

import Testing

@testable import Output

@Suite struct MarkdownWriterTests {
  @Test func `a table has its header and alignment`() throws {
    let columns = [text("Name"), ResultColumn(name: "n", type: .long)]
    let rows: [[Cell]] = [[.string("evil.example"), .long(-2)], [.string(""), .null]]
    let expected = """
      | Name | n |
      | --- | ---: |
      | evil.example | -2 |
      |  |  |

      """
    #expect(try written(.markdown, columns, rows) == expected)
  }

  @Test(arguments: [
    ("a|b", #"a\|b"#), ("`x`", #"\`x\`"#), ("<script>", "&lt;script&gt;"), ("&lt;", "&amp;lt;"),
    ("[x](javascript:1)", #"\[x\](javascript:1)"#), (#"a\|b"#, #"a\\\|b"#),
    ("*a* _b_ ~c~ $d$", #"\*a\* \_b\_ \~c\~ \$d\$"#), ("a\nb", #"a\\x0ab"#),
    ("\u{1B}[2J", #"\\x1b\[2J"#), ("http://evil.example/a", #"http\://evil.example/a"#),
    ("WWW.evil.example", #"WWW\.evil.example"#), ("a@evil.example", #"a\@evil.example"#),
    ("10:20", "10:20"), ("2001:db8::1", "2001:db8::1"),
  ])
  func `a cell is text, never markup and never a link`(cell: String, expected: String) {
    var bytes: [UInt8] = []
    MarkdownWriter.append(escaped: cell, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }
}
