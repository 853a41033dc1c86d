// What a terminal would act on, and what is shown in its place.

import Output
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("Zürich 東京 🦊", "Zürich 東京 🦊"), (#"C:\x1b"#, #"C:\x1b"#),
    ("\u{1B}[2J", #"\x1b[2J"#), ("a\tb\nc\r\0", #"a\x09b\x0ac\x0d\x00"#), ("\u{7F}", #"\x7f"#),
    ("\u{9B}31m", #"\u{9b}31m"#), ("gpj.\u{202E}exe", #"gpj.\u{202e}exe"#),
    ("\u{2028}\u{2029}\u{2066}\u{2069}\u{200F}", #"\u{2028}\u{2029}\u{2066}\u{2069}\u{200f}"#),
  ])
  func `what a terminal would act on is shown escaped`(text: String, expected: String) {
    #expect(TerminalText.escaped(text) == expected)
  }
}
