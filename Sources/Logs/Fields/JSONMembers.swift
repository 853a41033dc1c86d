// The members of a line of JSON under a format's own names for them. Called by the formats that are JSON.

/// The members that a format reads; `Key`'s raw values are dotted paths.
final class JSONMembers<Key: CaseIterable & RawRepresentable<String>> {
  private let line = JSONLine(Key.allCases.map(\.rawValue))
  /// What members are called that have no column.
  private let names: [[UInt8]]

  /// - Parameter envelope: a folder around the record, which `addFurther` leaves out: `properties.`.
  init(envelope: String = "") {
    CasePlaces.check(Key.self)
    names = Key.allCases.map { key in
      let path = key.rawValue
      return Array((path.hasPrefix(envelope) ? path.dropFirst(envelope.count) : path[...]).utf8)
    }
  }

  /// What there is of a line that may be cut, for detection; nil where it begins no object.
  static func look(_ line: FieldBytes) -> JSONMembers? {
    guard line.trimmed.first == 0x7b else { return nil }
    let members = JSONMembers()
    _ = members.read(line)
    return members
  }

  /// Reads a line.
  ///
  /// - Returns: why it is none; nil where it was read.
  func read(_ bytes: FieldBytes) -> String? { line.read(bytes) }

  /// A member's text; nil where it is absent, null, empty or `-`, which many programs write for it.
  subscript(_ key: Key) -> FieldBytes? {
    guard let text = line[place(key)], !text.equals("-") else { return nil }
    return text
  }

  /// The first of some members that is there.
  func first(_ keys: Key...) -> FieldBytes? {
    for key in keys { if let text = self[key] { return text } }
    return nil
  }

  /// What a member is; nil where it is absent or null.
  func kind(_ key: Key) -> JSONLine.Kind? { line.kind(place(key)) }

  /// Calls `body` with each string, number and boolean of an array, or with the member itself.
  func eachElement(_ key: Key, _ body: (FieldBytes) -> Void) {
    line.eachElement(place(key), body)
  }

  /// Calls `body` with each object of an array, or with the member itself where it is an object.
  func eachObject(_ key: Key, _ body: (FieldBytes) -> Void) {
    if kind(key) == .object, let text = self[key] { return body(text) }
    line.eachObject(place(key), body)
  }

  /// Adds members that have no column, under their own paths.
  func addFurther(_ keys: [Key], to further: inout FurtherFields) {
    for key in keys {
      guard let text = self[key] else { continue }
      let isNumber = kind(key) == .number
      names[place(key)].withUnsafeBytes { name in
        if isNumber { further.append(number: name, text) } else { further.append(name, text) }
      }
    }
  }

  private func place(_ key: Key) -> Int { CasePlaces.of(key) }
}

/// The places of an enumeration's cases among them all. A case without values is stored as its place in
/// one byte, which is looked at instead of a dictionary: a raw value that is a text is hashed as a text.
enum CasePlaces {
  @inline(__always)
  static func of<Case>(_ one: Case) -> Int { withUnsafeBytes(of: one) { Int($0[0]) } }

  /// Makes sure that the cases are stored so.
  static func check<Case: CaseIterable>(_ type: Case.Type) {
    precondition(MemoryLayout<Case>.size == 1, "not 2 to 256 cases without values")
    for (place, one) in Case.allCases.enumerated() {
      precondition(of(one) == place, "a case that is not stored as its place")
    }
  }
}

/// A reader of a format that is one JSON object a line.
protocol JSONEventReader: EventReader {}

extension JSONEventReader {
  /// A line that is being written lacks its end; what stands between the records of an array is none yet.
  func isComplete(_ line: FieldBytes) -> Bool {
    var cursor = JSONCursor(line)
    return cursor.isWholeObject()
  }
}
