// How an indicator row is written: the stored columns and the order of their parameters.
// SourceSystem, Active and Type are not stored: the view ThreatIntelligenceIndicator gives them.
// Called by IndicatorStore.

internal import Indicators
internal import SQLite

/// The two statements that write a row.
struct IndicatorRows {
  /// The columns that an update writes too, in the order of their parameters.
  private static let columns = [
    "TenantId", "TimeGenerated", "Action", "ActivityGroupNames", "AdditionalInformation",
    "ApplicationId", "AzureTenantId", "ConfidenceScore", "Description", "DiamondModel",
    "ExternalIndicatorId", "ExpirationDateTime", "ThreatType", "KillChainActions",
    "KillChainC2", "KillChainDelivery", "KillChainExploitation", "KillChainReconnaissance",
    "KillChainWeaponization", "KnownFalsePositives", "MalwareNames", "PassiveOnly",
    "ThreatSeverity", "Tags", "TrafficLightProtocolLevel", "EmailEncoding", "EmailLanguage",
    "EmailRecipient", "EmailSenderAddress", "EmailSenderName", "EmailSourceDomain",
    "EmailSourceIpAddress", "EmailSubject", "EmailXMailer", "FileCompileDateTime",
    "FileCreatedDateTime", "FileHashType", "FileHashValue", "FileMutexName", "FileName",
    "FilePacker", "FilePath", "FileSize", "FileType", "DomainName", "NetworkIP", "NetworkPort",
    "NetworkDestinationAsn", "NetworkDestinationCidrBlock", "NetworkDestinationIP",
    "NetworkCidrBlock", "NetworkDestinationPort", "NetworkProtocol", "NetworkSourceAsn",
    "NetworkSourceCidrBlock", "NetworkSourceIP", "NetworkSourcePort", "Url", "UserAgent",
    "IndicatorProvider", "Pattern", "PatternType", "ObservablePath", "ObservableValue",
    "ValidFrom", "ValidUntil", "Created", "Modified", "Revoked",
  ]

  private static let keys = ["RawObjectId", "Version", "SourceId", "IndicatorId", "RowKey"]

  /// Parameters: `columns`, then `keys`.
  static let insertSQL =
    "INSERT INTO Indicator \(values(columns + keys)) ON CONFLICT DO NOTHING"

  /// Parameters: `columns`, then `keys`, then Reason, FirstSeen. In the place of another
  /// object's row only a version that is not older comes, as among the rows that hunts see.
  private static let holdSQL: String = {
    let held = columns + keys + ["Reason"]
    let sets = held.map { "\($0) = excluded.\($0)" }
    return """
      INSERT INTO QuarantinedIndicator AS q \(values(held + ["FirstSeen"]))
      ON CONFLICT (SourceId, IndicatorId, RowKey) DO UPDATE SET \(sets.joined(separator: ", "))
      WHERE q.RawObjectId = excluded.RawObjectId
        OR (SELECT n.Modified < o.Modified FROM RawObject AS n, RawObject AS o
          WHERE n.Id = excluded.RawObjectId AND o.Id = q.RawObjectId) IS NOT TRUE
      """
  }()

  /// Moves a held row to where hunts see it. Parameters: TimeGenerated, Version, Id.
  static let releaseSQL: String = {
    let names = columns + keys
    let sources = names.map {
      switch $0 {
      case "TimeGenerated": "?1"
      case "Version": "?2"
      default: $0
      }
    }
    return """
      INSERT INTO Indicator (\(names.joined(separator: ", ")))
      SELECT \(sources.joined(separator: ", ")) FROM QuarantinedIndicator WHERE Id = ?3
      ON CONFLICT DO NOTHING
      """
  }()

  private static func values(_ names: [String]) -> String {
    let marks = repeatElement("?", count: names.count).joined(separator: ", ")
    return "(\(names.joined(separator: ", "))) VALUES (\(marks))"
  }

  /// Parameters: `columns`, then RawObjectId, Version, Id.
  static let updateSQL: String = {
    let sets = columns.map { "\($0) = ?" } + ["RawObjectId = ?", "Version = ?"]
    return "UPDATE Indicator SET \(sets.joined(separator: ", ")) WHERE Id = ?"
  }()

  private let connection: Connection
  private let insert: ColumnBinding
  private let update: ColumnBinding
  private let hold: ColumnBinding

