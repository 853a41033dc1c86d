// A line of comma-separated fields behind a syslog prefix: PAN-OS' and filterlog's. Called by their formats.

internal import Delimited

/// The fields of a line, in order.
struct CommaFields {
  /// Fields of one line that are kept; PAN-OS 11 has about 150.
  private var splitter = DelimitedSplitter(separator: 0x2c, maximumFields: 512)

  var count: Int { splitter.count }

  /// Reads a line; what stands behind a quote that is not closed is no field.
  mutating func read(_ line: FieldBytes) { _ = splitter.split(line) }

  /// A field without blanks around it, counted from 0; nil where it is missing or empty.
  subscript(_ index: Int) -> FieldBytes? {
    let field = splitter.field(index).trimmed
    return field.isEmpty ? nil : field
  }
}
