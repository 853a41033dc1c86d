// JSON that is not one object a line: an array of records, an object around such an array, objects
// printed over several lines. Its bytes are turned into one record a line, each byte into one byte, so
// that everything behind reads lines, however large the array is. A record's line number is its number.
// Called by ContentReader.

/// Puts each record on a line of its own.
struct RecordFraming {
  /// Levels of arrays and objects around a record.
  let depth: Int
  private var nesting = 0
  /// By level, whether an array is open there; level 1 is bit 0.
  private var arrays: UInt8 = 0
  private var isInRecord = false
  private var isInString = false
  private var isEscaped = false
  /// Whether a record has ended whose line has not.
  private var owesLineFeed = false

  /// Names under which programs put their records: Event Hub and CloudTrail, Elastic's test files, the
  /// REST APIs of Azure and Graph.
  private static let wrappers: [StaticString] = [
    "records", "Records", "events", "Events", "expected", "value", "logs", "Logs", "results",
  ]

  init(depth: Int) { self.depth = depth }

  /// How a content is framed that begins so; nil where its lines are records, or it is no JSON.
  init?(head: FieldBytes) {
    let head = Self.withoutTitle(head)
    var cursor = JSONCursor(head)
    switch cursor.peek() {
    case 0x5b:
      guard Self.beginsRecords(&cursor) else { return nil }
      depth = 1
    case 0x7b:
      let start = cursor.index
      if Self.isWrapper(&cursor) {
        depth = 2
        return
      }
      cursor.rewind(to: start)
      let feed = head[start...].firstIndex(of: 0x0a) ?? head.count
      guard feed < head.count else { return nil }
      // A record that is there with its end, but for a fault, is a line; so is one that is cut.
      var line = JSONCursor(head.part(start..<feed))
      guard !line.isWholeObject(), Self.isPrinted(head.part(start..<feed)) else { return nil }
      depth = 0
    default: return nil
    }
  }

  /// Turns the next bytes.
  mutating func apply(to bytes: UnsafeMutableRawBufferPointer) {
    for index in bytes.indices {
      let byte = bytes[index]
      if isInString {
        skipString(byte)
        if !isInRecord || byte == 0x0a || byte == 0x0d { bytes[index] = 0x20 }
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case 0x7b, 0x5b:
        open(isArray: byte == 0x5b)
      case 0x7d, 0x5d:
        nesting = max(0, nesting - 1)
        if isInRecord, nesting == depth {
          (isInRecord, owesLineFeed) = (false, true)
          continue
        }
      default: break
      }
      if !isInRecord {
        bytes[index] = owesLineFeed ? 0x0a : 0x20
        owesLineFeed = false
      } else if byte == 0x0a || byte == 0x0d {
        bytes[index] = 0x20
      }
    }
  }

  // MARK: Inside

  /// What follows `Record 1`, which evtx_dump writes on a line before each record; else all.
  private static func withoutTitle(_ head: FieldBytes) -> FieldBytes {
    var cursor = LineCursor(head)
    guard cursor.take("Record "), cursor.number() != nil else { return head }
    _ = cursor.take(0x0d)
    return cursor.take(0x0a) ? cursor.rest : head
  }

  private mutating func skipString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == 0x5c {
      isEscaped = true
    } else if byte == 0x22 {
      isInString = false
    }
  }

  private mutating func open(isArray: Bool) {
    if !isInRecord, !isArray, nesting == depth, depth == 0 || arrays >> (depth - 1) & 1 == 1 {
      isInRecord = true
    }
    if nesting < 8 {
      let bit: UInt8 = 1 << nesting
      arrays = isArray ? arrays | bit : arrays & ~bit
    }
    nesting += 1
  }

  /// Whether a member of the object that begins here is an array of records, by its name.
  private static func isWrapper(_ cursor: inout JSONCursor) -> Bool {
    var isWrapper = false
    _ = cursor.eachMember { key, cursor in
      if wrappers.contains(where: { key.equals($0) }) {
        let start = cursor.index
        isWrapper = beginsRecords(&cursor)
        cursor.rewind(to: start)
      }
      return !isWrapper && cursor.skipValue()
    }
    return isWrapper
  }

  /// Whether an array of objects begins here; Elastic's test files have null for what was dropped.
  private static func beginsRecords(_ cursor: inout JSONCursor) -> Bool {
    guard cursor.take(0x5b) else { return false }
    while cursor.peek() == 0x6e, cursor.literal() != nil, cursor.take(0x2c) {}
    return cursor.peek() == 0x7b
  }

  /// Whether a line that holds no whole object is the first of one that is printed over several: every
  /// string in it is closed.
  private static func isPrinted(_ line: FieldBytes) -> Bool {
    var isInString = false
    var isEscaped = false
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if isInString, byte == 0x5c {
        isEscaped = true
      } else if byte == 0x22 {
        isInString.toggle()
      }
    }
    guard !isInString, let last = line.last(where: { $0 != 0x20 && $0 != 0x0d }) else {
      return false
    }
    return last == 0x7b || last == 0x5b || last == 0x2c
  }
}
