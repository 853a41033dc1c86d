import Indicators
import Testing

@testable import Ingestion

@Suite struct PollGapTests {
  @Test(arguments: [
    (3 * 86_400, 86_400, "last poll 3 days ago, the server keeps 1 day"),
    (5 * 3_600, 3_600, "last poll 5 hours ago, the server keeps 1 hour"),
    (3_600, 1_500, "last poll 1 hour ago, the server keeps 25 minutes"),
    (86_400, 86_390, nil), (3_600, 86_400, nil),
  ])
  func `what a pause that is longer than the server's memory has missed`(
    pause: Int64, memory: Int64, gap: String?
  ) {
    func before(_ seconds: Int64) -> Timestamp {
      testDay.adding(ticks: -seconds * Timestamp.ticksPerSecond)
    }
    #expect(PollGap.between(before(pause), keeps: before(memory), now: testDay) == gap)
    #expect(PollGap.between(nil, keeps: before(memory), now: testDay) == nil)
  }
}
