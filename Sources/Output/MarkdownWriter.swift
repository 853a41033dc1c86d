// Results as a GitHub-flavoured Markdown table, for tickets and reports. Everything in a cell is
// text: no markup, no HTML and no link comes out of it, not even one that a renderer makes by
// itself of an address. Made by ResultFormat.

struct MarkdownWriter: ResultWriter {
  private var columns: [ResultColumn] = []
  private var output: OutputBuffer

  init(sink: @escaping ByteSink) {
    output = OutputBuffer(sink: sink)
  }

  mutating func begin(_ columns: [ResultColumn]) throws {
    self.columns = columns
    guard !columns.isEmpty else { return }
    try row(columns.map { .string($0.name) })
    output.bytes.append(ascii: "|")
    for column in columns {
      output.bytes.append(column.type.isNumeric ? " ---: |" : " --- |")
    }
    output.bytes.append(ascii: "\n")
  }

  mutating func row(_ cells: [Cell]) throws {
    try ResultError.check(cells, against: columns)
    output.bytes.append(ascii: "|")
    for cell in cells {
      output.bytes.append(ascii: " ")
      Self.append(escaped: CellText.text(cell), to: &output.bytes)
      output.bytes.append(" |")
    }
    output.bytes.append(ascii: "\n")
    try output.flushIfFull()
  }

  mutating func end() throws {
    try output.flush()
  }

  /// Escapes CommonMark's and GFM's inline markup, and breaks what GFM's autolink extension looks
  /// for: `://`, `www.` and `@`.
  static func append(escaped text: String, to bytes: inout [UInt8]) {
    let shown = Array(TerminalText.escaped(text).utf8)
    for (index, byte) in shown.enumerated() {
      switch Unicode.Scalar(byte) {
      case "&": bytes.append("&amp;")
      case "<": bytes.append("&lt;")
      case ">": bytes.append("&gt;")
      case "|", "`", "[", "]", "\\", "*", "_", "~", "$", "@":
        bytes.append(ascii: "\\")
        bytes.append(byte)
      case ":" where shown[(index + 1)...].starts(with: "//".utf8):
        bytes.append("\\:")
      case "." where isAfterWWW(shown[..<index]):
        bytes.append("\\.")
      default: bytes.append(byte)
      }
    }
  }

  private static func isAfterWWW(_ before: ArraySlice<UInt8>) -> Bool {
    // 0x20 is the bit between upper and lower case.
    before.suffix(3).elementsEqual("www".utf8) { $0 | 0x20 == $1 }
  }
}
