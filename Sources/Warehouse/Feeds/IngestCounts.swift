// What a poll has brought, in numbers: for the report, and for `IngestRun`.

/// What a poll has brought: the report's numbers, kept in `IngestRun` as well.
public struct IngestCounts: Sendable, Equatable {
  /// Pages committed.
  public var pages = 0
  /// Objects or rows that came.
  public var fetched = 0
  /// Indicator rows added.
  public var new = 0
  /// Indicator rows changed.
  public var updated = 0
  /// Indicator rows that stood as they came.
  public var unchanged = 0
  /// Of these three, withdrawn by the feed.
  public var revoked = 0
  /// Of these three, no longer valid at the time of the run.
  public var expired = 0
  /// Indicator rows that were held back; they are none of the above.
  public var quarantined = 0
  /// Objects or observables that could not be mapped.
  public var rejected = 0
  /// Objects that are no indicators.
  public var other = 0
  /// Objects by `RawObject.StixType`.
  public var types: [String: Int] = [:]
  /// Rejections by reason.
  public var reasons: [String: Int] = [:]
  /// Rows that were held back, by reason.
  public var holds: [String: Int] = [:]
  /// The earliest and the latest version time of an object, in ticks.
  public var times: ClosedRange<Int64>?

  /// Types and reasons that are told apart: both are words of strangers.
  static let maximumWords = 500

  /// Nothing yet.
  public init() {}

  /// Adds the numbers of another poll.
  public mutating func add(_ counts: IngestCounts) {
    pages += counts.pages
    fetched += counts.fetched
    new += counts.new
    updated += counts.updated
    unchanged += counts.unchanged
    revoked += counts.revoked
    expired += counts.expired
    quarantined += counts.quarantined
    rejected += counts.rejected
    other += counts.other
    for (type, count) in counts.types { Self.add(count, of: type, to: &types) }
    for (reason, count) in counts.reasons { Self.add(count, of: reason, to: &reasons) }
    for (reason, count) in counts.holds { Self.add(count, of: reason, to: &holds) }
    if let times = counts.times {
      note(time: times.lowerBound)
      note(time: times.upperBound)
    }
  }

  /// Notes an object that came.
  mutating func note(type: String, time: Int64?) {
    Self.add(1, of: type, to: &types)
    if let time { note(time: time) }
  }

  /// Notes something that could not be mapped.
  mutating func reject(_ reason: String, count: Int = 1) {
    rejected += count
    Self.add(count, of: reason, to: &reasons)
  }

  /// Notes rows that were held back.
  mutating func hold(_ reason: String, count: Int = 1) {
    quarantined += count
    Self.add(count, of: reason, to: &holds)
  }

  /// The commonest reasons of rejections, most first.
  public func commonReasons(_ most: Int = 3) -> [(reason: String, count: Int)] {
    Self.commonest(reasons, most)
  }

  /// The commonest reasons why rows were held back, most first.
  public func commonHolds(_ most: Int = 3) -> [(reason: String, count: Int)] {
    Self.commonest(holds, most)
  }

  private static func commonest(
    _ words: [String: Int], _ most: Int
  ) -> [(reason: String, count: Int)] {
    words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(most).map { ($0.key, $0.value) }
  }

  private mutating func note(time: Int64) {
    let known = times ?? time...time
    times = min(known.lowerBound, time)...max(known.upperBound, time)
  }

  private static func add(_ count: Int, of word: String, to words: inout [String: Int]) {
    let isKept = words.count < maximumWords || words[word] != nil
    words[isKept ? word : "others", default: 0] += count
  }
}
