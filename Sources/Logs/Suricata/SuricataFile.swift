// Suricata's fileinfo events as rows of FileEvents: hashes are there as the sensor's configuration asks
// for them. The source is who sent the file. A line is rejected where the time or an address cannot be
// read; a hash that is none is absent.

internal import Indicators
internal import Warehouse

final class SuricataFile {
  private typealias Table = FileEventsTable

  /// What has no column, for AdditionalFields, with the value that says nothing.
  private static let further: [(key: SuricataKey, ordinary: String)] = [
    (.fileinfoMagic, ""), (.fileinfoState, ""), (.fileinfoStored, "F"), (.srcPort, ""),
    (.destPort, ""), (.httpHostname, ""), (.httpUrl, ""), (.httpHttpMethod, ""),
    (.httpHttpUserAgent, ""), (.inIface, ""),
  ]

  private var extensions = ExtensionFields()
  private let cell = CellWriter()

  /// Takes the types of the fields.
  func take(_ header: ZeekHeader) { extensions.take(Self.further, header) }

  /// Adds an event's row; gives why not, if not.
  func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    guard let time = record.field(.timestamp), let start = cell.time(time) else {
      return "the time (timestamp) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    // Observables go in last: a value of a rejected line must not be remembered as seen.
    guard cell.source.take(record.field(.srcIp)) else {
      return "the address in src_ip cannot be read"
    }
    guard cell.destination.take(record.field(.destIp)) else {
      return "the address in dest_ip cannot be read"
    }
    cell.setHash(rows, Table.md5, record.field(.fileinfoMd5), digits: 32)
    cell.setHash(rows, Table.sha1, record.field(.fileinfoSha1), digits: 40)
    cell.setHash(rows, Table.sha256, record.field(.fileinfoSha256), digits: 64)
    rows.set(Table.sourceIP, text: cell.source.bytes)
    rows.set(Table.destinationIP, text: cell.destination.bytes)
    cell.setText(rows, Table.actionType, "FileTransferred")
    cell.setText(rows, Table.fileName, record.field(.fileinfoFilename))
    cell.setInteger(rows, Table.fileSize, record.field(.fileinfoSize))
    cell.setText(rows, Table.fileContentType, record.field(.httpHttpContentType))
    cell.setText(rows, Table.applicationProtocol, record.field(.appProto))
    cell.setText(rows, Table.networkSessionId, record.field(.flowId))
    cell.setText(rows, Table.computer, record.field(.host))
    extensions.object(record) { rows.set(Table.additionalFields, text: $0) }
    return nil
  }
}
