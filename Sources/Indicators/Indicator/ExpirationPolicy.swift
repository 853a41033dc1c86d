// When an indicator expires, where the feed says so and where it does not.
// Called by the mappings of STIX, REST and files, once a row.
// It must not read a clock: the caller gives its one `now`, the time of ingest.

/// How long an indicator without an expiry of its own stays valid, by kind of observable.
public struct ExpirationPolicy: Hashable, Sendable {
  /// Kinds of observable that age at different speeds.
  public enum Kind: String, CaseIterable, Sendable {
    /// IP addresses and CIDR blocks.
    case address
    /// URLs.
    case url
    /// Domain names.
    case domain
    /// E-mail addresses.
    case email
    /// File hashes.
    case fileHash
    /// Everything else, and rows without an observable.
    case other
  }

  /// Days after the anchor, by kind; a kind that is absent uses `other`'s.
  public var days: [Kind: Int64]

  /// The defaults, one line a kind: what is it that changes, and how fast.
  ///
  /// | kind | days | reason |
  /// |---|---|---|
  /// | address | 30 | cloud and residential addresses change hands within weeks |
  /// | url | 90 | a page is taken down, but kits come back to the same path |
  /// | domain | 90 | a name is bound to its registration, mostly dropped or seized by then |
  /// | email | 180 | an account costs its owner nothing to keep, and is reused |
  /// | fileHash | 365 | content does not change hands; a hash only becomes rare |
  /// | other | 180 | between the two, since it is unknown what changes |
  public static let standard = ExpirationPolicy(days: [
    .address: 30, .url: 90, .domain: 90, .email: 180, .fileHash: 365, .other: 180,
  ])

  /// A policy with its own table.
  public init(days: [Kind: Int64]) { self.days = days }

  /// Days for a kind.
  public func days(for kind: Kind) -> Int64 { days[kind] ?? days[.other] ?? 180 }

  /// The expiry of a row.
  ///
  /// A `validUntil` is taken as it is. Without one: the days of the row's kind after the latest of
  /// `modified`, `validFrom`, `lastSeen` and `created`, or after `ingestTime` where there is none.
  /// A revoked row expires at the earlier of `validUntil` and `modified` (`ingestTime` without
  /// both), so that a hunt which asks only `ExpirationDateTime > now()` honours the withdrawal.
  /// - Parameters:
  ///   - indicator: the row, with its observables and STIX times set.
  ///   - lastSeen: when the feed last saw it, where it says so (SOC Defenders' REST rows).
  ///   - ingestTime: the run's `now`.
  public func expiration(
    of indicator: Indicator, lastSeen: Timestamp? = nil, ingestTime: Timestamp
  ) -> Expiration {
    if indicator.revoked { return revocation(of: indicator, ingestTime: ingestTime) }
    if let until = indicator.validUntil {
      return Expiration(at: until, isActive: until > ingestTime, note: "")
    }
    let anchors: [(name: String, time: Timestamp?)] = [
      ("modified", indicator.modified), ("valid_from", indicator.validFrom),
      ("last_seen", lastSeen), ("created", indicator.created),
    ]
    var anchor = (name: "ingest", time: ingestTime)
    var isFound = false
    for case (let name, let time?) in anchors where !isFound || time > anchor.time {
      anchor = (name, time)
      isFound = true
    }
    let (kind, subject) = Kind.of(indicator)
    let days = days(for: kind)
    let at = anchor.time.adding(days: days)
    return Expiration(
      at: at, isActive: at > ingestTime,
      note: "no valid_until in the feed: \(days) d after \(anchor.name) (policy for \(subject))")
  }

  /// Sets `expirationDateTime` and `active` of a row.
  ///
  /// - Returns: the expiry; its `note` is for the row's `AdditionalInformation`.
  @discardableResult
  public func apply(
    to indicator: inout Indicator, lastSeen: Timestamp? = nil, ingestTime: Timestamp
  ) -> Expiration {
    let result = expiration(of: indicator, lastSeen: lastSeen, ingestTime: ingestTime)
    indicator.expirationDateTime = result.at
    indicator.active = result.isActive
    return result
  }

  private func revocation(of indicator: Indicator, ingestTime: Timestamp) -> Expiration {
    let withdrawn = indicator.modified ?? ingestTime
    let source = indicator.modified == nil ? "ingest" : "modified"
    if let until = indicator.validUntil, until <= withdrawn {
      return Expiration(at: until, isActive: false, note: "revoked; expired before at valid_until")
    }
    return Expiration(at: withdrawn, isActive: false, note: "revoked: expires at \(source)")
  }
}

/// When a row expires, and why.
public struct Expiration: Hashable, Sendable {
  /// The value for `ExpirationDateTime`.
  public let at: Timestamp
  /// The value for `Active`: neither revoked nor expired at the time of ingest.
  public let isActive: Bool
  /// Why, where the feed did not say so itself; `""` where it did.
  public let note: String
}

extension ExpirationPolicy.Kind {
  /// The kind of a row, and the column (or STIX side) it was told by.
  ///
  /// A row with several observables goes by what ages first, except that a file's name or path
  /// beside its hash does not shorten the hash's life.
  static func of(_ indicator: Indicator) -> (kind: Self, subject: String) {
    let observables = indicator.observables
    for kind in Self.allCases {
      if let found = observables.first(where: { Self.of($0.column) == kind }) {
        return (kind, found.column.name)
      }
    }
    return (.other, indicator.observablePath.isEmpty ? "no observable" : indicator.observablePath)
  }

  private static func of(_ column: ObservableColumn) -> Self {
    switch column {
    case .networkIP, .networkSourceIP, .networkDestinationIP, .emailSourceIpAddress,
      .networkCidrBlock, .networkSourceCidrBlock, .networkDestinationCidrBlock:
      .address
    case .domainName, .emailSourceDomain: .domain
    case .url: .url
    case .emailSenderAddress, .emailRecipient: .email
    case .fileHashValue: .fileHash
    case .fileName, .filePath, .fileMutexName, .userAgent, .emailSubject, .emailSenderName,
      .emailXMailer:
      .other
    }
  }
}
