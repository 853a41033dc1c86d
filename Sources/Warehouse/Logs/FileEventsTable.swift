// The stored columns of FileEvents: their places, kinds and storage names.

/// `FileEvents`: one row for each file that was seen on the wire or on a host, with its hashes.
public enum FileEventsTable {
  /// The event, ticks.
  public static let timeGenerated = 0
  /// SHA-256, lower-case hexadecimal.
  public static let sha256 = 1
  /// SHA-1, lower-case hexadecimal.
  public static let sha1 = 2
  /// MD5, lower-case hexadecimal.
  public static let md5 = 3
  /// As logged.
  public static let fileName = 4
  /// Folder or URL path.
  public static let filePath = 5
  /// Bytes.
  public static let fileSize = 6
  /// MIME type.
  public static let fileContentType = 7
  /// FileCreated, FileTransferred …
  public static let actionType = 8
  /// Who sent it, canonical.
  public static let sourceIP = 9
  /// Who received it, canonical.
  public static let destinationIP = 10
  /// HTTP, SMTP …, where it was seen on the wire.
  public static let applicationProtocol = 11
  /// Zeek uid of the connection.
  public static let networkSessionId = 12
  /// Host or sensor.
  public static let computer = 13
  /// User.
  public static let actorUsername = 14
  /// Process.
  public static let actingProcessName = 15
  /// JSON object of further fields.
  public static let additionalFields = 16
  /// The session's number of the file: `ImportSession.currentFile`.
  public static let importId = 17
  /// Line in the file, from 1.
  public static let sourceLine = 18

  /// The table's declaration.
  public static let table = LogTable(
    name: "FileEvents", storage: "FileEventsRow",
    columns: [
      LogColumn(name: "TimeGenerated", kind: .time),
      LogColumn(name: "SHA256Id", kind: .observable(.sha256)),
      LogColumn(name: "SHA1Id", kind: .observable(.sha1)),
      LogColumn(name: "MD5Id", kind: .observable(.md5)),
      LogColumn(name: "FileName", kind: .text),
      LogColumn(name: "FilePath", kind: .text),
      LogColumn(name: "FileSize", kind: .integer),
      LogColumn(name: "FileContentType", kind: .text),
      LogColumn(name: "ActionType", kind: .text),
      LogColumn(name: "SourceIP", kind: .text),
      LogColumn(name: "DestinationIP", kind: .text),
      LogColumn(name: "ApplicationProtocol", kind: .text),
      LogColumn(name: "NetworkSessionId", kind: .text),
      LogColumn(name: "Computer", kind: .text),
      LogColumn(name: "ActorUsername", kind: .text),
      LogColumn(name: "ActingProcessName", kind: .text),
      LogColumn(name: "AdditionalFields", kind: .text),
      LogColumn(name: "ImportId", kind: .importId),
      LogColumn(name: "SourceLine", kind: .integer),
    ],
    timeColumn: timeGenerated, leadingColumn: sha256)
}
