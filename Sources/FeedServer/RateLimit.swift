// SOC Defenders' rate headers, and 429 when they say so. Called by FeedHandler.

import FlyingFox
import Foundation

/// Counts requests by the minute.
actor RateLimit {
  struct Budget {
    let isSpent: Bool
    let headers: [(HTTPHeader, String)]
  }

  private let requestsPerMinute: Int
  private var reset = Date.distantPast
  private var count = 0

  init(requestsPerMinute: Int) {
    self.requestsPerMinute = requestsPerMinute
  }

  func spend(at now: Date) -> Budget {
    if now >= reset {
      reset = now.addingTimeInterval(60)
      count = 0
    }
    count += 1
    return Budget(
      isSpent: count > requestsPerMinute,
      headers: [
        (HTTPHeader("X-RateLimit-Limit"), String(requestsPerMinute)),
        (HTTPHeader("X-RateLimit-Remaining"), String(max(requestsPerMinute - count, 0))),
        (HTTPHeader("X-RateLimit-Reset"), String(Int(reset.timeIntervalSince1970.rounded(.up)))),
      ])
  }
}
