// Results as CSV (RFC 4180): header always, CRLF line ends, quotes where they are needed, and a
// guard against cells that a spreadsheet would run as a formula. Made by ResultFormat.

struct CSVWriter: ResultWriter {
  private let options: ResultOptions
  private var columns: [ResultColumn] = []
  private var output: OutputBuffer

  init(options: ResultOptions, sink: @escaping ByteSink) {
    self.options = options
    output = OutputBuffer(sink: sink)
  }

  mutating func begin(_ columns: [ResultColumn]) throws {
    self.columns = columns
    try row(columns.map { .string($0.name) })
  }

  mutating func row(_ cells: [Cell]) throws {
    try ResultError.check(cells, against: columns)
    let start = output.bytes.count
    for (index, cell) in cells.enumerated() {
      if index > 0 { output.bytes.append(ascii: ",") }
      append(cell)
    }
    // A line without any byte is read as no record at all.
    if output.bytes.count == start { output.bytes.append("\"\"") }
    output.bytes.append("\r\n")
    try output.flushIfFull()
  }

  mutating func end() throws {
    try output.flush()
  }

  private mutating func append(_ cell: Cell) {
    switch cell {
    case .string(let text), .guid(let text):
      append(field: text, guarded: !options.raw && FormulaGuard.isFormula(text))
    case .dynamic(let text):
      let guarded = !options.raw && FormulaGuard.isFormula(text) && !NestedJSON.isNumber(text)
      append(field: text, guarded: guarded)
    case .null, .bool, .long, .real, .datetime, .timespan, .decimal:
      _ = CellText.append(plain: cell, to: &output.bytes)
    }
  }

  private mutating func append(field: String, guarded: Bool) {
    let shown = options.isTerminal ? TerminalText.escaped(field) : field
    guard Self.needsQuotes(shown) else {
      if guarded { output.bytes.append(ascii: "'") }
      return output.bytes.append(shown)
    }
    output.bytes.append(ascii: "\"")
    if guarded { output.bytes.append(ascii: "'") }
    for byte in shown.utf8 {
      if byte == UInt8(ascii: "\"") { output.bytes.append(byte) }
      output.bytes.append(byte)
    }
    output.bytes.append(ascii: "\"")
  }

  /// Beyond RFC 4180's own reasons: outer spaces, which readers trim, and the semicolon and the
  /// tab, which spreadsheets of other locales take for separators.
  private static func needsQuotes(_ field: String) -> Bool {
    let space = UInt8(ascii: " ")
    return field.utf8.first == space || field.utf8.last == space
      || field.utf8.contains { byte in
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), 0x0A, 0x0D: true
        case UInt8(ascii: ";"), 0x09: true
        default: false
        }
      }
  }
}
