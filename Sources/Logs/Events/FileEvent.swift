// A file that was seen on the wire or on a host, as a format reads it: fields by their meaning, from
// which a row of FileEvents is written. Filled by the formats, written by EventParser.

internal import Indicators
internal import Warehouse

final class FileEvent {
  /// When it was seen; an event without it is rejected.
  var time: Timestamp?
  var sha256: FieldBytes?
  var sha1: FieldBytes?
  var md5: FieldBytes?
  var fileName: FieldBytes?
  /// Folder or URL path.
  var filePath: FieldBytes?
  var size: FieldBytes?
  var contentType: FieldBytes?
  /// FileCreated, FileTransferred …
  var action: FieldBytes?
  /// Who sent it.
  var sourceIP: FieldBytes?
  /// Who received it.
  var destinationIP: FieldBytes?
  var applicationProtocol: FieldBytes?
  var sessionId: FieldBytes?
  var computer: FieldBytes?
  var userName: FieldBytes?
  var processName: FieldBytes?
  /// What has no column.
  var further = FurtherFields()

  private typealias Table = FileEventsTable

  func reset() {
    time = nil
    action = nil
    (sha256, sha1, md5, fileName, filePath) = (nil, nil, nil, nil, nil)
    (size, contentType, sourceIP, destinationIP) = (nil, nil, nil, nil)
    (applicationProtocol, sessionId, computer, userName, processName) = (nil, nil, nil, nil, nil)
    further.removeAll()
  }

  /// Fills a row, which the caller ends.
  ///
  /// - Returns: why it is rejected; nil where it was filled.
  func write(to rows: PendingRun, _ cell: CellWriter, file: Int64, line: Int64) -> String? {
    guard let time else { return "the time cannot be read" }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: time.ticks)
    cell.setHash(rows, Table.md5, md5, digits: 32)
    cell.setHash(rows, Table.sha1, sha1, digits: 40)
    cell.setHash(rows, Table.sha256, sha256, digits: 64)
    if !cell.source.take(sourceIP?.isEmpty == true ? nil : sourceIP) { _ = cell.source.take(nil) }
    if !cell.destination.take(destinationIP?.isEmpty == true ? nil : destinationIP) {
      _ = cell.destination.take(nil)
    }
    rows.set(Table.sourceIP, text: cell.source.bytes)
    rows.set(Table.destinationIP, text: cell.destination.bytes)
    cell.setRaw(rows, Table.actionType, action)
    cell.setRaw(rows, Table.fileName, fileName)
    cell.setRaw(rows, Table.filePath, filePath)
    cell.setInteger(rows, Table.fileSize, size)
    cell.setRaw(rows, Table.fileContentType, contentType)
    cell.setRaw(rows, Table.applicationProtocol, applicationProtocol)
    cell.setRaw(rows, Table.networkSessionId, sessionId)
    cell.setRaw(rows, Table.computer, computer)
    cell.setRaw(rows, Table.actorUsername, userName)
    cell.setRaw(rows, Table.actingProcessName, processName)
    further.object { rows.set(Table.additionalFields, text: $0) }
    rows.set(Table.importId, integer: file)
    rows.set(Table.sourceLine, integer: line)
    return nil
  }
}
