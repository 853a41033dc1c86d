// Zeek's files.log as rows of FileEvents (zeek: scripts/base/frameworks/files/main.zeek).
//
// Since version 5.1 a line names the one connection that carried the file (uid, id.*), and is_orig
// tells which end sent it; before, it named sets of senders, receivers and connections, of which the
// first are taken, and the sets kept among the further fields where they hold more.
// A line is rejected where its time or an address cannot be read. A hash that is none is absent.

internal import Indicators
internal import Warehouse

struct ZeekFiles: ZeekLog {
  static let path = "files"
  static var table: LogTable { Table.table }
  static let signature = ["ts", "fuid", "mime_type"]
  static let importIdColumn = Table.importId
  static let sourceLineColumn = Table.sourceLine
  private typealias Table = FileEventsTable

  private var places = Places()
  private var extensions = ExtensionFields()
  private let cell = CellWriter()

  /// Places of the columns in the header; -1 where it has none.
  private struct Places {
    var ts = -1
    var uid = -1
    var origH = -1
    var respH = -1
    var senders = -1
    var receivers = -1
    var connections = -1
    var source = -1
    var mimeType = -1
    var filename = -1
    var isOrig = -1
    var seenBytes = -1
    var totalBytes = -1
    var missingBytes = -1
    var md5 = -1
    var sha1 = -1
    var sha256 = -1
    var computer = -1

    /// Notes a column; false where it is none of these.
    mutating func take(_ name: String, at place: Int) -> Bool {
      switch name {
      case "ts": ts = place
      case "uid": uid = place
      case "id.orig_h", "id_orig_h", "src", "src_ip", "orig_h": origH = place
      case "id.resp_h", "id_resp_h", "dst", "dst_ip", "dest", "dest_ip", "resp_h": respH = place
      case "tx_hosts": senders = place
      case "rx_hosts": receivers = place
      case "conn_uids": connections = place
      case "source": source = place
      case "mime_type": mimeType = place
      case "filename": filename = place
      case "is_orig": isOrig = place
      case "seen_bytes": seenBytes = place
      case "total_bytes": totalBytes = place
      case "missing_bytes": missingBytes = place
      case "md5": md5 = place
      case "sha1": sha1 = place
      case "sha256": sha256 = place
      case "_node_name", "_system_name": computer = place
      case "_path", "_stream": break
      default: return false
      }
      return true
    }
  }

  /// Columns that are read and kept as well: sets where they hold more than the one that is read,
  /// and numbers from which a size is drawn.
  private static let keptToo: Set = [
    "tx_hosts", "rx_hosts", "conn_uids", "seen_bytes", "missing_bytes",
  ]

  var timePlace: Int { places.ts }
  var observableFields: [ZeekObservableField]? {
    // The first of a set of senders, or of receivers, can make a line a bad one.
    if places.origH < 0, places.senders >= 0 { return nil }
    return [
      .address(places.origH), .address(places.respH), .hash(places.md5), .hash(places.sha1),
      .hash(places.sha256),
    ]
  }

  mutating func take(_ header: ZeekHeader) {
    places = Places()
    extensions.removeAll()
    for (place, name) in header.fields.enumerated()
    where !places.take(name, at: place) || Self.keptToo.contains(name) {
      let type = place < header.types.count ? header.types[place] : nil
      let ordinary = ["missing_bytes": "0", "overflow_bytes": "0", "timedout": "F", "depth": "0"]
      extensions.append(
        name, at: place, type: type, ordinary: ordinary[name] ?? "",
        isOnlyForSeveral: type?.hasPrefix("set") == true && Self.keptToo.contains(name))
    }
  }

  mutating func add(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    guard let time = record.field(places.ts), let start = cell.time(time) else {
      return "the time (ts) cannot be read"
    }
    rows.beginRow()
    rows.set(Table.timeGenerated, integer: start)
    if let reason = addEnds(record, to: rows) { return reason }
    cell.setHash(rows, Table.md5, record.field(places.md5), digits: 32)
    cell.setHash(rows, Table.sha1, record.field(places.sha1), digits: 40)
    cell.setHash(rows, Table.sha256, record.field(places.sha256), digits: 64)
    rows.set(Table.actionType, text: Self.transferred)
    cell.setText(rows, Table.fileName, record.field(places.filename))
    cell.setText(rows, Table.fileContentType, record.field(places.mimeType))
    cell.setText(rows, Table.applicationProtocol, record.field(places.source))
    cell.setText(rows, Table.computer, record.field(places.computer))
    cell.setText(
      rows, Table.networkSessionId,
      record.field(places.uid) ?? first(places.connections, of: record))
    cell.setInteger(rows, Table.fileSize, size(record))
    extensions.object(record) { rows.set(Table.additionalFields, text: $0) }
    return nil
  }

  private static var transferred: UnsafeRawBufferPointer {
    let name: StaticString = "FileTransferred"
    return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }

  /// Who sent the file and who received it; why not, if not.
  private func addEnds(_ record: ZeekRecord, to rows: PendingRun) -> String? {
    if places.origH < 0, places.senders >= 0 {
      guard cell.source.take(first(places.senders, of: record)) else {
        return "the address in tx_hosts cannot be read"
      }
      guard cell.destination.take(first(places.receivers, of: record)) else {
        return "the address in rx_hosts cannot be read"
      }
    } else {
      let isFromOriginator = cell.boolean(record.field(places.isOrig)) ?? true
      let originator = isFromOriginator ? cell.source : cell.destination
      let responder = isFromOriginator ? cell.destination : cell.source
      guard originator.take(record.field(places.origH)) else {
        return "the address in id.orig_h cannot be read"
      }
      guard responder.take(record.field(places.respH)) else {
        return "the address in id.resp_h cannot be read"
      }
    }
    rows.set(Table.sourceIP, text: cell.source.bytes)
    rows.set(Table.destinationIP, text: cell.destination.bytes)
    return nil
  }

  /// The first element of a set.
  private func first(_ place: Int, of record: ZeekRecord) -> UnsafeRawBufferPointer? {
    guard let field = record.field(place) else { return nil }
    var first: UnsafeRawBufferPointer?
    record.eachElement(of: field) { index, element in if index == 0 { first = element } }
    return first
  }

  /// The file's size: as its protocol told, else the bytes that were seen where none is missing.
  private func size(_ record: ZeekRecord) -> UnsafeRawBufferPointer? {
    if let total = record.field(places.totalBytes) { return total }
    guard let missing = record.field(places.missingBytes), FieldNumber.integer(missing) == 0 else {
      return nil
    }
    return record.field(places.seenBytes)
  }
}
