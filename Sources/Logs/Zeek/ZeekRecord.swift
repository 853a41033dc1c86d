// One row of a Zeek TSV log as its fields: places in the line's bytes, nothing copied. Called by
// ZeekParser, ZeekConn and ZeekDNS; its fields are valid until the next line is read.

/// A line that was split at the separator.
final class ZeekRecord {
  // Read for each field of each row; exclusivity checks cost more than the reading.
  @exclusivity(unchecked) private var line = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Where each field begins; one more than there are fields, as if a separator ended the line.
  private let starts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var unsetField: [UInt8] = [0x2d]
  @exclusivity(unchecked) private var emptyField: [UInt8] = []
  /// The first byte of each, to tell most fields from them by one comparison.
  @exclusivity(unchecked) private var unsetFirst: UInt8 = 0x2d
  @exclusivity(unchecked) private var emptyFirst: UInt8 = 0
  private(set) var setSeparator: [UInt8] = [0x2c]
  /// Fields that lie anywhere, as those of JSON; an unset one is empty. Nil where `split` finds them.
  @exclusivity(unchecked) private var pieces: UnsafeMutablePointer<UnsafeRawBufferPointer>?

  init() { starts = .allocate(capacity: ZeekHeader.maximumFields + 2) }

  deinit { starts.deallocate() }

  /// Takes the marks for unset and empty fields from a header.
  func take(_ header: ZeekHeader) {
    unsetField = header.unsetField
    emptyField = header.emptyField
    unsetFirst = unsetField.first ?? 0
    emptyFirst = emptyField.first ?? 0
    setSeparator = header.setSeparator
  }

  /// Takes fields that are found by somebody else, by their places.
  func take(pieces: UnsafeMutablePointer<UnsafeRawBufferPointer>) { self.pieces = pieces }

  /// Splits a line.
  ///
  /// - Returns: how many fields it has; of more than a header may name, only the number is kept.
  func split(_ line: UnsafeRawBufferPointer, _ separator: UInt8) -> Int {
    self.line = line
    starts[0] = 0
    var count = 1
    // Eight bytes at a time: a byte of `word` is zero where a separator stands, and the classic
    // test for zero bytes leaves its top bit. Only the lowest bit that it finds is exact, so that
    // a hit is followed by a fresh look at what is behind it.
    let low: UInt64 = 0x0101_0101_0101_0101
    let pattern = low &* UInt64(separator)
    var index = 0
    while index + 8 <= line.count {
      var word = line.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ pattern
      var found = (word &- low) & ~word & (low << 7)
      while found != 0 {
        let place = found.trailingZeroBitCount >> 3
        note(index + place, &count)
        word |= 0xff << UInt64(place << 3)
        found = (word &- low) & ~word & (low << 7)
      }
      index += 8
    }
    while index < line.count {
      if line[index] == separator { note(index, &count) }
      index += 1
    }
    if count <= ZeekHeader.maximumFields { starts[count] = line.count + 1 }
    return count
  }

  @inline(__always)
  private func note(_ separator: Int, _ count: inout Int) {
    if count <= ZeekHeader.maximumFields { starts[count] = separator + 1 }
    count += 1
  }

  /// A field as it was written, set or not. `index` is a place in the header.
  @inline(__always)
  func written(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line[starts[index]..<starts[index + 1] - 1])
  }

  /// A field's bytes, still escaped; nil where it is unset or has no column (`index` is negative).
  /// A field marked as empty has no bytes.
  @inline(__always)
  func field(_ index: Int) -> UnsafeRawBufferPointer? {
    guard index >= 0 else { return nil }
    if let pieces {
      let field = pieces[index]
      return field.isEmpty ? nil : field
    }
    let field = written(index)
    guard let first = field.first else { return emptyOrUnset(field) }
    if first == unsetFirst || first == emptyFirst { return emptyOrUnset(field) }
    return field
  }

  private func emptyOrUnset(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    if field.elementsEqual(unsetField) { return nil }
    return field.elementsEqual(emptyField) ? UnsafeRawBufferPointer(rebasing: field[..<0]) : field
  }

  /// Calls `body` with each element of a set or vector field, still escaped.
  func eachElement(
    of field: UnsafeRawBufferPointer,
    _ body: (_ index: Int, _ element: UnsafeRawBufferPointer) -> Void
  ) {
    guard !field.isEmpty else { return }
    var start = 0
    var index = 0
    var number = 0
    while index < field.count {
      guard isSetSeparator(at: index, of: field) else {
        index += 1
        continue
      }
      body(number, UnsafeRawBufferPointer(rebasing: field[start..<index]))
      number += 1
      index += setSeparator.count
      start = index
    }
    body(number, UnsafeRawBufferPointer(rebasing: field[start...]))
  }

  /// Whether a set or vector field has more than one element.
  func hasSeveral(_ field: UnsafeRawBufferPointer) -> Bool {
    field.indices.contains { isSetSeparator(at: $0, of: field) }
  }

  @inline(__always)
  private func isSetSeparator(at index: Int, of field: UnsafeRawBufferPointer) -> Bool {
    guard let first = setSeparator.first, field[index] == first else { return false }
    return setSeparator.count == 1 || field[index...].starts(with: setSeparator)
  }
}
