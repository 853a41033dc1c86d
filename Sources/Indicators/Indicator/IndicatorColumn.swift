// The 64 columns of `ThreatIntelligenceIndicator` by number, name and type.
// Called by the warehouse (statements, catalog) and by readers of files that have such columns.
// The order is the table's; it must not be changed, since raw values index statements.

/// A column of `ThreatIntelligenceIndicator`; the raw value is its place, 0 to 63.
public enum IndicatorColumn: Int, CaseIterable, Sendable {
  /// `TenantId`, string.
  case tenantId
  /// `TimeGenerated`, datetime.
  case timeGenerated
  /// `SourceSystem`, string.
  case sourceSystem
  /// `Action`, string.
  case action
  /// `ActivityGroupNames`, string.
  case activityGroupNames
  /// `AdditionalInformation`, string.
  case additionalInformation
  /// `ApplicationId`, string.
  case applicationId
  /// `AzureTenantId`, string.
  case azureTenantId
  /// `ConfidenceScore`, real.
  case confidenceScore
  /// `Description`, string.
  case description
  /// `DiamondModel`, string.
  case diamondModel
  /// `ExternalIndicatorId`, string.
  case externalIndicatorId
  /// `ExpirationDateTime`, datetime.
  case expirationDateTime
  /// `IndicatorId`, string.
  case indicatorId
  /// `ThreatType`, string.
  case threatType
  /// `Active`, bool.
  case active
  /// `KillChainActions`, bool.
  case killChainActions
  /// `KillChainC2`, bool.
  case killChainC2
  /// `KillChainDelivery`, bool.
  case killChainDelivery
  /// `KillChainExploitation`, bool.
  case killChainExploitation
  /// `KillChainReconnaissance`, bool.
  case killChainReconnaissance
  /// `KillChainWeaponization`, bool.
  case killChainWeaponization
  /// `KnownFalsePositives`, string.
  case knownFalsePositives
  /// `MalwareNames`, string.
  case malwareNames
  /// `PassiveOnly`, bool.
  case passiveOnly
  /// `ThreatSeverity`, int.
  case threatSeverity
  /// `Tags`, string.
  case tags
  /// `TrafficLightProtocolLevel`, string.
  case trafficLightProtocolLevel
  /// `EmailEncoding`, string.
  case emailEncoding
  /// `EmailLanguage`, string.
  case emailLanguage
  /// `EmailRecipient`, string.
  case emailRecipient
  /// `EmailSenderAddress`, string.
  case emailSenderAddress
  /// `EmailSenderName`, string.
  case emailSenderName
  /// `EmailSourceDomain`, string.
  case emailSourceDomain
  /// `EmailSourceIpAddress`, string.
  case emailSourceIpAddress
  /// `EmailSubject`, string.
  case emailSubject
  /// `EmailXMailer`, string.
  case emailXMailer
  /// `FileCompileDateTime`, datetime.
  case fileCompileDateTime
  /// `FileCreatedDateTime`, datetime.
  case fileCreatedDateTime
  /// `FileHashType`, string.
  case fileHashType
  /// `FileHashValue`, string.
  case fileHashValue
  /// `FileMutexName`, string.
  case fileMutexName
  /// `FileName`, string.
  case fileName
  /// `FilePacker`, string.
  case filePacker
  /// `FilePath`, string.
  case filePath
  /// `FileSize`, int.
  case fileSize
  /// `FileType`, string.
  case fileType
  /// `DomainName`, string.
  case domainName
  /// `NetworkIP`, string.
  case networkIP
  /// `NetworkPort`, int.
  case networkPort
  /// `NetworkDestinationAsn`, int.
  case networkDestinationAsn
  /// `NetworkDestinationCidrBlock`, string.
  case networkDestinationCidrBlock
  /// `NetworkDestinationIP`, string.
  case networkDestinationIP
  /// `NetworkCidrBlock`, string.
  case networkCidrBlock
  /// `NetworkDestinationPort`, int.
  case networkDestinationPort
  /// `NetworkProtocol`, int.
  case networkProtocol
  /// `NetworkSourceAsn`, int.
  case networkSourceAsn
  /// `NetworkSourceCidrBlock`, string.
  case networkSourceCidrBlock
  /// `NetworkSourceIP`, string.
  case networkSourceIP
  /// `NetworkSourcePort`, int.
  case networkSourcePort
  /// `Url`, string.
  case url
  /// `UserAgent`, string.
  case userAgent
  /// `IndicatorProvider`, string.
  case indicatorProvider
  /// `Type`, string.
  case type

