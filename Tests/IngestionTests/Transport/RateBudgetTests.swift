// Requests that a key has left, and the transport that keeps to them.

import Indicators
import Synchronization
import Testing

@testable import Ingestion

@Suite struct RateBudgetTests {
  private let second = Timestamp.ticksPerSecond

  private func at(_ seconds: Int64) -> Timestamp { testDay.adding(ticks: seconds * second) }

  /// Seconds until a request may be sent.
  private func wait(_ budget: RateBudget, weight: Double = 1, at time: Int64) -> Int64 {
    budget.earliest(for: weight, at: at(time)).ticks(since: at(time)) / second
  }

  @Test func `a plan's minute is kept`() {
    var budget = RateBudget(limits: .free)
    for request in 0..<10 {
      #expect(wait(budget, at: Int64(request)) == 0)
      budget.spend(1, at: at(Int64(request)))
    }
    // The first falls out of the window a minute after its second has ended.
    #expect(wait(budget, at: 10) == 51)
    #expect(wait(budget, at: 60) == 1)
    #expect(wait(budget, at: 61) == 0)
    budget.spend(1, at: at(61))
    #expect(wait(budget, at: 61) == 1)
  }

  @Test func `a plan's day is kept, also what earlier runs spent of it`() {
    var budget = RateBudget(limits: .free)
    budget.spentEarlier(998, at: at(-1))
    for time in [0, 1] {
      #expect(wait(budget, at: Int64(time)) == 0)
      budget.spend(1, at: at(Int64(time)))
    }
    let left = wait(budget, at: 2)
    #expect((86_300...86_460).contains(left), "\(left)")
  }

  @Test func `objects weigh two and a half`() {
    var budget = RateBudget(limits: .free)
    for _ in 0..<4 {
      #expect(wait(budget, weight: 2.5, at: 0) == 0)
      budget.spend(2.5, at: at(0))
    }
    #expect(wait(budget, weight: 2.5, at: 0) == 61)
    #expect(wait(budget, weight: 1, at: 0) == 61)
  }

  @Test func `what the server states goes before the plan`() {
    var budget = RateBudget(limits: .free)
    budget.spend(1, at: at(0))
    let reset = String(at(30).unixSeconds)
    budget.learn(
      ["X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "2", "X-RateLimit-Reset": reset],
      at: at(0))
    #expect(wait(budget, at: 0) == 0)
    #expect(wait(budget, weight: 2.5, at: 0) == 31)
    budget.spend(2, at: at(1))
    #expect(wait(budget, at: 1) == 30)
    #expect(wait(budget, at: 31) == 0)
  }

  @Test func `a reset is read by the server's clock, or as seconds`() {
    var budget = RateBudget(limits: nil)
    // The server's clock is an hour behind.
    budget.learn(
      [
        "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(at(-3_580).unixSeconds),
        "Date": "Sun, 01 Mar 2026 11:00:00 GMT",
      ], at: at(0))
    #expect(wait(budget, at: 0) == 21)
    budget.learn(["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "7"], at: at(0))
    #expect(wait(budget, at: 0) == 8)
    for broken in ["", "-1", "soon", "1e99999999999999"] {
      var budget = RateBudget(limits: nil)
      budget.learn(["X-RateLimit-Remaining": broken, "X-RateLimit-Reset": "9"], at: at(0))
      budget.learn(["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": broken], at: at(0))
      #expect(wait(budget, at: 0) == 0)
    }
  }

  @Test func `a server that allows more than the plan is another plan`() {
    var budget = RateBudget(limits: .free)
    budget.spentEarlier(5_000, at: at(-1))
    #expect(wait(budget, at: 0) > 0)
    budget.learn(["X-RateLimit-Limit": "1000"], at: at(0))
    for _ in 0..<50 { budget.spend(1, at: at(0)) }
    #expect(wait(budget, at: 0) == 0)
  }

  @Test func `without limits nothing is waited for`() {
    var budget = RateBudget(limits: nil)
    for _ in 0..<5_000 { budget.spend(1, at: at(0)) }
    #expect(wait(budget, at: 0) == 0)
  }

  /// Answers everything, and counts.
  private final class Answering: HTTPTransport {
    let count = Mutex(0)
    func send(
      _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
      count.withLock { $0 += 1 }
      return HTTPResponse(status: 200, url: request.url)
    }
  }

  private func paced(
    _ base: Answering, _ clock: TestClock, limits: RateBudget.Limits?,
    budgets: RateBudgets = RateBudgets(), key: String = "k"
  ) -> PacedTransport {
    PacedTransport(base: base, budgets: budgets, key: key, limits: limits, clock: clock)
  }

  @Test func `the transport waits by its clock, and keys have their own budgets`() throws {
    let (base, clock, budgets) = (Answering(), TestClock(), RateBudgets())
    let url = try FeedURL("https://feed.example/api/v1/iocs")
    let one = paced(base, clock, limits: .free, budgets: budgets)
    for _ in 0..<10 { _ = try one.send(HTTPRequest(url)) }
    #expect(clock.waits == [])
    _ = try paced(base, clock, limits: .free, budgets: budgets, key: "l").send(HTTPRequest(url))
    #expect(clock.waits == [])
    #expect(one.earliest() == at(61))
    _ = try paced(base, clock, limits: .free, budgets: budgets).send(HTTPRequest(url))
    #expect(clock.waits == [61])
    #expect(base.count.withLock { $0 } == 12)
  }

  @Test func `objects of a limited feed weigh more, of others not`() throws {
    let url = try FeedURL("https://feed.example/api1/collections/c/objects/?limit=1")
    for (limits, waits) in [(RateBudget.Limits.free, 1), (nil, 0)] {
      let clock = TestClock()
      let transport = paced(Answering(), clock, limits: limits)
      for _ in 0..<5 { _ = try transport.send(HTTPRequest(url)) }
      #expect(clock.waits.count == waits)
    }
  }

  @Test func `a wait without end is refused, and nothing is sent`() throws {
    let (base, clock, budgets) = (Answering(), TestClock(), RateBudgets())
    let limited = { RateBudget(limits: .free) }
    budgets.with("k", make: limited) {
      $0.spentEarlier(1_000, at: testDay.adding(ticks: -1))
    }
    let transport = paced(base, clock, limits: .free, budgets: budgets)
    let client = FeedClient(transport: transport, credential: nil, clock: clock)
    let url = try FeedURL("https://feed.example/api/v1/iocs")
    let error = #expect(throws: FeedError.self) {
      try client.document(url, accept: "application/json") { _, _ in }
    }
    #expect(error?.kind == .rateLimited)
    #expect(error?.message.contains("spent until 2026-03-02T1") == true)
    #expect(clock.waits == [])
    #expect(base.count.withLock { $0 } == 0)
  }

  @Test func `a run that is to stop sends nothing more`() throws {
    let (base, clock) = (Answering(), TestClock(seconds: 30))
    let transport = paced(base, clock, limits: .free)
    let url = try FeedURL("https://feed.example/")
    for _ in 0..<10 { _ = try transport.send(HTTPRequest(url)) }
    let error = #expect(throws: FeedError.self) { try transport.send(HTTPRequest(url)) }
    #expect(error?.kind == .stopped)
    #expect(base.count.withLock { $0 } == 10)
  }
}
