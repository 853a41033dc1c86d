// A transport that keeps to a budget of requests, and stops between two of them. Stands between
// FeedClient and CurlTransport.

internal import Indicators
internal import Synchronization

/// The budgets of all keys of a run; sources that share host and key share one.
final class RateBudgets: Sendable {
  private let budgets = Mutex<[String: RateBudget]>([:])

  /// Calls `body` with the budget of a key, made by `make` where there is none yet.
  func with<Result: Sendable>(
    _ key: String, make: () -> RateBudget, _ body: (inout RateBudget) -> sending Result
  ) -> Result {
    budgets.withLock { body(&$0[key, default: make()]) }
  }
}

/// One source's requests.
struct PacedTransport: HTTPTransport {
  let base: any HTTPTransport
  let budgets: RateBudgets
  /// Whose budget: host and key.
  let key: String
  /// What counts until the server has stated its own; nil for nothing.
  let limits: RateBudget.Limits?
  let clock: any PollClock

  /// The longest wait; beyond it the request fails, as with a server that asks for more.
  static let maximumWait = Int64(RetryPolicy().maximumServerSeconds)

  func send(
    _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> HTTPResponse {
    let weight = weight(of: request.url)
    while true {
      try clock.checkStop()
      let now = clock.now
      let time = budgets.with(key, make: newBudget) { budget in
        let time = budget.earliest(for: weight, at: now)
        if time <= now { budget.spend(weight, at: now) }
        return time
      }
      guard time > now else { break }
      guard time.ticks(since: now) <= Self.maximumWait * Timestamp.ticksPerSecond else {
        throw FeedError(
          .rateLimited, "the requests of this key are spent until \(time.taxii)", url: request.url,
          advice: "poll less often, or for fewer types",
          retry: RetryAdvice(["X-RateLimit-Reset": String(time.unixSeconds)]))
      }
      try clock.wait(Duration(ticks: time.ticks(since: now)))
    }
    let response = try base.send(request, onChunk: onChunk)
    budgets.with(key, make: newBudget) { $0.learn(response.headers, at: clock.now) }
    return response
  }

  /// When the next request may be sent; nil for now.
  func earliest() -> Timestamp? {
    let now = clock.now
    let time = budgets.with(key, make: newBudget) { $0.earliest(for: 1, at: now) }
    return time > now ? time : nil
  }

  private func newBudget() -> RateBudget { RateBudget(limits: limits) }

  private func weight(of url: FeedURL) -> Double {
    let isObjects = url.path.contains("/collections/") && url.path.hasSuffix("/objects/")
    return limits != nil && isObjects ? RateBudget.objectsWeight : 1
  }
}
