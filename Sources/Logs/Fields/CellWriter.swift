// From a field to a cell of a pending row: times, numbers, addresses and names in canonical form,
// texts as the warehouse holds them. Called by the formats, once a field: no String here.

internal import Indicators
internal import Warehouse

/// An address of the line that is being read, canonical.
final class AddressCell {
  private let buffer: UnsafeMutableRawBufferPointer
  @exclusivity(unchecked) private var count = 0

  init() { buffer = .allocate(byteCount: IPAddress.maximumTextCount, alignment: 8) }

  deinit { buffer.deallocate() }

  /// Takes a field.
  ///
  /// - Returns: false where it is no address; an unset one is the empty value.
  func take(_ field: UnsafeRawBufferPointer?) -> Bool {
    count = 0
    guard let field else { return true }
    guard let written = IPAddress.canonicalize(field, into: buffer) else { return false }
    count = written
    return true
  }

  /// The canonical text, valid until the next `take`.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
}

/// Writes cells; holds what is needed on the way.
final class CellWriter {
  let source = AddressCell()
  let destination = AddressCell()
  private let address = AddressCell()
  @exclusivity(unchecked) private var text: [UInt8] = []
  private let short: UnsafeMutableRawBufferPointer

  private static let maximumShort = 64

  init() { short = .allocate(byteCount: Self.maximumShort, alignment: 8) }

  deinit { short.deallocate() }

  /// Unix seconds as Zeek writes them, or ISO 8601, as ticks.
  func time(_ field: UnsafeRawBufferPointer) -> Int64? {
    (Timestamp(unixSecondsText: field) ?? Timestamp(iso8601: field))?.ticks
  }

  /// Sets a whole number; what is none stays NULL.
  @inline(__always)
  func setInteger(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field, let value = FieldNumber.integer(field) else { return }
    rows.set(column, integer: value)
  }

  /// Sets a text.
  @inline(__always)
  func setText(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field else { return }
    guard ZeekText.isPlain(field) else { return setEscapedText(rows, column, field) }
    rows.set(column, text: field)
  }

  private func setEscapedText(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer) {
    text.removeAll(keepingCapacity: true)
    ZeekText.appendPrintable(field, to: &text)
    text.withUnsafeBytes { rows.set(column, text: $0) }
  }

  /// Sets a text of a log without Zeek's escapes.
  @inline(__always)
  func setRaw(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field else { return }
    if LogText.isPlain(field) { return rows.set(column, text: field) }
    text.removeAll(keepingCapacity: true)
    LogText.append(field, to: &text)
    text.withUnsafeBytes { rows.set(column, text: $0) }
  }

  /// Sets such a text with `A` to `Z` in lower case.
  func setLowerCased(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field else { return }
    text.removeAll(keepingCapacity: true)
    LogText.append(field, to: &text)
    for index in text.indices { text[index] = ASCIIFold.lower(text[index]) }
    text.withUnsafeBytes { rows.set(column, text: $0) }
  }

  /// Sets a text that is known here.
  static func setText(_ rows: PendingRun, _ column: Int, _ text: String) {
    var text = text
    text.withUTF8 { rows.set(column, text: UnsafeRawBufferPointer($0)) }
  }

  /// Sets a text that is known here.
  func setText(_ rows: PendingRun, _ column: Int, _ text: StaticString) {
    rows.set(
      column, text: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Sets a transport in upper case; ICMP of IPv6 is ICMP, as Zeek has it.
  func setProtocol(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    if let field, field.elementsEqual("IPv6-ICMP".utf8) { return setText(rows, column, "ICMP") }
    setUpperCased(rows, column, field)
  }

  /// Sets a text with `a` to `z` in upper case.
  func setUpperCased(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field else { return }
    if field.count <= Self.maximumShort, ZeekText.isPlain(field) {
      for index in field.indices {
        let byte = field[index]
        short[index] = byte &- 0x61 < 26 ? byte & 0xdf : byte
      }
      rows.set(column, text: UnsafeRawBufferPointer(rebasing: short[..<field.count]))
      return
    }
    text.removeAll(keepingCapacity: true)
    ZeekText.appendPrintable(field, to: &text)
    for index in text.indices where text[index] &- 0x61 < 26 { text[index] &= 0xdf }
    text.withUnsafeBytes { rows.set(column, text: $0) }
  }

  /// Sets a number as lower-case hexadecimal without a prefix or leading zeros, as `tohex()` in KQL
  /// gives it; what is none stays absent.
  func setHexadecimal(_ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?) {
    guard let field, let number = FieldNumber.integer(field), number >= 0 else { return }
    var count = 0
    var shift = max(0, (63 - number.leadingZeroBitCount) / 4 * 4)
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: number >> Int64(shift)) & 15
      short[count] = digit < 10 ? 0x30 + digit : 0x57 + digit
      count += 1
      shift -= 4
    }
    rows.set(column, text: UnsafeRawBufferPointer(rebasing: short[..<count]))
  }

  /// Sets a hash in lower case; what has not so many hexadecimal digits stays absent.
  func setHash(
    _ rows: PendingRun, _ column: Int, _ field: UnsafeRawBufferPointer?, digits: Int
  ) {
    guard let field, field.count == digits, digits <= Self.maximumShort else { return }
    for index in field.indices {
      let lower = field[index] | 0x20
      guard field[index] &- 0x30 < 10 || lower &- 0x61 < 6 else { return }
      short[index] = field[index] &- 0x30 < 10 ? field[index] : lower
    }
    rows.set(column, observable: UnsafeRawBufferPointer(rebasing: short[..<digits]))
  }

  /// `T` or `F`; nil where unset or anything else.
  @inline(__always)
  func boolean(_ field: UnsafeRawBufferPointer?) -> Bool? {
    guard let field, field.count == 1 else { return nil }
    return field[0] == 0x54 ? true : field[0] == 0x46 ? false : nil
  }

  /// Appends an element's address, canonical; false where it is none.
  func appendAddress(_ element: UnsafeRawBufferPointer, to text: inout [UInt8]) -> Bool {
    guard element.count >= 2, element.count <= 45, address.take(element) else { return false }
    text.append(contentsOf: address.bytes)
    return true
  }

  /// Calls `body` with a name in canonical form: lower case, without the last dot.
  ///
  /// - Returns: false where it is longer than any name that DNS carries.
  func withName(
    _ field: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    guard !field.isEmpty else { return true }
    text.removeAll(keepingCapacity: true)
    ZeekText.appendPrintable(field, to: &text)
    return withPrintableName(body)
  }

  /// The same of a log without Zeek's escapes.
  func withRawName(
    _ field: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    guard !field.isEmpty else { return true }
    text.removeAll(keepingCapacity: true)
    LogText.append(field, to: &text)
    return withPrintableName(body)
  }

  /// The name in `text`.
  private func withPrintableName(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
    let isName = text.count <= DomainName.maximumTextCount + 1
    return isName
      && withUnsafeTemporaryAllocation(byteCount: text.count, alignment: 8) { buffer in
        guard
          let count = text.withUnsafeBytes({ DomainName.canonicalize($0, into: buffer) })
        else { return false }
        body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return true
      }
  }
}
