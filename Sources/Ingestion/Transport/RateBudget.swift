// How many requests a key has left, kept before the server refuses one. Pure: the clock is the
// caller's.
//
// SOC Defenders' limits are per key and rolling, and are stated with every answer: X-RateLimit-Limit,
// -Remaining, -Reset in Unix seconds. Its page on rate limits gives the plans' numbers, which count
// until a server has stated its own; a request for TAXII objects costs as much as 2.5.

internal import Indicators

/// The requests of one key.
struct RateBudget: Sendable {
  /// What a plan allows.
  struct Limits: Hashable, Sendable {
    /// Requests within 60 s.
    var perMinute: Double
    /// Requests within 24 h.
    var perDay: Double

    /// SOC Defenders' Free plan.
    static let free = Limits(perMinute: 10, perDay: 1_000)
    /// SOC Defenders' Pro plan.
    static let pro = Limits(perMinute: 1_000, perDay: 1_000_000)
  }

  /// What a request for TAXII objects costs on SOC Defenders.
  static let objectsWeight = 2.5

  private let limits: Limits?
  /// By the second for a minute, and by the minute for a day.
  private var minute = RollingSum(span: 60, step: 1)
  private var day = RollingSum(span: 86_400, step: 60)
  /// What the server said last; nil after its window.
  private var stated: (remaining: Double, reset: Timestamp)?
  /// The server allows more in a window than the plan in a minute: it is another plan.
  private var isOtherPlan = false

  /// - Parameter limits: what counts until the server has stated its own; nil for nothing.
  init(limits: Limits?) { self.limits = limits }

  /// When a request may be sent: `now`, or later.
  func earliest(for weight: Double, at now: Timestamp) -> Timestamp {
    let daily = limits.flatMap { limits in
      isOtherPlan ? nil : day.whenRoom(for: weight, below: limits.perDay, at: now)
    }
    guard let stated, stated.reset > now else {
      let next = limits.flatMap { limits in
        isOtherPlan ? nil : minute.whenRoom(for: weight, below: limits.perMinute, at: now)
      }
      return [now, daily, next].compactMap { $0 }.max() ?? now
    }
    let next = stated.remaining >= weight ? now : stated.reset
    return max(next, daily ?? now)
  }

  /// Counts a request that is sent.
  mutating func spend(_ weight: Double, at now: Timestamp) {
    minute.add(weight, at: now)
    day.add(weight, at: now)
    stated?.remaining -= weight
  }

  /// Counts requests of earlier runs against the day.
  mutating func spentEarlier(_ weight: Double, at time: Timestamp) { day.add(weight, at: time) }

  /// Takes what an answer says.
  mutating func learn(_ headers: HTTPHeaders, at now: Timestamp) {
    if let limit = Self.number(headers["X-RateLimit-Limit"]), let limits, limit > limits.perMinute {
      isOtherPlan = true
    }
    guard let remaining = Self.number(headers["X-RateLimit-Remaining"]),
      let wait = RetryAdvice(headers).secondsToReset(now: now.unixSeconds)
    else { return }
    // A whole second more: servers cut fractions off.
    stated = (remaining, now.adding(ticks: (wait + 1) * Timestamp.ticksPerSecond))
  }

  private static func number(_ text: String?) -> Double? {
    text.flatMap { $0.utf8.count <= 12 ? Double($0) : nil }.flatMap { $0 >= 0 ? $0 : nil }
  }
}

/// A sum over the last `span` seconds, in steps.
struct RollingSum: Sendable {
  /// How far back it counts, in seconds.
  let span: Int64
  /// What is counted together, in seconds.
  let step: Int64
  private var parts: [(start: Int64, weight: Double)] = []

  init(span: Int64, step: Int64) {
    self.span = span
    self.step = step
  }

  mutating func add(_ weight: Double, at now: Timestamp) {
    let second = now.unixSeconds
    let start = second - ((second % step) + step) % step
    parts = parts.filter { isCounted($0.start, at: second) }
    if let index = parts.firstIndex(where: { $0.start == start }) {
      parts[index].weight += weight
    } else {
      parts.append((start, weight))
      parts.sort { $0.start < $1.start }
    }
  }

  /// When so much more keeps the sum within a limit; now, where it is more than the limit by itself.
  func whenRoom(for weight: Double, below limit: Double, at now: Timestamp) -> Timestamp? {
    let second = now.unixSeconds
    let counted = parts.filter { isCounted($0.start, at: second) }
    var sum = counted.reduce(0) { $0 + $1.weight }
    guard sum + weight > limit else { return now }
    for part in counted {
      sum -= part.weight
      if sum + min(weight, limit) <= limit {
        return Timestamp(unixSeconds: part.start + span + step)
      }
    }
    return now
  }

  private func isCounted(_ start: Int64, at second: Int64) -> Bool {
    start + span + step > second && start <= second
  }
}
