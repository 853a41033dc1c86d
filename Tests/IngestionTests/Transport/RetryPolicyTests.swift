// Dates, waits and back-off, with a given clock and given random numbers.

import Testing

@testable import Ingestion

@Suite struct RetryPolicyTests {
  /// Always the same bits: 0 draws the least, all ones the most.
  private struct Constant: RandomNumberGenerator {
    var bits: UInt64
    mutating func next() -> UInt64 { bits }
  }

  private func delay(
    _ error: FeedError, _ policy: RetryPolicy = RetryPolicy(), attempt: Int = 1,
    now: Int64 = 1_000_000_000, bits: UInt64 = 0
  ) -> Duration? {
    var random = Constant(bits: bits)
    return policy.delay(afterAttempt: attempt, error: error, now: now, random: &random)
  }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_199),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
    ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
  ])
  func `an IMF-fixdate is read`(text: String, seconds: Int64) {
    #expect(HTTPDate.unixSeconds(text) == seconds)
  }

  @Test(arguments: [
    "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Apr 2024 08:49:37 GMT",
    "Thu, 29 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, +6 Nov 1994 08:49:37 GMT",
  ])
  func `other text is no date`(text: String) {
    #expect(HTTPDate.unixSeconds(text) == nil)
  }

  @Test func `only passing failures are tried again`() {
    let policy = RetryPolicy()
    for kind in [FeedError.Kind.rateLimited, .unreachable, .timeout, .truncated] {
      #expect(policy.isRetryable(FeedError(kind, "x")))
    }
    for kind in [
      FeedError.Kind.configuration, .tls, .tooLarge, .redirectRefused, .unauthorized, .forbidden,
      .notFound, .unexpectedStatus, .notJSON, .protocolViolation,
    ] {
      #expect(!policy.isRetryable(FeedError(kind, "x")))
      #expect(delay(FeedError(kind, "x")) == nil)
    }
    let statuses = [500, 501, 502, 503, 504, 505]
    #expect(
      statuses.map { policy.isRetryable(FeedError(.server, "x", status: $0)) }
        == [false, false, true, true, true, false])
  }

  @Test func `the back-off doubles, is drawn from zero on, and ends`() {
    let policy = RetryPolicy(maximumAttempts: 9, baseSeconds: 1, maximumBackOffSeconds: 20)
    let error = FeedError(.unreachable, "x")
    let most = (1...9).map { delay(error, policy, attempt: $0, bits: .max) }
    #expect(
      most == [1, 2, 4, 8, 16, 20, 20, 20].map { Duration.seconds($0) } + [nil])
    #expect((1...8).allSatisfy { delay(error, policy, attempt: $0, bits: 0) == .zero })
    #expect(delay(error, attempt: .max) == nil)
  }

  @Test func `what the server asks for comes first`() {
    func error(_ headers: HTTPHeaders) -> FeedError {
      FeedError(.rateLimited, "x", retry: RetryAdvice(headers))
    }
    #expect(delay(error(["Retry-After": "30"])) == .seconds(30))
    #expect(delay(error(["retry-after": "30"]), bits: .max) == .seconds(31))
    #expect(
      delay(error(["Retry-After": "Sun, 09 Sep 2001 01:47:00 GMT"])) == .seconds(20))
    #expect(delay(error(["X-RateLimit-Reset": "1000000007"])) == .seconds(7))
    #expect(delay(error(["X-RateLimit-Reset": "7"])) == .seconds(7))
    #expect(
      delay(error(["Retry-After": "3", "X-RateLimit-Reset": "1000000050"])) == .seconds(50))
    #expect(delay(error(["X-RateLimit-Reset": "999999000"])) == .zero)
    #expect(delay(error(["Retry-After": "soon"])) == .zero)
    #expect(delay(error(["Retry-After": "-5"])) == .zero)
    #expect(delay(error(["Retry-After": "900"])) == .seconds(900))
    #expect(delay(error(["Retry-After": "901"])) == nil)
    #expect(delay(error(["Retry-After": "99999999999999999999"])) == .zero)
  }

  @Test func `the server's clock counts for its own times`() {
    let advice = RetryAdvice([
      "Date": "Sun, 09 Sep 2001 02:46:40 GMT", "X-RateLimit-Reset": "1000003610",
    ])
    #expect(advice.serverTime == 1_000_003_600)
    #expect(advice.delay(now: 1_000_000_000) == 10)
    #expect(RetryAdvice(HTTPHeaders()).delay(now: 0) == nil)
  }
}
