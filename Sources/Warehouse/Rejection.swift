// What came and could not be used is kept with its reason: one line for each object or line and
// reason, however often it comes, so that a second run adds nothing.

internal import SQLite

/// An object of a feed, or a line of a log, that could not be used.
public struct Rejection: Sendable, Equatable {
  /// STIX id or the feed's own id; '' for a line.
  public var objectId: String
  /// The line, from 1; 0 for an object.
  public var line: Int64
  /// Why; lower case, no trailing stop. May quote what was refused.
  public var reason: String
  /// The start of what was refused.
  public var excerpt: String

  /// How much of what was refused is kept, in bytes; a reason is no longer than that either.
  public static let maximumExcerpt = 500

  /// A rejection; reason and excerpt are cut, and their control characters are written as `\xHH`.
  public init(
    objectId: String = "", line: Int64 = 0, reason: String, excerpt: UnsafeRawBufferPointer
  ) {
    self.objectId = objectId
    self.line = line
    var reason = reason
    self.reason = reason.withUTF8 { Self.printable(UnsafeRawBufferPointer($0)) }
    self.excerpt = Self.printable(excerpt)
  }

  /// A rejection with a text as excerpt.
  public init(objectId: String = "", line: Int64 = 0, reason: String, excerpt: String) {
    var excerpt = excerpt
    self = excerpt.withUTF8 {
      Rejection(
        objectId: objectId, line: line, reason: reason, excerpt: UnsafeRawBufferPointer($0))
    }
  }

  private static func printable(_ bytes: UnsafeRawBufferPointer) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes.prefix(maximumExcerpt) {
      if byte < 0x20 && byte != 0x09 || byte == 0x7f {
        text += [0x5c, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func insert(
    _ rejections: [Rejection], origin: String, sourceId: Int64?, importId: Int64?, now: Int64,
    into connection: Connection
  ) throws {
    let insert = try connection.cached(
      """
      INSERT INTO Rejection
        (Origin, SourceId, ImportId, ObjectId, Line, Reason, Excerpt, TimeGenerated)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (Origin, ObjectId, Line, Reason) DO NOTHING
      """)
    for rejection in rejections {
      insert.bind(origin, at: 1)
      insert.bind(sourceId, at: 2)
      insert.bind(importId, at: 3)
      insert.bind(rejection.objectId, at: 4)
      insert.bind(Optional(rejection.line), at: 5)
      insert.bind(rejection.reason, at: 6)
      insert.bind(rejection.excerpt, at: 7)
      insert.bind(Optional(now), at: 8)
      try insert.run()
    }
  }
}
