// The observables of a row, and the text that identifies them in the upsert key.
// Called by the warehouse. It must not depend on the order in which a pattern was written: the
// same observables give the same key on every poll.

extension Indicator {
  /// The columns of this row that hold observables, in `ObservableColumn` order, canonical.
  public var observables: [(column: ObservableColumn, value: String)] {
    var found: [(column: ObservableColumn, value: String)] = []
    func take(_ column: ObservableColumn, _ value: String) {
      if !value.isEmpty { found.append((column, value)) }
    }
    // Property by property: through `value(of:)` this took a tenth of an ingestion.
    take(.networkIP, networkIP)
    take(.networkSourceIP, networkSourceIP)
    take(.networkDestinationIP, networkDestinationIP)
    take(.emailSourceIpAddress, emailSourceIpAddress)
    take(.domainName, domainName)
    take(.url, url)
    take(.fileHashValue, fileHashValue)
    take(.emailSenderAddress, emailSenderAddress)
    take(.networkCidrBlock, networkCidrBlock)
    take(.networkSourceCidrBlock, networkSourceCidrBlock)
    take(.networkDestinationCidrBlock, networkDestinationCidrBlock)
    take(.emailSourceDomain, emailSourceDomain)
    take(.emailRecipient, emailRecipient)
    take(.fileName, fileName)
    take(.filePath, filePath)
    take(.fileMutexName, fileMutexName)
    take(.userAgent, userAgent)
    take(.emailSubject, emailSubject)
    take(.emailSenderName, emailSenderName)
    take(.emailXMailer, emailXMailer)
    return found
  }

  /// The identity of this row's observables: the third part of the upsert key
  /// (SourceSystem, IndicatorId, observable).
  ///
  /// `NetworkIP=192.0.2.1`; several, and the numbers that narrow them, joined by `;`:
  /// `NetworkDestinationIP=192.0.2.1;NetworkDestinationPort=443`. A row whose observable has no
  /// column is identified by its STIX side, `windows-registry-key:key=…`. `""` without any.
  /// A `;` or `\` inside a value is written `\;` or `\\`, so that no two sets share a text.
  public var observableKey: String { key(of: observables) }

  /// `observableKey`, for a caller that has asked for the observables already.
  public func key(of observables: [(column: ObservableColumn, value: String)]) -> String {
    var key = ""
    func add(_ name: String, _ value: String) {
      if !key.isEmpty { key += ";" }
      key += name
      key += "="
      key += Self.escaped(value)
    }
    for (column, value) in observables { add(column.name, value) }
    for (column, number) in narrowingNumbers {
      if let number { add(column.name, String(number)) }
    }
    if key.isEmpty, !observablePath.isEmpty { add(observablePath, observableValue) }
    return key
  }

  /// Numbers that a pattern can ask for and that thereby tell two rows apart.
  private var narrowingNumbers: [(column: IndicatorColumn, number: Int64?)] {
    [
      (.networkPort, networkPort), (.networkSourcePort, networkSourcePort),
      (.networkDestinationPort, networkDestinationPort), (.networkProtocol, networkProtocol),
      (.networkSourceAsn, networkSourceAsn), (.networkDestinationAsn, networkDestinationAsn),
      (.fileSize, fileSize),
    ]
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x3B || $0 == ASCII.backslash }) else { return value }
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if byte == 0x3B || byte == ASCII.backslash { bytes.append(ASCII.backslash) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
