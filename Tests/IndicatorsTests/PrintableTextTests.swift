import Testing

@testable import Indicators

@Suite struct PrintableTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("C:\\x1b\\é 中", "C:\\x1b\\é 中"), ("a\tb\nc\r\nd", "a\tb\nc\r\nd"),
    ("\u{1b}]0;title\u{7}", "\\x1b]0;title\\x07"), ("a\0b", "a\\x00b"), ("\u{7f}", "\\x7f"),
    ("\u{9b}31m", "\\x9b31m"), ("£", "£"), ("over\rwritten", "over\\x0dwritten"), ("\r", "\\x0d"),
    ("\r\r\n", "\\x0d\r\n"),
  ])
  func `control characters are escaped, line ends and backslashes kept`(
    text: String, stored: String
  ) {
    #expect(PrintableText.escaped(text) == stored)
  }

  @Test func `in JSON the escape is one of JSON's`() {
    #expect(PrintableText.escaped("{\"a\":\"\u{9b}\"}", as: .json) == "{\"a\":\"\\u009b\"}")
  }

  @Test func `every text of a row is escaped`() {
    var row = Indicator()
    row.description = "\u{1b}c"
    row.fileName = "a\0.exe"
    row.pattern = "[file:name = 'a\0.exe']"
    row.additionalInformation = "{\"a\":\"\u{7f}\"}"
    row.escapeControlCharacters()
    #expect(row.description == "\\x1bc")
    #expect(row.observableKey == "FileName=a\\\\x00.exe")
    #expect(row.pattern == "[file:name = 'a\\x00.exe']")
    #expect(row.additionalInformation == "{\"a\":\"\\u007f\"}")
  }
}
