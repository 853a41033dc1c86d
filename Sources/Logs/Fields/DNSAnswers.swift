// The answers of a DNS row: the addresses among them for IPAddresses, and all of them with their
// times to live as DnsResponseName. Called by ZeekDNS, SuricataDNS and DNSEvent.

/// The answers of the row that is being read. Exclusivity is not checked: it is asked for each answer.
final class DNSAnswers {
  /// Addresses, canonical, with `, ` between them: so Microsoft's rules split them again.
  @exclusivity(unchecked) private(set) var addresses: [UInt8] = []
  /// `[{"data":"…","ttl":300}, …]`
  @exclusivity(unchecked) private(set) var json: [UInt8] = []
  @exclusivity(unchecked) private var ttls: [UnsafeRawBufferPointer] = []
  @exclusivity(unchecked) private var printable: [UInt8] = []

  private static let dataKey = Array(#"{"data":"#.utf8)
  private static let ttlKey = Array(#","ttl":"#.utf8)

  /// Reads a row's answers; `ttls` align with them by index.
  func read(
    _ answers: UnsafeRawBufferPointer, ttls: UnsafeRawBufferPointer?, of record: ZeekRecord,
    _ cell: CellWriter
  ) {
    begin()
    self.ttls.removeAll(keepingCapacity: true)
    if let ttls { record.eachElement(of: ttls) { self.ttls.append($1) } }
    record.eachElement(of: answers) { number, element in
      printable.removeAll(keepingCapacity: true)
      ZeekText.appendPrintable(element, to: &printable)
      add(element, ttl: number < self.ttls.count ? self.ttls[number] : nil, cell)
    }
    end()
  }

  /// Forgets the answers of the last row.
  func begin() {
    addresses.removeAll(keepingCapacity: true)
    json.removeAll(keepingCapacity: true)
  }

  /// Adds an answer of a log without Zeek's escapes.
  func append(_ data: UnsafeRawBufferPointer, ttl: UnsafeRawBufferPointer?, _ cell: CellWriter) {
    printable.removeAll(keepingCapacity: true)
    LogText.append(data, to: &printable)
    add(data, ttl: ttl, cell)
  }

  /// Completes the answers.
  func end() { if !json.isEmpty { json.append(0x5d) } }

  /// Calls `body` with each address.
  func eachAddress(_ body: (UnsafeRawBufferPointer) -> Void) {
    addresses.withUnsafeBytes { bytes in
      var start = 0
      for end in bytes.indices where bytes[end] == 0x2c {
        body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        // The blank behind the comma.
        start = end + 2
      }
      if start < bytes.count { body(UnsafeRawBufferPointer(rebasing: bytes[start...])) }
    }
  }

  /// Adds an answer, whose text is in `printable`.
  private func add(
    _ element: UnsafeRawBufferPointer, ttl: UnsafeRawBufferPointer?, _ cell: CellWriter
  ) {
    json.append(json.isEmpty ? 0x5b : 0x2c)
    json += Self.dataKey
    let length = addresses.count
    if length > 0 { addresses += [0x2c, 0x20] }
    let start = addresses.count
    if cell.appendAddress(element, to: &addresses) {
      LogText.appendJSON(addresses[start...], to: &json)
    } else {
      addresses.removeSubrange(length...)
      LogText.appendJSON(printable, to: &json)
    }
    if let ttl, FieldNumber.isJSON(ttl) {
      json += Self.ttlKey
      json.append(contentsOf: Self.withoutZeros(ttl))
    }
    json.append(0x7d)
  }

  /// Seconds without a fraction of zeros: Zeek writes `300.000000`.
  private static func withoutZeros(_ ttl: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard ttl.contains(0x2e) else { return ttl }
    var count = ttl.count
    while count > 0, ttl[count - 1] == 0x30 { count -= 1 }
    if count > 0, ttl[count - 1] == 0x2e { count -= 1 }
    return UnsafeRawBufferPointer(rebasing: ttl[..<count])
  }
}
