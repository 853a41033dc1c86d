// Cells as text, the way Kusto prints them. Used by all writers; they escape the result for their
// format. Text cells are not touched here.

enum CellText {
  /// Appends the text of a cell that holds no text of others, or false for one that does
  /// (string, dynamic, guid).
  static func append(plain cell: Cell, to bytes: inout [UInt8]) -> Bool {
    switch cell {
    case .null: break
    case .bool(let value): bytes.append(value ? "true" : "false")
    case .long(let value): append(long: value, to: &bytes)
    case .real(let value): bytes.append(text(real: value))
    case .datetime(let ticks): TimeText.append(datetime: ticks, to: &bytes)
    case .timespan(let ticks): TimeText.append(timespan: ticks, to: &bytes)
    case .decimal(let digits): bytes.append(digits)
    case .string, .dynamic, .guid: return false
    }
    return true
  }

  /// The whole text of a cell, not escaped.
  static func text(_ cell: Cell) -> String {
    switch cell {
    case .string(let text), .dynamic(let text), .guid(let text): return text
    case .null, .bool, .long, .real, .datetime, .timespan, .decimal:
      var bytes: [UInt8] = []
      _ = append(plain: cell, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  static func append(long value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(ascii: "-") }
    bytes.append(value.magnitude, width: 1)
  }

  /// The shortest text that reads back as the same number, without `.0` on a whole one.
  static func text(real value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
