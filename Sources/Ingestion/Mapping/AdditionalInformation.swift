// The column AdditionalInformation: JSON with what has no column of its own, and with the reason of
// an expiration that the feed did not give.

internal import JSON

struct AdditionalInformation {
  /// Members as JSON text, in the order in which they are written.
  private var members: [(name: String, json: String)] = []

  init() {}

  /// Adds a member with a value as it came; nothing where there is none.
  mutating func add(_ name: String, _ value: JSONValue?) {
    guard let value, !value.isNull else { return }
    members.append((name, value.compactText))
  }

  /// Adds a member with a text; nothing where it is ''.
  mutating func add(_ name: String, text: String) {
    if !text.isEmpty { members.append((name, Self.quoted(text))) }
  }

  /// The JSON object, or '' where it would be empty.
  func text(expiration note: String) -> String {
    var members = members
    if !note.isEmpty { members.insert(("expirationPolicy", Self.quoted(note)), at: 0) }
    guard !members.isEmpty else { return "" }
    let body = members.map { "\(Self.quoted($0.name)):\($0.json)" }.joined(separator: ",")
    return "{\(body)}"
  }

  static func quoted(_ text: String) -> String {
    var text = text
    var json: [UInt8] = []
    text.withUTF8 { JSONText.appendString(UnsafeRawBufferPointer($0), to: &json) }
    return String(decoding: json, as: UTF8.self)
  }
}
