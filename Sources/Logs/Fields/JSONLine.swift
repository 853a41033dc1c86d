// A line of JSON as the values of the members that a format reads, found by their dotted paths; the same
// path finds a flattened key (`id.orig_h`). Called by the formats that are JSON and need no speed of
// their own; JSONFields is Zeek's and Suricata's.

/// The members of the line that was read last.
final class JSONLine {
  /// What a value is.
  enum Kind {
    case string
    case number
    case boolean
    /// Its text stands as in the line.
    case object
    case array
  }

  private struct Value {
    var kind = Kind.string
    var text: FieldBytes?
  }

  private var values: [Value]
  private let places: [[UInt8]: Int]
  /// Paths of the objects in which a member is read.
  private let folders: Set<[UInt8]>
  private let scratch = LineScratch()
  private var path: [UInt8] = []
  private var unescaped: [UInt8] = []

  private static let maximumPath = 400

  /// - Parameter keys: dotted paths; a value's place is its key's.
  init(_ keys: [String]) {
    values = Array(repeating: Value(), count: keys.count)
    places = Dictionary(
      keys.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    folders = Set(
      keys.flatMap { key in
        key.indices.filter { key[$0] == "." }.map { Array(key[..<$0].utf8) }
      })
  }

  /// Reads a line.
  ///
  /// - Returns: why it is none; nil where it was read.
  func read(_ line: FieldBytes) -> String? {
    for index in values.indices { values[index].text = nil }
    scratch.removeAll()
    path.removeAll(keepingCapacity: true)
    var cursor = JSONCursor(line)
    guard cursor.peek() == 0x7b else { return "no JSON object" }
    guard readObject(&cursor, depth: 0), cursor.peek() == nil else {
      return cursor.isTooDeep
        ? "JSON nested deeper than \(JSONCursor.maximumDepth) levels"
        : "no JSON object: a fault at byte \(cursor.index + 1)"
    }
    return nil
  }

  /// A member's text: a string unescaped, a number or boolean as written, an object or array as JSON.
  /// Nil where it is absent, null or empty.
  subscript(_ place: Int) -> FieldBytes? {
    guard let text = values[place].text, !text.isEmpty else { return nil }
    return text
  }

  /// What a member is; nil where it is absent or null.
  func kind(_ place: Int) -> Kind? { values[place].text == nil ? nil : values[place].kind }

  /// Calls `body` with each string, number and boolean of an array; with the member itself, where it is
  /// none.
  func eachElement(_ place: Int, _ body: (FieldBytes) -> Void) {
    guard let text = self[place] else { return }
    guard values[place].kind == .array else { return body(text) }
    var cursor = JSONCursor(text)
    _ = cursor.eachElement { cursor in
      guard let (kind, text) = scalarOrRaw(&cursor) else { return false }
      if let text, kind != .object, kind != .array { body(text) }
      return true
    }
  }

  /// Calls `body` with each object of an array, as a line of its own.
  func eachObject(_ place: Int, _ body: (FieldBytes) -> Void) {
    guard let text = self[place], values[place].kind == .array else { return }
    var cursor = JSONCursor(text)
    _ = cursor.eachElement { cursor in
      guard let (kind, text) = scalarOrRaw(&cursor) else { return false }
      if let text, kind == .object { body(text) }
      return true
    }
  }

  // MARK: Inside

  private func readObject(_ cursor: inout JSONCursor, depth: Int) -> Bool {
    guard depth < JSONCursor.maximumDepth else { return cursor.skipValue(depth: depth) }
    return cursor.eachMember { key, cursor in
      let length = path.count
      defer { path.removeSubrange(length...) }
      if length > 0 { path.append(0x2e) }
      JSONEscapes.append(key, to: &path)
      guard path.count <= Self.maximumPath else { return cursor.skipValue(depth: depth + 1) }
      if let place = places[path] {
        let start = cursor.index
        guard let (kind, text) = scalarOrRaw(&cursor) else { return false }
        if let text { values[place] = Value(kind: kind, text: text) }
        guard kind == .object, text != nil, folders.contains(path) else { return true }
        cursor.rewind(to: start)
      }
      if cursor.peek() == 0x7b, folders.contains(path) {
        return readObject(&cursor, depth: depth + 1)
      }
      return cursor.skipValue(depth: depth + 1)
    }
  }

  /// A value's kind and text, the text nil for null; nil where it is no JSON.
  private func scalarOrRaw(_ cursor: inout JSONCursor) -> (Kind, FieldBytes?)? {
    switch cursor.peek() {
    case 0x22:
      guard let string = cursor.string() else { return nil }
      guard string.contains(0x5c) else { return (.string, string) }
      unescaped.removeAll(keepingCapacity: true)
      JSONEscapes.append(string, to: &unescaped)
      return (.string, scratch.keep(unescaped))
    case 0x7b, 0x5b:
      let kind: Kind = cursor.peek() == 0x7b ? .object : .array
      let start = cursor.index
      return cursor.skipValue(depth: 1) ? (kind, cursor.text(from: start)) : nil
    case 0x74, 0x66, 0x6e:
      return cursor.literal().map { (.boolean, $0[0] == 0x6e ? nil : $0) }
    default: return cursor.number().map { (.number, $0) }
    }
  }
}
