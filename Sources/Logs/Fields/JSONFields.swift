// A line of JSON as the fields of a record, so that one mapping serves a log in both encodings: the
// members of nested objects under joined keys (`id.orig_h`), strings unescaped, booleans as T and F,
// arrays as Zeek's sets. Called by ZeekJSON and SuricataEve, once a line: a value that can be used as it
// stands is not copied.
//
// What is absent, null or empty is unset. An array that holds objects or arrays stays JSON text.

/// The fields of the line that was read last.
final class JSONFields {
  /// How the fields of a log are read.
  struct Style: Sendable {
    /// The keys that are kept; nil keeps all, in the order in which they come.
    var keys: [String]?
    /// Another name for a key, nil where it is left out.
    var rename: @Sendable (String) -> String? = { $0 }
    /// Numbers that are seconds, and those that are Unix time.
    var seconds: Set<String> = []
    var times: Set<String> = []
    /// Whether strings hold Zeek's escapes, `\xff`, for what JSON cannot carry.
    var hasZeekEscapes = false
  }

  /// The names and types of the fields, for mappings. It grows with the lines.
  private(set) var header: ZeekHeader
  /// Counts the changes of `header`.
  private(set) var headerVersion = 0

  private let style: Style
  private let record = ZeekRecord()
  private var places: [JSONPlace] = []
  @exclusivity(unchecked) private var table = JSONKeyTable()
  /// The paths of objects whose members are fields, `id.`; the first is the line itself.
  private var folders: [[UInt8]] = [[]]
  /// By place: the field of this line.
  private let values: UnsafeMutablePointer<FieldBytes>
  /// By place: what its values were so far.
  private let kinds: UnsafeMutablePointer<JSONPlace.Kind>
  /// Places that have a value in this line.
  private let filled: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var filledCount = 0
  /// For values that cannot be used as they stand.
  private let scratch = LineScratch()
  private var text: [UInt8] = []
  private var isOverfull = false
  @exclusivity(unchecked) private var isHeaderStale = false
  private var isTooDeep = false

  /// Levels of nested objects whose members become fields; what is deeper stays JSON text.
  private static let maximumNesting = 6
  private static let maximumKey = 200
  private static var unset: FieldBytes { FieldBytes(start: nil, count: 0) }

  init(_ style: Style) {
    self.style = style
    header = ZeekHeader(fields: [], types: [])
    let capacity = max(ZeekHeader.maximumFields, style.keys?.count ?? 0)
    values = .allocate(capacity: capacity)
    values.initialize(repeating: Self.unset, count: capacity)
    kinds = .allocate(capacity: capacity)
    kinds.initialize(repeating: .null, count: capacity)
    filled = .allocate(capacity: capacity)
    for name in style.keys ?? [] { _ = addPlace(Array(name.utf8)) }
    record.take(pieces: values)
    updateHeader()
  }

  deinit {
    values.deallocate()
    kinds.deallocate()
    filled.deallocate()
    table.deallocate()
  }

  /// Reads a line.
  ///
  /// - Returns: why it is none; nil where it was read.
  func read(_ line: FieldBytes) -> String? {
    var reason = readOnce(line)
    if isOverfull, style.keys == nil {
      // Keys of other lines fill the header: begin anew with those of this one.
      forgetLine()
      places.removeAll()
      folders = [[]]
      table.removeAll()
      kinds.update(repeating: .null, count: ZeekHeader.maximumFields)
      isHeaderStale = true
      reason = readOnce(line)
    }
    if reason == nil, isOverfull { reason = "more than \(ZeekHeader.maximumFields) fields" }
    if isHeaderStale { updateHeader() }
    return reason
  }

  /// Calls `body` with the record of the line that was read.
  func withRecord<Result>(_ body: (ZeekRecord) -> Result) -> Result { body(record) }

  // MARK: The line

