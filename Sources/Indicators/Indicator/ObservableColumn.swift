// The columns that hold an observable, with the numbers under which the database knows them.
// Called by the warehouse (roles, matches, upsert key) and by the pattern rows.
// It must not be renumbered: the raw values are stored.

/// A column of `ThreatIntelligenceIndicator` that holds an observable.
///
/// The raw value is stored in the database; a number once given is never given again.
public enum ObservableColumn: Int, CaseIterable, Sendable {
  /// `NetworkIP`.
  case networkIP = 1
  /// `NetworkSourceIP`.
  case networkSourceIP = 2
  /// `NetworkDestinationIP`.
  case networkDestinationIP = 3
  /// `EmailSourceIpAddress`.
  case emailSourceIpAddress = 4
  /// `DomainName`.
  case domainName = 5
  /// `Url`.
  case url = 6
  /// `FileHashValue`.
  case fileHashValue = 7
  /// `EmailSenderAddress`.
  case emailSenderAddress = 8
  /// `NetworkCidrBlock`.
  case networkCidrBlock = 9
  /// `NetworkSourceCidrBlock`.
  case networkSourceCidrBlock = 10
  /// `NetworkDestinationCidrBlock`.
  case networkDestinationCidrBlock = 11
  /// `EmailSourceDomain`.
  case emailSourceDomain = 12
  /// `EmailRecipient`.
  case emailRecipient = 13
  /// `FileName`.
  case fileName = 14
  /// `FilePath`.
  case filePath = 15
  /// `FileMutexName`.
  case fileMutexName = 16
  /// `UserAgent`.
  case userAgent = 17
  /// `EmailSubject`.
  case emailSubject = 18
  /// `EmailSenderName`.
  case emailSenderName = 19
  /// `EmailXMailer`.
  case emailXMailer = 20

  /// The same column among the 64.
  public var column: IndicatorColumn {
    switch self {
    case .networkIP: .networkIP
    case .networkSourceIP: .networkSourceIP
    case .networkDestinationIP: .networkDestinationIP
    case .emailSourceIpAddress: .emailSourceIpAddress
    case .domainName: .domainName
    case .url: .url
    case .fileHashValue: .fileHashValue
    case .emailSenderAddress: .emailSenderAddress
    case .networkCidrBlock: .networkCidrBlock
    case .networkSourceCidrBlock: .networkSourceCidrBlock
    case .networkDestinationCidrBlock: .networkDestinationCidrBlock
    case .emailSourceDomain: .emailSourceDomain
    case .emailRecipient: .emailRecipient
    case .fileName: .fileName
    case .filePath: .filePath
    case .fileMutexName: .fileMutexName
    case .userAgent: .userAgent
    case .emailSubject: .emailSubject
    case .emailSenderName: .emailSenderName
    case .emailXMailer: .emailXMailer
    }
  }

  /// The observable column that is this one of the 64, or nil where it holds no observable.
  public init?(_ column: IndicatorColumn) {
    guard let found = Self.byColumn[column] else { return nil }
    self = found
  }

  private static let byColumn = Dictionary(uniqueKeysWithValues: allCases.map { ($0.column, $0) })

  /// The name as Sentinel spells it.
  public var name: String { column.name }

  /// Whether the column holds a CIDR block.
  public var isCIDRBlock: Bool {
    self == .networkCidrBlock || self == .networkSourceCidrBlock
      || self == .networkDestinationCidrBlock
  }

  /// Whether the column holds an IP address.
  public var isIPAddress: Bool {
    self == .networkIP || self == .networkSourceIP || self == .networkDestinationIP
      || self == .emailSourceIpAddress
  }
}
