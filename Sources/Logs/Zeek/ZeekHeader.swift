// The directives of a Zeek TSV log: the `#` lines that say how the rows are written.
// Zeek: src/logging/writers/ascii/Ascii.cc. Called by ZeekTSV and by its parser.
// A header may come again inside a file, wherever files were appended to each other: it then holds
// for the rows that follow.

/// What the directives said so far.
struct ZeekHeader {
  /// One byte, as Zeek's own reader demands.
  private(set) var separator: UInt8 = 0x09
  private(set) var setSeparator: [UInt8] = [0x2c]
  private(set) var emptyField = Array("(empty)".utf8)
  private(set) var unsetField: [UInt8] = [0x2d]
  /// `conn`, `dns`; '' where no `#path` came.
  private(set) var path = ""
  private(set) var fields: [String] = []
  /// Zeek's types of the fields, as many as `#types` gave.
  private(set) var types: [String] = []

  /// The most columns that a header may name. Zeek's widest log has about 40.
  static let maximumFields = 256

  /// Ends a field of a record that was read from JSON: no line of a log holds it.
  static let fieldEnd: UInt8 = 0x0a

  init() {}

  /// The header of a record that was read from JSON, in which an unset field has no bytes.
  init(fields: [String], types: [String]) {
    separator = Self.fieldEnd
    unsetField = []
    emptyField = [Self.fieldEnd]
    (self.fields, self.types) = (fields, types)
  }

  /// What a directive changed.
  enum Change {
    case nothing
    /// `#fields`: the columns of the rows that follow.
    case fields
    /// `#types`: their types.
    case types
    /// A directive that cannot be used: why.
    case refused(String)
  }

  /// Reads a line that begins with `#`.
  mutating func read(_ line: UnsafeRawBufferPointer) -> Change {
    let text = UnsafeRawBufferPointer(rebasing: line.dropFirst())
    // A blank follows `#separator`, and in old and hand-made files also other keys.
    let keyEnd = text.firstIndex { $0 == separator || $0 == 0x20 || $0 == 0x09 } ?? text.count
    let value = UnsafeRawBufferPointer(rebasing: text.dropFirst(keyEnd + 1))
    switch ZeekText.string(UnsafeRawBufferPointer(rebasing: text[..<keyEnd])) {
    case "separator": return readSeparator(value)
    case "set_separator": setSeparator = ZeekText.unescaped(value)
    case "empty_field": emptyField = ZeekText.unescaped(value)
    case "unset_field": unsetField = ZeekText.unescaped(value)
    case "path": path = ZeekText.string(value)
    case "fields": return readFields(value)
    case "types":
      types = names(value)
      return .types
    default: break
    }
    return .nothing
  }

  private mutating func readSeparator(_ value: UnsafeRawBufferPointer) -> Change {
    let bytes = ZeekText.unescaped(value)
    guard let byte = bytes.first, bytes.count == 1, byte != 0x0a else {
      return .refused("a #separator of \(bytes.count) bytes: it must be one byte")
    }
    separator = byte
    return .nothing
  }

  private mutating func readFields(_ value: UnsafeRawBufferPointer) -> Change {
    types = []
    fields = []
    let read = names(value)
    guard read.count <= Self.maximumFields else {
      return .refused("\(read.count) columns: more than \(Self.maximumFields) cannot be right")
    }
    fields = read
    return .fields
  }

  private func names(_ value: UnsafeRawBufferPointer) -> [String] {
    guard !value.isEmpty else { return [] }
    return value.split(separator: separator, omittingEmptySubsequences: false)
      .map { ZeekText.string(UnsafeRawBufferPointer(rebasing: $0)) }
  }
}
