// The 64 columns of an `Indicator` reached by `IndicatorColumn`, for code that loops over them.
// Called by the warehouse's bind loop, the pattern rows and the readers of files.
// It must not convert: a value of another type than the column's is refused.

/// The value of one column.
public enum IndicatorColumnValue: Hashable, Sendable {
  /// A string; `""` is absent.
  case string(String)
  /// An instant, or null.
  case datetime(Timestamp?)
  /// A double, or null.
  case real(Double?)
  /// An integer, or null.
  case int(Int64?)
  /// True, false or null.
  case bool(Bool?)

  /// Whether the value is `""` or null.
  public var isAbsent: Bool {
    switch self {
    case .string(let value): value.isEmpty
    case .datetime(let value): value == nil
    case .real(let value): value == nil
    case .int(let value): value == nil
    case .bool(let value): value == nil
    }
  }
}

extension Indicator {
  /// The value of a column.
  public func value(of column: IndicatorColumn) -> IndicatorColumnValue {
    switch column {
    case .tenantId: .string(tenantId)
    case .timeGenerated: .datetime(timeGenerated)
    case .sourceSystem: .string(sourceSystem)
    case .action: .string(action)
    case .activityGroupNames: .string(activityGroupNames)
    case .additionalInformation: .string(additionalInformation)
    case .applicationId: .string(applicationId)
    case .azureTenantId: .string(azureTenantId)
    case .confidenceScore: .real(confidenceScore)
    case .description: .string(description)
    case .diamondModel: .string(diamondModel)
    case .externalIndicatorId: .string(externalIndicatorId)
    case .expirationDateTime: .datetime(expirationDateTime)
    case .indicatorId: .string(indicatorId)
    case .threatType: .string(threatType)
    case .active: .bool(active)
    case .killChainActions: .bool(killChainActions)
    case .killChainC2: .bool(killChainC2)
    case .killChainDelivery: .bool(killChainDelivery)
    case .killChainExploitation: .bool(killChainExploitation)
    case .killChainReconnaissance: .bool(killChainReconnaissance)
    case .killChainWeaponization: .bool(killChainWeaponization)
    case .knownFalsePositives: .string(knownFalsePositives)
    case .malwareNames: .string(malwareNames)
    case .passiveOnly: .bool(passiveOnly)
    case .threatSeverity: .int(threatSeverity)
    case .tags: .string(tags)
    case .trafficLightProtocolLevel: .string(trafficLightProtocolLevel)
    case .emailEncoding: .string(emailEncoding)
    case .emailLanguage: .string(emailLanguage)
    case .emailRecipient: .string(emailRecipient)
    case .emailSenderAddress: .string(emailSenderAddress)
    case .emailSenderName: .string(emailSenderName)
    case .emailSourceDomain: .string(emailSourceDomain)
    case .emailSourceIpAddress: .string(emailSourceIpAddress)
    case .emailSubject: .string(emailSubject)
    case .emailXMailer: .string(emailXMailer)
    case .fileCompileDateTime: .datetime(fileCompileDateTime)
    case .fileCreatedDateTime: .datetime(fileCreatedDateTime)
    case .fileHashType: .string(fileHashType)
    case .fileHashValue: .string(fileHashValue)
    case .fileMutexName: .string(fileMutexName)
    case .fileName: .string(fileName)
    case .filePacker: .string(filePacker)
    case .filePath: .string(filePath)
    case .fileSize: .int(fileSize)
    case .fileType: .string(fileType)
    case .domainName: .string(domainName)
    case .networkIP: .string(networkIP)
    case .networkPort: .int(networkPort)
    case .networkDestinationAsn: .int(networkDestinationAsn)
    case .networkDestinationCidrBlock: .string(networkDestinationCidrBlock)
    case .networkDestinationIP: .string(networkDestinationIP)
    case .networkCidrBlock: .string(networkCidrBlock)
    case .networkDestinationPort: .int(networkDestinationPort)
    case .networkProtocol: .int(networkProtocol)
    case .networkSourceAsn: .int(networkSourceAsn)
    case .networkSourceCidrBlock: .string(networkSourceCidrBlock)
    case .networkSourceIP: .string(networkSourceIP)
    case .networkSourcePort: .int(networkSourcePort)
    case .url: .string(url)
    case .userAgent: .string(userAgent)
    case .indicatorProvider: .string(indicatorProvider)
    case .type: .string(type)
    }
  }