  private func readOnce(_ line: FieldBytes) -> String? {
    forgetLine()
    (isOverfull, isTooDeep) = (false, false)
    scratch.removeAll()
    var cursor = JSONCursor(line)
    guard cursor.peek() == 0x7b else { return "no JSON object" }
    guard readObject(&cursor, folder: 0, nesting: 1), cursor.peek() == nil else {
      return isTooDeep || cursor.isTooDeep
        ? "JSON nested deeper than \(JSONCursor.maximumDepth) levels"
        : "no JSON object: a fault at byte \(cursor.index + 1)"
    }
    return nil
  }

  private func forgetLine() {
    for index in 0..<filledCount { values[filled[index]] = Self.unset }
    filledCount = 0
  }

  private func readObject(_ cursor: inout JSONCursor, folder: Int, nesting: Int) -> Bool {
    guard cursor.take(0x7b) else { return false }
    if cursor.take(0x7d) { return true }
    repeat {
      guard let key = cursor.string(), cursor.take(0x3a), let byte = cursor.peek() else {
        return false
      }
      let isObject = byte == 0x7b && nesting < Self.maximumNesting
      let place = folder * 2 + (isObject ? 1 : 0)
      let isRead: Bool
      switch table.find(key, in: place) ?? resolve(key, folder, isObject: isObject) {
      case .place(let place): isRead = readValue(&cursor, byte, place)
      case .folder(let number): isRead = readObject(&cursor, folder: number, nesting: nesting + 1)
      case .skip: isRead = cursor.skipValue(depth: nesting)
      }
      guard isRead else { return false }
    } while cursor.take(0x2c)
    return cursor.take(0x7d)
  }

  @inline(__always)
  private func readValue(_ cursor: inout JSONCursor, _ byte: UInt8, _ place: Int) -> Bool {
    switch byte {
    case 0x22:
      guard let string = cursor.string() else { return false }
      set(place, cursor.hasEscapes ? unescaped(string) : string, .string)
    case 0x74, 0x66, 0x6e:
      guard cursor.literal() != nil else { return false }
      if byte != 0x6e { set(place, Self.boolean(byte == 0x74), .boolean) }
    case 0x5b:
      guard let array = readArray(&cursor, place) else { return false }
      set(place, array, .vector)
      return true
    case 0x7b:
      let start = cursor.index
      guard cursor.skipValue() else { return false }
      set(place, cursor.text(from: start), .vector)
    default:
      guard let number = cursor.number() else { return false }
      set(place, plain(number, place), .number)
    }
    return true
  }

  @inline(__always)
  private func set(_ place: Int, _ value: FieldBytes, _ kind: JSONPlace.Kind) {
    if values[place].baseAddress == nil {
      filled[filledCount] = place
      filledCount += 1
    }
    values[place] = value
    if kinds[place] != kind { change(place, to: kind) }
  }

  /// Of several types in turn a field is a string.
  private func change(_ place: Int, to kind: JSONPlace.Kind) {
    guard kinds[place] != .string else { return }
    kinds[place] = kinds[place] == .null ? kind : .string
    isHeaderStale = true
  }

  // MARK: Values that are not as they stand

  private static func boolean(_ value: Bool) -> FieldBytes {
    let text: StaticString = value ? "T" : "F"
    return FieldBytes(start: text.utf8Start, count: 1)
  }

  private func unescaped(_ string: FieldBytes) -> FieldBytes {
    text.removeAll(keepingCapacity: true)
    JSONEscapes.appendField(
      string, isElement: false, hasZeekEscapes: style.hasZeekEscapes, to: &text)
    return scratch.keep(text)
  }

  /// A number as the plain decimal that logs have.
  @inline(__always)
  private func plain(_ number: FieldBytes, _ place: Int) -> FieldBytes {
    let (isSeconds, isTime) = (places[place].isSeconds, places[place].isTime)
    if JSONDecimal.isPlain(number, isSeconds: isSeconds, isTime: isTime) { return number }
    text.removeAll(keepingCapacity: true)
    JSONDecimal.append(number, isSeconds: isSeconds, isTime: isTime, to: &text)
    return scratch.keep(text)
  }

