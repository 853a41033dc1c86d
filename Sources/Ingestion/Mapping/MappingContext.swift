// What every mapping of a poll shares: the source's name, the one clock, the expiration policy.

public import Indicators
internal import Warehouse

/// The circumstances of a mapping.
public struct MappingContext: Sendable {
  /// `SourceSystem` of the rows.
  public var sourceSystem: String
  /// The poll's clock.
  public var now: Timestamp
  /// What the source's owner decides.
  public let policy: FeedPolicy

  /// Circumstances with the standard policy.
  public init(sourceSystem: String, now: Timestamp, policy: FeedPolicy = FeedPolicy()) {
    self.sourceSystem = sourceSystem
    self.now = now
    self.policy = policy
    version = "3 \(policy.version)"
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
      if let cap = policy.confidenceCap, let score = row.confidenceScore {
        row.confidenceScore = min(score, cap)
      }
      let expiration = policy.expiration.apply(to: &row, lastSeen: lastSeen, ingestTime: now)
      row.additionalInformation = information.text(expiration: expiration.note)
      if policy.isHygienic { row.quarantine = FeedHygiene.reason(row, now: now) }
      return row
    }
  }
}
