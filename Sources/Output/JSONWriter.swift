// Results as JSON: an array of objects (one object a line, so that `head` and `grep` work on it
// too) or JSON lines. Names in column order. Made by ResultFormat.
//
// A `long` beyond 2^53 is written in full, as Kusto does; a reader with doubles only rounds it.

struct JSONWriter: ResultWriter {
  enum Layout {
    case array
    case lines
  }

  private let layout: Layout
  private var columns: [ResultColumn] = []
  /// `"name":` of each column, escaped once.
  private var keys: [[UInt8]] = []
  private var hasRows = false
  private var output: OutputBuffer

  init(layout: Layout, sink: @escaping ByteSink) {
    self.layout = layout
    output = OutputBuffer(sink: sink)
  }

  mutating func begin(_ columns: [ResultColumn]) throws {
    self.columns = columns
    keys = columns.map { column in
      var bytes: [UInt8] = []
      JSONString.append(column.name, to: &bytes)
      bytes.append(ascii: ":")
      return bytes
    }
    if layout == .array { output.bytes.append(ascii: "[") }
  }

  mutating func row(_ cells: [Cell]) throws {
    try ResultError.check(cells, against: columns)
    if layout == .array { output.bytes.append(hasRows ? ",\n" : "\n") }
    hasRows = true
    output.bytes.append(ascii: "{")
    for (index, cell) in cells.enumerated() {
      if index > 0 { output.bytes.append(ascii: ",") }
      output.bytes.append(contentsOf: keys[index])
      append(cell)
    }
    output.bytes.append(ascii: "}")
    if layout == .lines { output.bytes.append(ascii: "\n") }
    try output.flushIfFull()
  }

  mutating func end() throws {
    if layout == .array { output.bytes.append(hasRows ? "\n]\n" : "]\n") }
    try output.flush()
  }

  private mutating func append(_ cell: Cell) {
    switch cell {
    case .null: output.bytes.append("null")
    case .bool, .long: _ = CellText.append(plain: cell, to: &output.bytes)
    // JSON has no word for these; Kusto writes them as strings.
    case .real(let value) where !value.isFinite: appendQuoted(cell)
    case .real: _ = CellText.append(plain: cell, to: &output.bytes)
    case .datetime, .timespan: appendQuoted(cell)
    case .string(let text), .guid(let text), .decimal(let text):
      JSONString.append(text, to: &output.bytes)
    case .dynamic(let text): NestedJSON.append(text, to: &output.bytes)
    }
  }

  private mutating func appendQuoted(_ cell: Cell) {
    output.bytes.append(ascii: "\"")
    _ = CellText.append(plain: cell, to: &output.bytes)
    output.bytes.append(ascii: "\"")
  }
}
