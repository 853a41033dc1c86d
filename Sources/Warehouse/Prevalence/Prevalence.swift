// What the warehouse knows of one value: where it was seen in the logs, and which indicators it
// stands in or is covered by. Read by PrevalenceReader.

/// What is known of a value. Times are ticks.
public struct Prevalence: Sendable, Equatable {
  /// How a value and an indicator belong together; the words of the view ObservableMatches.
  public enum Relation: String, Sendable {
    /// The value itself stands in the indicator.
    case equal
    /// The indicator's domain is above the name.
    case subdomain
    /// The indicator's block holds the address or block.
    case block
    /// The value is the host of the indicator's URL, or the other way round.
    case urlHost = "url host"
  }

  /// How an indicator stands.
  public enum State: String, Sendable {
    /// Neither revoked nor expired.
    case active
    /// Past its ExpirationDateTime.
    case expired
    /// Withdrawn by its feed.
    case revoked
  }

  /// An indicator row.
  public struct Listing: Sendable, Equatable {
    /// How the value belongs to it.
    public var relation: Relation
    /// The value in the indicator.
    public var indicatorValue: String
    /// The column of ThreatIntelligenceIndicator that holds it.
    public var column: String
    /// How the indicator stands.
    public var state: State
    /// `SourceSystem`.
    public var sourceSystem: String
    /// `IndicatorId`.
    public var indicatorId: String
    /// `ConfidenceScore`, 0 to 100.
    public var confidence: Double?
    /// `ThreatType`.
    public var threatType: String
    /// `ExpirationDateTime`, ticks.
    public var expires: Int64?
    /// `Description`.
    public var description: String
  }

  /// A column of a log table that holds the value.
  public struct Sighting: Sendable, Equatable {
    /// `NetworkConnection` …
    public var table: String
    /// `DestinationIP` …
    public var column: String
    /// What was seen there: the value, or the host of the URL that was asked for.
    public var value: String
    /// Runs that hold it.
    public var runs: Int
    /// Rows that hold it.
    public var rows: Int
    /// Time of its first row.
    public var firstSeen: Int64
    /// Time of its last row.
    public var lastSeen: Int64
  }

  /// The value.
  public var value: AskedValue
  /// Indicators, active ones first; at most `maximumListings`.
  public var listings: [Listing]
  /// Whether there are more indicators than are listed.
  public var isCut: Bool
  /// Places in the logs, in the order of their roles.
  public var sightings: [Sighting]

  /// How many indicators of one value are listed.
  public static let maximumListings = 100

  /// Whether nothing is known of the value.
  public var isUnknown: Bool { listings.isEmpty && sightings.isEmpty }

  /// Whether the value was seen in a log, or an indicator that is active covers it.
  public var isHit: Bool { !sightings.isEmpty || listings.contains { $0.state == .active } }
}
