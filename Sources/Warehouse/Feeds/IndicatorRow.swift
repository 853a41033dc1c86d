// How an indicator row is written: the stored columns and the order of their parameters.
// SourceSystem, Active and Type are not stored: the view ThreatIntelligenceIndicator gives them.

internal import Indicators
internal import SQLite

enum IndicatorRow {
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

  /// Parameters: `columns`, then RawObjectId, Version, SourceId, IndicatorId, RowKey.
  static let insertSQL: String = {
    let keys = ["RawObjectId", "Version", "SourceId", "IndicatorId", "RowKey"]
    let names = (columns + keys).joined(separator: ", ")
    let marks = repeatElement("?", count: columns.count + keys.count).joined(separator: ", ")
    return "INSERT INTO Indicator (\(names)) VALUES (\(marks)) ON CONFLICT DO NOTHING"
  }()

  /// Parameters: `columns`, then RawObjectId, Version, Id.
  static let updateSQL: String = {
    let sets = columns.map { "\($0) = ?" } + ["RawObjectId = ?", "Version = ?"]
    return "UPDATE Indicator SET \(sets.joined(separator: ", ")) WHERE Id = ?"
  }()

  /// Binds `columns` and gives the position after them.
  static func bind(_ row: Indicator, to statement: Statement) -> Int32 {
    var position: Int32 = 0
    func text(_ value: String) {
      position += 1
      statement.bind(value, at: position)
    }
    func time(_ value: Timestamp?) {
      position += 1
      statement.bind(value?.ticks, at: position)
    }
    func integer(_ value: Int64?) {
      position += 1
      statement.bind(value, at: position)
    }
    func real(_ value: Double?) {
      position += 1
      statement.bind(value, at: position)
    }
    func bool(_ value: Bool?) {
      position += 1
      statement.bind(value, at: position)
    }
    text(row.tenantId)
    time(row.timeGenerated)
    text(row.action)
    text(row.activityGroupNames)
    text(row.additionalInformation)
    text(row.applicationId)
    text(row.azureTenantId)
    real(row.confidenceScore)
    text(row.description)
    text(row.diamondModel)
    text(row.externalIndicatorId)
    time(row.expirationDateTime)
    text(row.threatType)
    bool(row.killChainActions)
    bool(row.killChainC2)
    bool(row.killChainDelivery)
    bool(row.killChainExploitation)
    bool(row.killChainReconnaissance)
    bool(row.killChainWeaponization)
    text(row.knownFalsePositives)
    text(row.malwareNames)
    bool(row.passiveOnly)
    integer(row.threatSeverity)
    text(row.tags)
    text(row.trafficLightProtocolLevel)
    text(row.emailEncoding)
    text(row.emailLanguage)
    text(row.emailRecipient)
    text(row.emailSenderAddress)
    text(row.emailSenderName)
    text(row.emailSourceDomain)
    text(row.emailSourceIpAddress)
    text(row.emailSubject)
    text(row.emailXMailer)
    time(row.fileCompileDateTime)
    time(row.fileCreatedDateTime)
    text(row.fileHashType)
    text(row.fileHashValue)
    text(row.fileMutexName)
    text(row.fileName)
    text(row.filePacker)
    text(row.filePath)
    integer(row.fileSize)
    text(row.fileType)
    text(row.domainName)
    text(row.networkIP)
    integer(row.networkPort)
    integer(row.networkDestinationAsn)
    text(row.networkDestinationCidrBlock)
    text(row.networkDestinationIP)
    text(row.networkCidrBlock)
    integer(row.networkDestinationPort)
    integer(row.networkProtocol)
    integer(row.networkSourceAsn)
    text(row.networkSourceCidrBlock)
    text(row.networkSourceIP)
    integer(row.networkSourcePort)
    text(row.url)
    text(row.userAgent)
    text(row.indicatorProvider)
    text(row.pattern)
    text(row.patternType)
    text(row.observablePath)
    text(row.observableValue)
    time(row.validFrom)
    time(row.validUntil)
    time(row.created)
    time(row.modified)
    bool(row.revoked)
    return position + 1
  }
}
