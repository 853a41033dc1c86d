// A line of comma-separated fields, where it lies: PAN-OS' and filterlog's, behind a syslog prefix.
// Called by their formats. (Delimited reads whole files, whose records may span lines; a syslog message
// is one line.)

/// The fields of a line, in order.
struct CommaFields {
  private var fields: [FieldBytes] = []

  /// Fields of one line that are kept; PAN-OS 11 has about 150.
  private static let maximumFields = 512

  var count: Int { fields.count }

  /// Reads a line. A field may be in quotes; `""` in it stays as it is written.
  mutating func read(_ line: FieldBytes) {
    fields.removeAll(keepingCapacity: true)
    var cursor = LineCursor(line)
    repeat {
      fields.append(Self.field(&cursor))
    } while cursor.take(0x2c) && fields.count < Self.maximumFields
  }

  /// A field without blanks around it, counted from 0; nil where it is missing or empty.
  subscript(_ index: Int) -> FieldBytes? {
    guard index < fields.count else { return nil }
    let field = fields[index].trimmed
    return field.isEmpty ? nil : field
  }

  private static func field(_ cursor: inout LineCursor) -> FieldBytes {
    guard cursor.take(0x22) else { return cursor.prefix(while: { $0 != 0x2c }) }
    let start = cursor.index
    while let byte = cursor.next {
      if byte == 0x22 {
        let end = cursor.index
        cursor.skip(1)
        if cursor.next == 0x22 {
          cursor.skip(1)
          continue
        }
        // What stands between the quote and the comma belongs to no field.
        _ = cursor.prefix(while: { $0 != 0x2c })
        return cursor.bytes.part(start..<end)
      }
      cursor.skip(1)
    }
    return cursor.bytes.part(start..<cursor.index)
  }
}