  /// Sets a column.
  ///
  /// - Returns: false, and no change, where the value's type is not the column's.
  @discardableResult
  public mutating func set(_ column: IndicatorColumn, to value: IndicatorColumnValue) -> Bool {
    switch (column, value) {
    case (.tenantId, .string(let value)): tenantId = value
    case (.timeGenerated, .datetime(let value)): timeGenerated = value
    case (.sourceSystem, .string(let value)): sourceSystem = value
    case (.action, .string(let value)): action = value
    case (.activityGroupNames, .string(let value)): activityGroupNames = value
    case (.additionalInformation, .string(let value)): additionalInformation = value
    case (.applicationId, .string(let value)): applicationId = value
    case (.azureTenantId, .string(let value)): azureTenantId = value
    case (.confidenceScore, .real(let value)): confidenceScore = value
    case (.description, .string(let value)): description = value
    case (.diamondModel, .string(let value)): diamondModel = value
    case (.externalIndicatorId, .string(let value)): externalIndicatorId = value
    case (.expirationDateTime, .datetime(let value)): expirationDateTime = value
    case (.indicatorId, .string(let value)): indicatorId = value
    case (.threatType, .string(let value)): threatType = value
    case (.active, .bool(let value)): active = value
    case (.killChainActions, .bool(let value)): killChainActions = value
    case (.killChainC2, .bool(let value)): killChainC2 = value
    case (.killChainDelivery, .bool(let value)): killChainDelivery = value
    case (.killChainExploitation, .bool(let value)): killChainExploitation = value
    case (.killChainReconnaissance, .bool(let value)): killChainReconnaissance = value
    case (.killChainWeaponization, .bool(let value)): killChainWeaponization = value
    case (.knownFalsePositives, .string(let value)): knownFalsePositives = value
    case (.malwareNames, .string(let value)): malwareNames = value
    case (.passiveOnly, .bool(let value)): passiveOnly = value
    case (.threatSeverity, .int(let value)): threatSeverity = value
    case (.tags, .string(let value)): tags = value
    case (.trafficLightProtocolLevel, .string(let value)): trafficLightProtocolLevel = value
    case (.emailEncoding, .string(let value)): emailEncoding = value
    case (.emailLanguage, .string(let value)): emailLanguage = value
    case (.emailRecipient, .string(let value)): emailRecipient = value
    case (.emailSenderAddress, .string(let value)): emailSenderAddress = value
    case (.emailSenderName, .string(let value)): emailSenderName = value
    case (.emailSourceDomain, .string(let value)): emailSourceDomain = value
    case (.emailSourceIpAddress, .string(let value)): emailSourceIpAddress = value
    case (.emailSubject, .string(let value)): emailSubject = value
    case (.emailXMailer, .string(let value)): emailXMailer = value
    case (.fileCompileDateTime, .datetime(let value)): fileCompileDateTime = value
    case (.fileCreatedDateTime, .datetime(let value)): fileCreatedDateTime = value
    case (.fileHashType, .string(let value)): fileHashType = value
    case (.fileHashValue, .string(let value)): fileHashValue = value
    case (.fileMutexName, .string(let value)): fileMutexName = value
    case (.fileName, .string(let value)): fileName = value
    case (.filePacker, .string(let value)): filePacker = value
    case (.filePath, .string(let value)): filePath = value
    case (.fileSize, .int(let value)): fileSize = value
    case (.fileType, .string(let value)): fileType = value
    case (.domainName, .string(let value)): domainName = value
    case (.networkIP, .string(let value)): networkIP = value
    case (.networkPort, .int(let value)): networkPort = value
    case (.networkDestinationAsn, .int(let value)): networkDestinationAsn = value
    case (.networkDestinationCidrBlock, .string(let value)): networkDestinationCidrBlock = value
    case (.networkDestinationIP, .string(let value)): networkDestinationIP = value
    case (.networkCidrBlock, .string(let value)): networkCidrBlock = value
    case (.networkDestinationPort, .int(let value)): networkDestinationPort = value
    case (.networkProtocol, .int(let value)): networkProtocol = value
    case (.networkSourceAsn, .int(let value)): networkSourceAsn = value
    case (.networkSourceCidrBlock, .string(let value)): networkSourceCidrBlock = value
    case (.networkSourceIP, .string(let value)): networkSourceIP = value
    case (.networkSourcePort, .int(let value)): networkSourcePort = value
    case (.url, .string(let value)): url = value
    case (.userAgent, .string(let value)): userAgent = value
    case (.indicatorProvider, .string(let value)): indicatorProvider = value
    case (.type, .string(let value)): type = value
    default: return false
    }
    return true
  }
}
