// What every mapping of a poll shares: the source's name, the one clock, the expiration policy.

public import Indicators
internal import Warehouse

/// The circumstances of a mapping.
public struct MappingContext: Sendable {
  /// `SourceSystem` of the rows.
  public var sourceSystem: String
  /// The poll's clock.
  public var now: Timestamp
  /// When an indicator without an expiry of its own expires.
  public let policy: ExpirationPolicy

  /// Circumstances with the standard expiration policy.
  public init(
    sourceSystem: String, now: Timestamp, policy: ExpirationPolicy = .standard
  ) {
    self.sourceSystem = sourceSystem
    self.now = now
    self.policy = policy
    let days = ExpirationPolicy.Kind.allCases.map { "\($0.rawValue)=\(policy.days(for: $0))" }
    version = "1 \(days.joined(separator: " "))"
  }

  /// What decides a mapping beside the object's bytes: raised when a mapping changes, so that
  /// objects that stand in a warehouse are mapped anew.
  let version: String

  /// The rows of an indicator: one for each set of observables, or one without any.
  func rows(
    from row: Indicator, sets: [ObservableSet], lastSeen: Timestamp? = nil,
    information: AdditionalInformation
  ) -> [Indicator] {
    let sets = sets.isEmpty ? [ObservableSet()] : sets
    return sets.map { set in
      var row = row
      set.apply(to: &row)
      let expiration = policy.apply(to: &row, lastSeen: lastSeen, ingestTime: now)
      row.additionalInformation = information.text(expiration: expiration.note)
      return row
    }
  }
}
