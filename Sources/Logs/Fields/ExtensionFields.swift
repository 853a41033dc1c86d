// The fields of a record that have no column of their own, as the text of a JSON object:
// AdditionalExtensions and AdditionalFields. Called by ZeekConn and ZeekDNS.

/// The further fields of a log, known from its header, and the text of one row's.
struct ExtensionFields {
  private struct Field {
    let place: Int
    /// `"label":`
    let key: [UInt8]
    /// The value that every ordinary row has and that says nothing.
    let ordinary: [UInt8]
    let type: String
    /// Whether a set of one element is left out.
    let isOnlyForSeveral: Bool
  }

  private var fields: [Field] = []
  private var text: [UInt8] = []
  private var printable: [UInt8] = []

  /// Forgets the fields of the last header.
  mutating func removeAll() { fields.removeAll() }

  /// Adds a field.
  ///
  /// - Parameters:
  ///   - name: its name, the key of the object.
  ///   - place: its place in the header.
  ///   - type: Zeek's type; numbers and booleans are written as JSON's.
  ///   - ordinary: a value that is left out; '' for none.
  ///   - isOnlyForSeveral: whether a set of one element is left out.
  mutating func append(
    _ name: String, at place: Int, type: String?, ordinary: String = "",
    isOnlyForSeveral: Bool = false
  ) {
    var name = name
    var key: [UInt8] = []
    name.withUTF8 { bytes in
      var printable: [UInt8] = []
      ZeekText.appendPrintable(UnsafeRawBufferPointer(bytes), to: &printable)
      LogText.appendJSON(printable, to: &key)
    }
    key.append(0x3a)
    fields.append(
      Field(
        place: place, key: key, ordinary: Array(ordinary.utf8), type: type ?? "string",
        isOnlyForSeveral: isOnlyForSeveral))
  }

  /// The object with the fields that are set, or nil where none is; valid until the next call.
  mutating func object(
    _ record: ZeekRecord, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    guard !fields.isEmpty else { return }
    text.removeAll(keepingCapacity: true)
    for field in fields {
      guard let value = record.field(field.place), !value.isEmpty,
        value.count != field.ordinary.count || !value.elementsEqual(field.ordinary)
      else { continue }
      if field.isOnlyForSeveral, !record.hasSeveral(value) { continue }
      text.append(text.isEmpty ? 0x7b : 0x2c)
      text += field.key
      append(value, type: field.type)
    }
    guard !text.isEmpty else { return }
    text.append(0x7d)
    text.withUnsafeBytes(body)
  }

  private mutating func append(_ value: UnsafeRawBufferPointer, type: String) {
    switch type {
    case "count", "int", "double", "interval", "time", "port":
      if FieldNumber.isJSON(value) {
        text.append(contentsOf: value)
        return
      }
    case "bool":
      if value.count == 1, value[0] == 0x54 || value[0] == 0x46 {
        text.append(contentsOf: (value[0] == 0x54 ? "true" : "false").utf8)
        return
      }
    default: break
    }
    printable.removeAll(keepingCapacity: true)
    ZeekText.appendPrintable(value, to: &printable)
    LogText.appendJSON(printable, to: &text)
  }
}
