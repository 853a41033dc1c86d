// Which failures are worth another attempt, and when. Pure: the clock, the waiting and the random
// source are the caller's.

/// What a server says about when to come back.
public struct RetryAdvice: Hashable, Sendable {
  /// `Retry-After` (RFC 9110, section 10.2.3).
  public enum After: Hashable, Sendable {
    /// That many seconds from the answer on.
    case seconds(Int64)
    /// At that time, in Unix seconds.
    case date(Int64)
  }

  /// `Retry-After`, if it was sent and is valid.
  public var after: After?
  /// `X-RateLimit-Reset`: the Unix second at which the limit is counted anew.
  public var reset: Int64?
  /// `Date`: the server's clock in Unix seconds, for times that it gives.
  public var serverTime: Int64?

  /// What the headers of an answer say.
  public init(_ headers: HTTPHeaders) {
    if let value = headers["Retry-After"] {
      after =
        Self.seconds(value).map { .seconds($0) } ?? HTTPDate.unixSeconds(value).map { .date($0) }
    }
    reset = headers["X-RateLimit-Reset"].flatMap(Self.seconds)
    serverTime = headers["Date"].flatMap(HTTPDate.unixSeconds)
  }

  /// Seconds to wait from the answer on, at `now` of our own clock in Unix seconds; nil where the
  /// server says nothing. Where it says both, the longer of the two.
  public func delay(now: Int64) -> Int64? {
    let waits: [Int64] = [
      after.map {
        switch $0 {
        case .seconds(let seconds): seconds
        case .date(let time): time - (serverTime ?? now)
        }
      },
      secondsToReset(now: now),
    ].compactMap { $0 }
    return waits.max().map { max($0, 0) }
  }

  /// Seconds from the answer to `X-RateLimit-Reset`, by the server's own clock if it sent it.
  func secondsToReset(now: Int64) -> Int64? {
    // Some servers send seconds from now instead of a time; no time of today is that small.
    reset.map { $0 < 100_000_000 ? $0 : max($0 - (serverTime ?? now), 0) }
  }

  /// Non-negative, and bounded so that arithmetic on it cannot overflow.
  private static func seconds(_ text: String) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy(URIReference.isDigit) else {
      return nil
    }
    return Int64(text)
  }
}

/// How often and after what delays a request is repeated.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in all, the first included.
  public var maximumAttempts: Int
  /// The back-off before the second attempt, in seconds; doubled before each later one.
  public var baseSeconds: Double
  /// The longest back-off, in seconds.
  public var maximumBackOffSeconds: Double
  /// The longest wait that a server may ask for, in seconds; beyond it the request fails.
  public var maximumServerSeconds: Double

  /// A policy; the defaults wait for about a minute in all, and up to 15 minutes if asked to.
  public init(
    maximumAttempts: Int = 5, baseSeconds: Double = 1, maximumBackOffSeconds: Double = 60,
    maximumServerSeconds: Double = 900
  ) {
    self.maximumAttempts = maximumAttempts
    self.baseSeconds = baseSeconds
    self.maximumBackOffSeconds = maximumBackOffSeconds
    self.maximumServerSeconds = maximumServerSeconds
  }

  /// Whether the same request may succeed later: 429, 502, 503, 504, and failed connections.
  public func isRetryable(_ error: FeedError) -> Bool {
    switch error.kind {
    case .rateLimited, .unreachable, .timeout, .truncated: true
    case .server: [502, 503, 504].contains(error.status)
    default: false
    }
  }

  /// How long to wait before the next attempt, or nil where there is to be none.
  ///
  /// Exponential back-off with full jitter (a uniform draw from 0 to the back-off); a wait that
  /// the server asks for comes first, and the draw is added to it, so that many clients do not
  /// come back in the same second.
  ///
  /// - Parameters:
  ///   - attempt: the number of the attempt that failed, from 1.
  ///   - now: our clock in Unix seconds.
  public func delay(
    afterAttempt attempt: Int, error: FeedError, now: Int64,
    random: inout some RandomNumberGenerator
  ) -> Duration? {
    guard attempt < maximumAttempts, isRetryable(error) else { return nil }
    var backOff = baseSeconds
    for _ in 1..<max(attempt, 1) { backOff = min(backOff * 2, maximumBackOffSeconds) }
    // 53 random bits as a fraction from 0 to 1, both included.
    let fraction = Double(random.next() >> 11) / Double((UInt64(1) << 53) - 1)
    let draw = fraction * max(0, min(backOff, maximumBackOffSeconds))
    guard let asked = error.retry?.delay(now: now) else { return .seconds(draw) }
    guard Double(asked) <= maximumServerSeconds else { return nil }
    return .seconds(Double(asked) + draw)
  }
}
