// The fields of an event that have no column, as the text of a JSON object: AdditionalExtensions and
// AdditionalFields. Called by the formats.

/// Fields in the order in which they are added.
struct FurtherFields {
  private var text: [UInt8] = []
  private var printable: [UInt8] = []

  mutating func removeAll() { text.removeAll(keepingCapacity: true) }

  /// Adds a text; an empty or absent one is left out.
  mutating func append(_ key: StaticString, _ value: FieldBytes?) {
    guard let value, !value.isEmpty else { return }
    append(key: UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    appendText(value)
  }

  /// Adds a text under a key of the log's own.
  mutating func append(_ key: FieldBytes, _ value: FieldBytes?) {
    guard let value, !value.isEmpty else { return }
    append(key: key)
    appendText(value)
  }

  /// Adds a number; what is none is added as a text.
  mutating func append(number key: StaticString, _ value: FieldBytes?) {
    guard let value, FieldNumber.isJSON(value) else { return append(key, value) }
    append(key: UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    text.append(contentsOf: value)
  }

  /// Adds a number under a key of the log's own; what is none is added as a text.
  mutating func append(number key: FieldBytes, _ value: FieldBytes?) {
    guard let value, FieldNumber.isJSON(value) else { return append(key, value) }
    append(key: key)
    text.append(contentsOf: value)
  }

  /// Calls `body` with the object, if it has a member.
  mutating func object(_ body: (FieldBytes) -> Void) {
    guard !text.isEmpty else { return }
    text.append(0x7d)
    text.withUnsafeBytes(body)
    text.removeLast()
  }

  private mutating func append(key: FieldBytes) {
    text.append(text.isEmpty ? 0x7b : 0x2c)
    appendText(key)
    text.append(0x3a)
  }

  private mutating func appendText(_ value: FieldBytes) {
    printable.removeAll(keepingCapacity: true)
    LogText.append(value, to: &printable)
    LogText.appendJSON(printable, to: &text)
  }
}