  /// An array as a set; nil where it is no JSON.
  private func readArray(_ cursor: inout JSONCursor, _ place: Int) -> FieldBytes? {
    let start = cursor.index
    text.removeAll(keepingCapacity: true)
    var isFlat = true
    var isFirst = true
    let isWhole = cursor.eachElement { cursor in
      if !isFirst { text.append(0x2c) }
      isFirst = false
      let byte = cursor.peek()
      isFlat = isFlat && byte != 0x7b && byte != 0x5b
      return isFlat ? readElement(&cursor, byte, place) : cursor.skipValue(depth: 1)
    }
    guard isWhole else { return nil }
    return isFlat ? scratch.keep(text) : cursor.text(from: start)
  }

  private func readElement(_ cursor: inout JSONCursor, _ byte: UInt8?, _ place: Int) -> Bool {
    switch byte {
    case 0x22:
      guard let string = cursor.string() else { return false }
      JSONEscapes.appendField(
        string, isElement: true, hasZeekEscapes: style.hasZeekEscapes, to: &text)
    case 0x74, 0x66, 0x6e:
      guard let word = cursor.literal() else { return false }
      text.append(word[0] == 0x6e ? 0x2d : word[0] & 0xdf)
    default:
      guard let number = cursor.number() else { return false }
      JSONDecimal.append(
        number, isSeconds: places[place].isSeconds, isTime: places[place].isTime, to: &text)
    }
    return true
  }

  // MARK: Keys

  /// Finds out what a key means that the table does not know.
  private func resolve(_ key: FieldBytes, _ folder: Int, isObject: Bool) -> JSONKeyTable.Action {
    var path = folders[folder]
    JSONEscapes.append(key, to: &path)
    guard path.count <= Self.maximumKey else { return .skip }
    let action = isObject ? folderAction(path) : placeAction(path)
    if !isOverfull { table.note(key, in: folder * 2 + (isObject ? 1 : 0), action) }
    return action
  }

  private func folderAction(_ path: [UInt8]) -> JSONKeyTable.Action {
    let path = path + [0x2e]
    if let keys = style.keys {
      guard keys.contains(where: { $0.utf8.starts(with: path) }) else {
        return placeAction(Array(path.dropLast()))
      }
    }
    if let known = folders.firstIndex(of: path) { return .folder(known) }
    guard folders.count < ZeekHeader.maximumFields else { return .skip }
    folders.append(path)
    return .folder(folders.count - 1)
  }

  private func placeAction(_ path: [UInt8]) -> JSONKeyTable.Action {
    if let place = places.firstIndex(where: { $0.key == path }) {
      return places[place].isLeftOut ? .skip : .place(place)
    }
    guard style.keys == nil else { return .skip }
    guard places.count < ZeekHeader.maximumFields else {
      isOverfull = true
      return .skip
    }
    let place = addPlace(path)
    return places[place].isLeftOut ? .skip : .place(place)
  }

  private func addPlace(_ key: [UInt8]) -> Int {
    let written = String(decoding: key, as: UTF8.self)
    let name = style.rename(written)
    isHeaderStale = true
    places.append(
      JSONPlace(
        key: key, name: name ?? "", isLeftOut: name == nil,
        isSeconds: style.seconds.contains(written) || style.times.contains(written),
        isTime: style.times.contains(written)))
    return places.count - 1
  }

  private func updateHeader() {
    isHeaderStale = false
    header = ZeekHeader(
      fields: places.map(\.name), types: places.indices.map { kinds[$0].rawValue })
    headerVersion += 1
  }
}

/// One field of a log, over all lines.
private struct JSONPlace {
  /// Zeek's types.
  enum Kind: String {
    case null = ""
    case string
    case number = "double"
    case boolean = "bool"
    case vector
  }

  let key: [UInt8]
  let name: String
  let isLeftOut: Bool
  let isSeconds: Bool
  let isTime: Bool
}
