// The ledger of imports by content: which file is known, and up to where.

internal import SQLite

/// A file as the ledger describes it.
public struct ImportedFile: Sendable {
  /// Where it was read; for people.
  public var path: String
  /// The format's name: `zeek-conn`.
  public var format: String
  /// The table that its rows go to.
  public var table: LogTable
  /// `DeviceVendor` of its rows.
  public var deviceVendor: String
  /// `DeviceProduct` of its rows.
  public var deviceProduct: String
  /// `EventType` of its rows.
  public var eventType: String
  /// The first bytes of the decompressed content, at most `headLength`.
  public var head: [UInt8]

  /// How much of a content's start tells contents apart.
  public static let headLength = 1_024

  /// A file's description.
  public init(
    path: String, format: String, table: LogTable, deviceVendor: String, deviceProduct: String,
    eventType: String, head: [UInt8]
  ) {
    self.path = path
    self.format = format
    self.table = table
    self.deviceVendor = deviceVendor
    self.deviceProduct = deviceProduct
    self.eventType = eventType
    self.head = head
  }
}

/// How far into a content its rows are in the warehouse.
public struct ImportProgress: Sendable, Equatable {
  /// Bytes of decompressed content, up to and with a line's end.
  public var contentLength: Int64
  /// SHA-256 of these bytes.
  public var contentDigest: [UInt8]

  /// A place in a content.
  public init(contentLength: Int64, contentDigest: [UInt8]) {
    self.contentLength = contentLength
    self.contentDigest = contentDigest
  }
}

/// A known content that may be the beginning of a file.
public struct KnownContent: Sendable, Equatable {
  /// `Import.Id`.
  public let importId: Int64
  /// How far its rows are in.
  public let progress: ImportProgress

  /// A known content.
  public init(importId: Int64, progress: ImportProgress) {
    self.importId = importId
    self.progress = progress
  }
}

struct ImportLedger {
  let connection: Connection

  /// The imports whose head is the head of this content, longest first. Whether one of them really
  /// is its beginning is told by the digest over its length.
  func candidates(head: [UInt8]) throws -> [KnownContent] {
    let lengths = try connection.cached("SELECT DISTINCT HeadLength FROM Import")
    var headLengths: [Int] = []
    try lengths.eachRow { headLengths.append($0.int(0)) }
    let find = try connection.cached(
      """
      SELECT Id, ContentLength, ContentDigest FROM Import
      WHERE HeadLength = ? AND HeadDigest = ? ORDER BY ContentLength DESC, Id
      """)
    var found: [KnownContent] = []
    for length in headLengths where length <= head.count {
      let digest = head.withUnsafeBytes {
        ContentDigest.sha256(UnsafeRawBufferPointer(rebasing: $0[..<length]))
      }
      find.bind(length, at: 1)
      find.bind(.blob(digest), at: 2)
      try find.eachRow { row in
        found.append(
          KnownContent(
            importId: row.int64(0),
            progress: ImportProgress(contentLength: row.int64(1), contentDigest: row.blob(2))))
      }
    }
    return found.sorted { $0.progress.contentLength > $1.progress.contentLength }
  }

  /// The highest `Import.Id`; 0 in an empty ledger.
  func end() throws -> Int64 {
    try connection.cached("SELECT coalesce(max(Id), 0) FROM Import").first { $0.int64(0) } ?? 0
  }

  func insert(_ file: ImportedFile, now: Int64) throws -> Int64 {
    let insert = try connection.cached(
      """
      INSERT INTO Import
        (Path, Format, TableName, DeviceVendor, DeviceProduct, EventType, HeadLength, HeadDigest,
         ContentLength, ContentDigest, StartedAt, Outcome, Inserted, Rejected, Note)
      VALUES (?, ?, ?, ?, ?, ?, 0, x'', 0, x'', ?, 'running', 0, 0, '')
      """)
    let texts = [
      file.path, file.format, file.table.name, file.deviceVendor, file.deviceProduct,
      file.eventType,
    ]
    for (index, text) in texts.enumerated() { insert.bind(text, at: Int32(index + 1)) }
    insert.bind(Optional(now), at: 7)
    try insert.run()
    return connection.lastInsertRowID
  }

  /// Notes how far an import has come, with its share of rows and rejections.
  ///
  /// - Parameter length: how far it was.
  /// - Returns: false, and nothing is noted, where it is not there any more.
  func update(
    _ importId: Int64, from length: Int64, file: ImportedFile, state: FileState, now: Int64
  ) throws -> Bool {
    let update = try connection.cached(
      """
      UPDATE Import SET HeadLength = ?, HeadDigest = ?, ContentLength = ?, ContentDigest = ?,
        EndedAt = ?, Outcome = ?, Inserted = Inserted + ?, Rejected = Rejected + ?, Note = ?
      WHERE Id = ? AND ContentLength = ?
      """)
    // The head must lie inside the part that is in, or a file that grows would not find it again.
    let headLength = min(file.head.count, Int(clamping: state.progress.contentLength))
    let digest = file.head.withUnsafeBytes {
      ContentDigest.sha256(UnsafeRawBufferPointer(rebasing: $0[..<headLength]))
    }
    update.bind(headLength, at: 1)
    update.bind(.blob(digest), at: 2)
    update.bind(Optional(state.progress.contentLength), at: 3)
    update.bind(.blob(state.progress.contentDigest), at: 4)
    update.bind(state.outcome == .running ? nil : now, at: 5)
    update.bind(state.outcome.rawValue, at: 6)
    update.bind(state.inserted, at: 7)
    update.bind(state.rejected, at: 8)
    update.bind(state.note, at: 9)
    update.bind(Optional(importId), at: 10)
    update.bind(Optional(length), at: 11)
    try update.run()
    return connection.changes == 1
  }
}

/// How an import stands.
public enum ImportOutcome: String, Sendable {
  /// Not at its end, or killed.
  case running
  /// Every line was read.
  case done
  /// The content ended before its time; what was good is in.
  case partial
}

/// What a file has brought since the last commit.
struct FileState {
  var progress: ImportProgress
  var outcome: ImportOutcome
  var inserted: Int
  var rejected: Int
  var note: String
}