  /// The Kusto types that the table uses.
  public enum ScalarType: String, Sendable {
    /// Text; never null.
    case string
    /// An instant, `Timestamp`.
    case datetime
    /// A double.
    case real
    /// An integer; 64 bits here.
    case int
    /// True or false.
    case bool
  }

  /// The name as Sentinel spells it.
  public var name: String { Self.definitions[rawValue].name }

  /// The type as Kusto names it.
  public var type: ScalarType { Self.definitions[rawValue].type }

  /// The column of a name in Sentinel's spelling, ASCII case-insensitively; nil where none has it.
  public init?(name: String) {
    let wanted = name.asciiLowered
    guard let found = Self.allCases.first(where: { $0.name.asciiLowered == wanted }) else {
      return nil
    }
    self = found
  }

  private static let definitions: [(name: String, type: ScalarType)] = [
    ("TenantId", .string),
    ("TimeGenerated", .datetime),
    ("SourceSystem", .string),
    ("Action", .string),
    ("ActivityGroupNames", .string),
    ("AdditionalInformation", .string),
    ("ApplicationId", .string),
    ("AzureTenantId", .string),
    ("ConfidenceScore", .real),
    ("Description", .string),
    ("DiamondModel", .string),
    ("ExternalIndicatorId", .string),
    ("ExpirationDateTime", .datetime),
    ("IndicatorId", .string),
    ("ThreatType", .string),
    ("Active", .bool),
    ("KillChainActions", .bool),
    ("KillChainC2", .bool),
    ("KillChainDelivery", .bool),
    ("KillChainExploitation", .bool),
    ("KillChainReconnaissance", .bool),
    ("KillChainWeaponization", .bool),
    ("KnownFalsePositives", .string),
    ("MalwareNames", .string),
    ("PassiveOnly", .bool),
    ("ThreatSeverity", .int),
    ("Tags", .string),
    ("TrafficLightProtocolLevel", .string),
    ("EmailEncoding", .string),
    ("EmailLanguage", .string),
    ("EmailRecipient", .string),
    ("EmailSenderAddress", .string),
    ("EmailSenderName", .string),
    ("EmailSourceDomain", .string),
    ("EmailSourceIpAddress", .string),
    ("EmailSubject", .string),
    ("EmailXMailer", .string),
    ("FileCompileDateTime", .datetime),
    ("FileCreatedDateTime", .datetime),
    ("FileHashType", .string),
    ("FileHashValue", .string),
    ("FileMutexName", .string),
    ("FileName", .string),
    ("FilePacker", .string),
    ("FilePath", .string),
    ("FileSize", .int),
    ("FileType", .string),
    ("DomainName", .string),
    ("NetworkIP", .string),
    ("NetworkPort", .int),
    ("NetworkDestinationAsn", .int),
    ("NetworkDestinationCidrBlock", .string),
    ("NetworkDestinationIP", .string),
    ("NetworkCidrBlock", .string),
    ("NetworkDestinationPort", .int),
    ("NetworkProtocol", .int),
    ("NetworkSourceAsn", .int),
    ("NetworkSourceCidrBlock", .string),
    ("NetworkSourceIP", .string),
    ("NetworkSourcePort", .int),
    ("Url", .string),
    ("UserAgent", .string),
    ("IndicatorProvider", .string),
    ("Type", .string),
  ]
}
