// What the warehouse holds of a source, asked in the order of a feed. A feed that is read again comes
// in the order in which it was stored, so that the next object is mostly the next row: rows are read
// ahead, and an object that is one of them is known by its bytes before it is parsed.

internal import SQLite

/// An object as it stands in the warehouse.
struct KnownObject {
  /// `RawObject.Id`.
  let id: Int64
  let objectId: String
  let digest: ObjectDigest
  let stixType: String
  let modified: Int64?
}

/// Looks objects of one source up.
struct KnownObjects {
  private let connection: Connection
  private let sourceId: Int64
  /// Rows that were read ahead, and the next of them.
  private var ahead: [KnownObject] = []
  private var next = 0
  /// The last row that a feed's object was found to be.
  private var last: Int64 = 0
  /// Rows in a line that were the next ones, before any are read ahead.
  private var inOrder = 0

  /// Rows that are read at once.
  private static let window: Int64 = 256
  /// A feed that left this many rows out has not left its order.
  private static let reach = 8

  init(connection: Connection, sourceId: Int64) {
    self.connection = connection
    self.sourceId = sourceId
  }

  /// Forgets what was read ahead: the warehouse has changed.
  mutating func forget() {
    ahead.removeAll(keepingCapacity: true)
    next = 0
  }

  /// The object with these bytes, if it is one of the next that were stored; nil says nothing.
  mutating func next(with digest: ObjectDigest) throws -> KnownObject? {
    try readAhead()
    for place in next..<min(next + Self.reach, ahead.count) where ahead[place].digest == digest {
      return taken(place)
    }
    return nil
  }

  /// The object of an id.
  mutating func find(_ objectId: String) throws -> KnownObject? {
    for place in next..<min(next + Self.reach, ahead.count) where ahead[place].objectId == objectId
    {
      return taken(place)
    }
    let find = try connection.statement(
      """
      SELECT Id, ObjectId, Digest, StixType, Modified FROM RawObject
      WHERE SourceId = ? AND ObjectId = ?
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(objectId, at: 2)
    guard let found = try find.first(Self.object) else { return nil }
    let isNext = found.id > last && found.id <= last + Int64(Self.reach)
    inOrder = isNext ? inOrder + 1 : 0
    last = found.id
    forget()
    return found
  }

  private mutating func taken(_ place: Int) -> KnownObject {
    next = place + 1
    last = ahead[place].id
    return ahead[place]
  }

  /// Reads rows by their place in the table, and not by their source: in a large warehouse those of a
  /// small source may lie behind a million others.
  private mutating func readAhead() throws {
    guard next >= ahead.count, inOrder > 1 || !ahead.isEmpty else { return }
    forget()
    let read = try connection.statement(
      """
      SELECT Id, ObjectId, Digest, StixType, Modified FROM RawObject
      WHERE Id > ? AND Id <= ? AND +SourceId = ? ORDER BY Id
      """)
    read.bind(Optional(last), at: 1)
    read.bind(Optional(last + Self.window), at: 2)
    read.bind(Optional(sourceId), at: 3)
    try read.eachRow { ahead.append(Self.object($0)) }
    if ahead.isEmpty { inOrder = 0 }
  }

  private static func object(_ row: borrowing Row) -> KnownObject {
    KnownObject(
      id: row.int64(0), objectId: row.text(1), digest: row.withBlob(2) { ObjectDigest($0) },
      stixType: row.text(3), modified: row.optionalInt64(4))
  }
}
