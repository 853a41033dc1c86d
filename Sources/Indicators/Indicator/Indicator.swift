// One row of `ThreatIntelligenceIndicator`: an indicator and one of its observables.
// Made by the mappings of STIX, REST and files; stored by the warehouse.
// It must not hold a value that is not canonical: the parsers of this target make the values.

/// One row of Sentinel's `ThreatIntelligenceIndicator`, and what the successor table needs.
///
/// The first 64 properties are the table's columns in Log Analytics' own order (Azure-Sentinel
/// `.script/tests/KqlvalidationsTests/CustomTables/ThreatIntelligenceIndicator.json`). A string
/// that is absent is `""`, since a Kusto string is never null; the other types are nil.
public struct Indicator: Hashable, Sendable {
  /// Why the row is held back (`FeedHygiene`); nil for one that hunts see.
  public var quarantine: String?
  /// The workspace.
  public var tenantId: String = ""
  /// When the warehouse took the row in.
  public var timeGenerated: Timestamp?
  /// The connector's or source's name.
  public var sourceSystem: String = ""
  /// What to do on a match: `alert`, `allow`, `block`, `unknown`.
  public var action: String = ""
  /// Threat actors that the indicator is attributed to.
  public var activityGroupNames: String = ""
  /// Whatever else the feed said, and why a value was supplied by policy.
  public var additionalInformation: String = ""
  /// The application that submitted the indicator.
  public var applicationId: String = ""
  /// The submitter's tenant.
  public var azureTenantId: String = ""
  /// Confidence, 0 to 100.
  public var confidenceScore: Double?
  /// What the indicator is about.
  public var description: String = ""
  /// `adversary`, `capability`, `infrastructure` or `victim`.
  public var diamondModel: String = ""
  /// The id in the submitting system; the STIX id.
  public var externalIndicatorId: String = ""
  /// When the indicator expires.
  public var expirationDateTime: Timestamp?
  /// The id that the receiving system calculated.
  public var indicatorId: String = ""
  /// The first of STIX `indicator_types`, or Graph's threat type.
  public var threatType: String = ""
  /// Whether the indicator is neither revoked nor expired.
  public var active: Bool?
  /// Lockheed Martin kill chain: actions on objectives.
  public var killChainActions: Bool?
  /// Lockheed Martin kill chain: command and control.
  public var killChainC2: Bool?
  /// Lockheed Martin kill chain: delivery.
  public var killChainDelivery: Bool?
  /// Lockheed Martin kill chain: exploitation.
  public var killChainExploitation: Bool?
  /// Lockheed Martin kill chain: reconnaissance.
  public var killChainReconnaissance: Bool?
  /// Lockheed Martin kill chain: weaponization.
  public var killChainWeaponization: Bool?
  /// Situations in which the indicator is known to mislead.
  public var knownFalsePositives: String = ""
  /// Malware families.
  public var malwareNames: String = ""
  /// Whether a match should stay invisible to the end user.
  public var passiveOnly: Bool?
  /// Severity, 0 to 5.
  public var threatSeverity: Int64?
  /// Labels.
  public var tags: String = ""
  /// `white`, `green`, `amber` or `red`.
  public var trafficLightProtocolLevel: String = ""
  /// Text encoding of the e-mail.
  public var emailEncoding: String = ""
  /// Language of the e-mail.
  public var emailLanguage: String = ""
  /// Recipient address.
  public var emailRecipient: String = ""
  /// Sender address.
  public var emailSenderAddress: String = ""
  /// Displayed name of the sender.
  public var emailSenderName: String = ""
  /// Domain that the e-mail was sent from.
  public var emailSourceDomain: String = ""
  /// Address that the e-mail was sent from.
  public var emailSourceIpAddress: String = ""
  /// Subject line.
  public var emailSubject: String = ""
  /// Value of the X-Mailer field.
  public var emailXMailer: String = ""
  /// When the file was compiled.
  public var fileCompileDateTime: Timestamp?
  /// When the file was created.
  public var fileCreatedDateTime: Timestamp?
  /// Algorithm of `fileHashValue`: `MD5`, `SHA-1`, `SHA-256`, `SHA-512`.
  public var fileHashType: String = ""
  /// Hash of the file.
  public var fileHashValue: String = ""
  /// Mutex that the file makes.
  public var fileMutexName: String = ""
  /// Name of the file.
  public var fileName: String = ""
  /// Packer that built the file.
  public var filePacker: String = ""
  /// Path of the file.
  public var filePath: String = ""
  /// Size of the file in bytes; 64 bits, as in Graph.
  public var fileSize: Int64?
  /// Type of the file.
  public var fileType: String = ""
  /// Domain name.
  public var domainName: String = ""
  /// Address, where neither source nor destination is meant.
  public var networkIP: String = ""
  /// Port, where neither source nor destination is meant.
  public var networkPort: Int64?
  /// Autonomous system of the destination.
  public var networkDestinationAsn: Int64?
  /// Block of the destination.
  public var networkDestinationCidrBlock: String = ""
  /// Address of the destination.
  public var networkDestinationIP: String = ""
  /// Block, where neither source nor destination is meant.
  public var networkCidrBlock: String = ""
  /// Port of the destination.
  public var networkDestinationPort: Int64?
  /// IANA number of the protocol field of the IPv4 header.
  public var networkProtocol: Int64?
  /// Autonomous system of the source.
  public var networkSourceAsn: Int64?
  /// Block of the source.
  public var networkSourceCidrBlock: String = ""
  /// Address of the source.
  public var networkSourceIP: String = ""
  /// Port of the source.
  public var networkSourcePort: Int64?
  /// URL.
  public var url: String = ""
  /// User-Agent of a web request.
  public var userAgent: String = ""
  /// Who made the indicator.
  public var indicatorProvider: String = ""
  /// The name of the table.
  public var type: String = "ThreatIntelligenceIndicator"

  /// The pattern as the feed wrote it.
  public var pattern: String = ""
  /// The language of `pattern`: `stix`, `yara`, `sigma`, `snort`, ….
  public var patternType: String = ""
  /// Left-hand side of this row's equality, such as `ipv4-addr:value`; `""` without one.
  ///
  /// The successor table's `ObservableKey`.
  public var observablePath: String = ""
  /// Right-hand side of this row's equality, canonical; the successor table's `ObservableValue`.
  public var observableValue: String = ""
  /// STIX `valid_from`.
  public var validFrom: Timestamp?
  /// STIX `valid_until`, as the feed gave it; a supplied expiry is in `expirationDateTime` only.
  public var validUntil: Timestamp?
  /// STIX `created`.
  public var created: Timestamp?
  /// STIX `modified`.
  public var modified: Timestamp?
  /// Whether the feed has withdrawn the indicator.
  public var revoked: Bool = false
  /// The id of the raw object that the row was made from.
  public var rawObjectId: String = ""

  /// A row with no value in any column but `Type`.
  public init() {}
}