  /// The statements, prepared once for a connection.
  init(connection: Connection) throws {
    self.connection = connection
    insert = ColumnBinding(try connection.cached(Self.insertSQL))
    update = ColumnBinding(try connection.cached(Self.updateSQL))
    hold = ColumnBinding(try connection.cached(Self.holdSQL))
  }

  /// Inserts a row and gives its `Indicator.Id`; nil where another object of the source already gave
  /// a row with the same key.
  func insert(
    _ row: Indicator, key: String, rawId: Int64, version: Int64, sourceId: Int64
  ) throws -> Int64? {
    Self.bind(row, key, rawId: rawId, version: version, sourceId: sourceId, insert)
    try insert.run()
    return connection.changes == 1 ? connection.lastInsertRowID : nil
  }

  /// Keeps a row where no hunt sees it.
  func hold(
    _ row: Indicator, key: String, rawId: Int64, version: Int64, sourceId: Int64, reason: String,
    now: Int64
  ) throws {
    Self.bind(row, key, rawId: rawId, version: version, sourceId: sourceId, hold)
    hold.text(reason)
    hold.integer(now)
    try hold.run()
  }

  /// Writes a row in the place of another.
  func update(_ row: Indicator, rowId: Int64, rawId: Int64, version: Int64) throws {
    Self.bind(row, update)
    update.integer(rawId)
    update.integer(version)
    update.integer(rowId)
    try update.run()
  }

  /// Binds `columns` and `keys`.
  private static func bind(
    _ row: Indicator, _ key: String, rawId: Int64, version: Int64, sourceId: Int64,
    _ next: ColumnBinding
  ) {
    bind(row, next)
    next.integer(rawId)
    next.integer(version)
    next.integer(sourceId)
    next.text(row.indicatorId)
    next.text(key)
  }

  /// Binds `columns`.
  private static func bind(_ row: Indicator, _ next: ColumnBinding) {
    next.text(row.tenantId)
    next.integer(row.timeGenerated?.ticks)
    next.text(row.action)
    next.text(row.activityGroupNames)
    next.text(row.additionalInformation)
    next.text(row.applicationId)
    next.text(row.azureTenantId)
    next.real(row.confidenceScore)
    next.text(row.description)
    next.text(row.diamondModel)
    next.text(row.externalIndicatorId)
    next.integer(row.expirationDateTime?.ticks)
    next.text(row.threatType)
    next.bool(row.killChainActions)
    next.bool(row.killChainC2)
    next.bool(row.killChainDelivery)
    next.bool(row.killChainExploitation)
    next.bool(row.killChainReconnaissance)
    next.bool(row.killChainWeaponization)
    next.text(row.knownFalsePositives)
    next.text(row.malwareNames)
    next.bool(row.passiveOnly)
    next.integer(row.threatSeverity)
    next.text(row.tags)
    next.text(row.trafficLightProtocolLevel)
    next.text(row.emailEncoding)
    next.text(row.emailLanguage)
    next.text(row.emailRecipient)
    next.text(row.emailSenderAddress)
    next.text(row.emailSenderName)
    next.text(row.emailSourceDomain)
    next.text(row.emailSourceIpAddress)
    next.text(row.emailSubject)
    next.text(row.emailXMailer)
    next.integer(row.fileCompileDateTime?.ticks)
    next.integer(row.fileCreatedDateTime?.ticks)
    next.text(row.fileHashType)
    next.text(row.fileHashValue)
    next.text(row.fileMutexName)
    next.text(row.fileName)
    next.text(row.filePacker)
    next.text(row.filePath)
    next.integer(row.fileSize)
    next.text(row.fileType)
    next.text(row.domainName)
    next.text(row.networkIP)
    next.integer(row.networkPort)
    next.integer(row.networkDestinationAsn)
    next.text(row.networkDestinationCidrBlock)
    next.text(row.networkDestinationIP)
    next.text(row.networkCidrBlock)
    next.integer(row.networkDestinationPort)
    next.integer(row.networkProtocol)
    next.integer(row.networkSourceAsn)
    next.text(row.networkSourceCidrBlock)
    next.text(row.networkSourceIP)
    next.integer(row.networkSourcePort)
    next.text(row.url)
    next.text(row.userAgent)
    next.text(row.indicatorProvider)
    next.text(row.pattern)
    next.text(row.patternType)
    next.text(row.observablePath)
    next.text(row.observableValue)
    next.integer(row.validFrom?.ticks)
    next.integer(row.validUntil?.ticks)
    next.integer(row.created?.ticks)
    next.integer(row.modified?.ticks)
    next.bool(row.revoked)
  }
}
