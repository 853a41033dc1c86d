// Results as a table for a person at a terminal. The first rows are kept back to find the widths;
// what comes later keeps them, and stands out of line where it is wider. Made by ResultFormat.

struct TableWriter: ResultWriter {
  /// So many rows decide the widths. Their cells are cut, so that the memory is bounded.
  static let sampledRows = 1_000
  /// A column of text is not narrowed below this to make a line fit.
  static let narrowestCut = 12

  private let options: ResultOptions
  private var columns: [ResultColumn] = []
  private var sample: [[String]] = []
  /// The width of each column, once known.
  private var widths: [Int] = []
  private var output: OutputBuffer

  init(options: ResultOptions, sink: @escaping ByteSink) {
    self.options = options
    output = OutputBuffer(sink: sink)
  }

  mutating func begin(_ columns: [ResultColumn]) throws {
    self.columns = columns
  }

  mutating func row(_ cells: [Cell]) throws {
    try ResultError.check(cells, against: columns)
    let limit = max(options.cellWidth, 1)
    let texts = cells.map { cell in
      DisplayWidth.cut(TerminalText.escaped(CellText.text(cell)), to: limit)
    }
    guard widths.isEmpty else { return try write(texts) }
    sample.append(texts)
    if sample.count >= Self.sampledRows { try writeSample() }
  }

  mutating func end() throws {
    if widths.isEmpty { try writeSample() }
    try output.flush()
  }

  private mutating func writeSample() throws {
    let names = columns.map { TerminalText.escaped($0.name) }
    widths = names.map { max(DisplayWidth.of($0), 1) }
    for texts in sample {
      for (index, text) in texts.enumerated() {
        widths[index] = max(widths[index], DisplayWidth.of(text))
      }
    }
    fit(names)
    try write(names)
    try write(widths.map { String(repeating: "-", count: $0) })
    for texts in sample { try write(texts) }
    sample = []
  }

  /// Takes from the widest column of text until a line fits, or nothing more can be taken.
  private mutating func fit(_ names: [String]) {
    guard let lineWidth = options.lineWidth else { return }
    let least = names.map { max(DisplayWidth.of($0), Self.narrowestCut) }
    var excess = widths.reduce(2 * (widths.count - 1), +) - lineWidth
    while excess > 0 {
      let cuttable = widths.indices.filter { columns[$0].type.isCuttable && widths[$0] > least[$0] }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
      excess -= 1
    }
  }

  private mutating func write(_ texts: [String]) throws {
    var pending = 0
    for (index, text) in texts.enumerated() {
      let column = columns[index]
      let mustCut = options.lineWidth != nil && column.type.isCuttable
      let shown = mustCut ? DisplayWidth.cut(text, to: widths[index]) : text
      let padding = max(widths[index] - DisplayWidth.of(shown), 0)
      // Spaces are owed until text follows them: a line has none at its end.
      if column.type.isNumeric { pending += padding }
      if !shown.isEmpty {
        for _ in 0..<pending { output.bytes.append(ascii: " ") }
        output.bytes.append(shown)
        pending = 0
      }
      if !column.type.isNumeric { pending += padding }
      pending += 2
    }
    output.bytes.append(ascii: "\n")
    try output.flushIfFull()
  }
}
