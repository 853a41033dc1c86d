// What DelimitedReader hands out: a record's fields as bytes, without a copy where that is possible.

/// One record. Valid only during the call that gave it: copy out what must live longer.
public struct DelimitedRecord {
  /// The line on which it begins, from 1.
  public let line: Int64
  /// The record as it stands in the file, without its line end.
  public let text: UnsafeRawBufferPointer

  let fields: UnsafeBufferPointer<DelimitedField>
  let unescaped: UnsafeRawBufferPointer

  /// How many fields it has; an empty line has one, which is empty.
  public var count: Int { fields.count }

  /// Whether it is an empty line.
  public var isEmptyLine: Bool { text.isEmpty }

  /// The bytes of a field, without its quotes, `""` within them as `"`; empty beyond the last.
  public subscript(_ index: Int) -> UnsafeRawBufferPointer {
    guard index < fields.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let field = fields[index]
    let base = field.isUnescaped ? unescaped : text
    return UnsafeRawBufferPointer(rebasing: base[field.start..<field.end])
  }

  /// Whether a field stood in quotes: RFC 4180 gives that no meaning, but some writers tell an empty
  /// text from none by it.
  public func isQuoted(_ index: Int) -> Bool { index < fields.count && fields[index].isQuoted }

  /// A field as text; bytes that are no UTF-8 become U+FFFD.
  public func string(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
}

/// Where a field's bytes lie.
struct DelimitedField {
  var start: Int
  var end: Int
  /// Whether it stood in quotes.
  var isQuoted = false
  /// Whether its bytes lie in the buffer of unescaped fields.
  var isUnescaped = false
  /// Whether its quotes have to be taken out: doubled ones, or text behind the closing one.
  var hasInnerQuotes = false
}
