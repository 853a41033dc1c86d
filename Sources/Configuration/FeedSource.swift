// A source of indicators as picket.yaml states it: values only. Who polls it is Ingestion.

public import Indicators

/// One source of `picket.yaml`.
public struct FeedSource: Sendable, Equatable {
  /// What is polled.
  public enum Kind: String, Sendable, CaseIterable {
    /// A TAXII 2.1 server.
    case taxii
    /// SOC Defenders' `GET /api/v1/iocs`.
    case rest
    /// Files of this machine.
    case file
  }

  /// SOC Defenders' plans, which decide the rate limits where the server does not state them.
  public enum Tier: String, Sendable, CaseIterable {
    /// 10 requests a minute, 1,000 a day.
    case free
    /// 1,000 requests a minute, 1,000,000 a day.
    case pro
  }

  /// How a source is authenticated to. The key itself never stands in the file.
  public struct Authentication: Sendable, Equatable {
    /// The header that carries the key.
    public enum Style: String, Sendable, CaseIterable {
      /// `Authorization: Basic`, the key as password.
      case basic
      /// `Authorization: Bearer`.
      case bearer
      /// `X-API-Key`.
      case xAPIKey = "x-api-key"
    }

    /// Where the key is.
    public enum Key: Sendable, Equatable {
      /// In an environment variable of this name.
      case environment(String)
      /// In a file, as the path is written.
      case file(String)
    }

    /// The header.
    public var style: Style
    /// The user beside the key, for HTTP Basic.
    public var user: String
    /// The key's place.
    public var key: Key
  }

  /// The name: `SourceSystem` of the rows.
  public var name: String
  /// What is polled.
  public var kind: Kind
  /// The URL; of a file source the path or glob, as it is written.
  public var address: String
  /// TAXII collections by id, alias or title.
  public var collections: [String] = []
  /// nil where the source wants no key.
  public var authentication: Authentication?
  /// A PEM file of certificate authorities, as the path is written.
  public var caFile: String?
  /// From the start of one poll to that of the next, as it is written; see `interval`.
  public var writtenInterval: Lookback?
  /// The plan, as it is written; see `tier`.
  public var writtenTier: Tier?
  /// How old what the first poll brings may be; nil for everything.
  public var lookBack: Lookback? = FeedSource.standardLookBack
  /// Days until indicators without an expiry of their own expire, where they differ from
  /// `ExpirationPolicy.standard`.
  public var expiry: [ExpirationPolicy.Kind: Int64] = [:]
  /// `ConfidenceScore` for the words of a feed, where it differs from STIX's scale.
  public var confidence: [String: Double] = [:]
  /// Whether rows that would only make noise are held back.
  public var isHygienic = true
  /// The highest `ConfidenceScore` of a row.
  public var confidenceCap: Double?
  /// What is asked for: the feed's own types (`ipv4`, `domain` …) of a REST source, STIX types
  /// (`indicator`, `malware` …) of others; none for all.
  public var types: [String] = []
  /// Where the source begins in its file, from 1.
  public var line = 0

  /// At most one month old.
  public static let standardLookBack = Lookback("30d")

  /// From the start of one poll to that of the next, in ticks: as written, else 1 h for TAXII; 15 min
  /// for REST of the free tier and 1 min of the pro tier, as SOC Defenders recommends; 1 min for
  /// files, which are only looked at.
  public var interval: Int64 {
    let minutes: Int64 =
      switch (kind, tier) {
      case (.taxii, _): 60
      case (.rest, .free): 15
      case (.rest, .pro), (.file, _): 1
      }
    return writtenInterval?.ticks ?? minutes * 60 * Timestamp.ticksPerSecond
  }

  /// The plan: as written, else pro for TAXII, which the free plan does not have, and free for REST.
  public var tier: Tier { writtenTier ?? (kind == .taxii ? .pro : .free) }

  /// The policy of the source.
  public var expirationPolicy: ExpirationPolicy {
    ExpirationPolicy(days: ExpirationPolicy.standard.days.merging(expiry) { $1 })
  }

  /// The same source with its paths seen from a folder: that of its file.
  public func resolved(in folder: String) -> FeedSource {
    func resolved(_ path: String) -> String {
      path.hasPrefix("/") || folder.isEmpty || folder == "." ? path : folder + "/" + path
    }
    var source = self
    if kind == .file { source.address = resolved(address) }
    source.caFile = caFile.map(resolved)
    if case .file(let path) = authentication?.key {
      source.authentication?.key = .file(resolved(path))
    }
    return source
  }

  /// A source with the defaults.
  public init(name: String, kind: Kind, address: String) {
    self.name = name
    self.kind = kind
    self.address = address
  }
}
