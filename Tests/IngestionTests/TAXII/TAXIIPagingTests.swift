// The walk of a collection as a state machine: each answer of a server, good or bad, and what is
// asked for next. No I/O.

import Indicators
import TestSupport
import Testing

@testable import Ingestion

@Suite struct TAXIIPagingTests {
  private typealias Step = TAXIIPageDecision.Step

  /// So many microseconds after new year.
  private func time(_ microseconds: Int64) -> String {
    newYear.adding(ticks: microseconds * 10).taxii
  }

  private func page(
    _ objects: [String], more: Bool? = nil, next: String? = nil, last: Int64? = nil,
    isEnvelope: Bool = true
  ) -> TAXIIPageSummary {
    TAXIIPageSummary(
      isEnvelope: isEnvelope, more: more, next: next, lastDateAdded: last.map(time),
      objects: objects)
  }

  private func bundle(_ objects: [String], last: Int64?) -> TAXIIPageSummary {
    page(objects, last: last, isEnvelope: false)
  }

  private func ask(_ added: Int64?, next: String? = nil, limit: Int = 1_000) -> Step {
    .ask(TAXIIPageQuery(addedAfter: added.map(time), next: next, limit: limit))
  }

  private func reason(_ step: Step) -> String? {
    if case .stop(let reason) = step { reason } else { nil }
  }

  // MARK: By `next`

  @Test func `next is sent with all other parameters until more is false`() {
    var paging = TAXIIPaging(addedAfter: time(0))
    #expect(paging.query == TAXIIPageQuery(addedAfter: time(0), next: nil, limit: 1_000))
    let first = paging.received(page(["a", "b"], more: true, next: "t1", last: 5))
    #expect(first == TAXIIPageDecision(watermark: time(4), step: ask(0, next: "t1")))
    let second = paging.received(page(["c"], more: true, next: "t2", last: 9))
    #expect(second == TAXIIPageDecision(watermark: time(8), step: ask(0, next: "t2")))
    let third = paging.received(page(["d"], more: false, last: 9))
    #expect(third == TAXIIPageDecision(watermark: time(9), step: .finish))
  }

  @Test func `next without more is followed, since only a last page has none`() {
    var paging = TAXIIPaging(addedAfter: nil)
    #expect(paging.received(page(["a"], next: "t", last: 1)).step == ask(nil, next: "t"))
  }

  @Test func `more that is false ends the walk, whatever next says`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let decision = paging.received(page(["a"], more: false, next: "t", last: 7))
    #expect(decision == TAXIIPageDecision(watermark: time(7), step: .finish))
  }

  @Test func `an envelope without more is the last page`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let decision = paging.received(page(["a"], last: 7))
    #expect(decision == TAXIIPageDecision(watermark: time(7), step: .finish))
  }

  @Test func `an empty envelope ends the walk without a watermark`() {
    var paging = TAXIIPaging(addedAfter: time(3))
    #expect(paging.received(page([])) == TAXIIPageDecision(watermark: nil, step: .finish))
  }

  @Test func `a date on an empty page moves nothing`() {
    var paging = TAXIIPaging(addedAfter: time(3))
    #expect(paging.received(page([], last: 9)) == TAXIIPageDecision(watermark: nil, step: .finish))
  }

  @Test func `one token for the whole walk is followed as long as the pages differ`() {
    var paging = TAXIIPaging(addedAfter: nil)
    for id in ["a", "b", "c"] {
      #expect(
        paging.received(page([id], more: true, next: "session", last: 1)).step
          == ask(nil, next: "session"))
    }
    #expect(paging.received(page(["d"], more: false, last: 1)).step == .finish)
  }

  @Test func `a page that comes again behind the same token stops the walk`() {
    var paging = TAXIIPaging(addedAfter: nil)
    _ = paging.received(page(["a"], more: true, next: "t", last: 1))
    let step = paging.received(page(["a"], more: true, next: "t", last: 1)).step
    #expect(reason(step) == "the server repeats a page: its `next` leads nowhere")
  }

  @Test func `two pages that lead to each other stop the walk`() {
    var paging = TAXIIPaging(addedAfter: nil)
    _ = paging.received(page(["a"], more: true, next: "2", last: 1))
    _ = paging.received(page(["b"], more: true, next: "1", last: 2))
    let step = paging.received(page(["a"], more: true, next: "2", last: 1)).step
    #expect(reason(step) == "the server repeats a page: its `next` leads nowhere")
  }

  @Test func `the same page behind ever new tokens stops the walk`() {
    var paging = TAXIIPaging(addedAfter: nil)
    var asked = 0
    var step = ask(nil)
    while case .ask = step, asked < 100 {
      asked += 1
      step = paging.received(page(["a"], more: true, next: "token \(asked)", last: 1)).step
    }
    #expect(asked == 5)
    #expect(reason(step) == "the server repeats a page: its `next` leads nowhere")
  }

  @Test func `more that stays true over empty pages stops the walk`() {
    var paging = TAXIIPaging(addedAfter: nil)
    var asked = 0
    var step = ask(nil)
    while case .ask = step, asked < 100 {
      asked += 1
      step = paging.received(page([], more: true, next: "token \(asked)")).step
    }
    #expect(asked == 4)
    #expect(reason(step) != nil)
  }

  @Test func `an empty page in the middle is followed`() {
    var paging = TAXIIPaging(addedAfter: nil)
    _ = paging.received(page(["a"], more: true, next: "1", last: 1))
    #expect(paging.received(page([], more: true, next: "2")).step == ask(nil, next: "2"))
    let decision = paging.received(page(["b"], more: false, last: 2))
    #expect(decision == TAXIIPageDecision(watermark: time(2), step: .finish))
  }

  // MARK: Expired tokens and watermarks

  @Test func `an expired next starts again at the watermark`() {
    var paging = TAXIIPaging(addedAfter: time(0))
    _ = paging.received(page(["a", "b"], more: true, next: "t", last: 5))
    #expect(paging.nextWasRefused() == ask(4))
    // The page comes again from there, and is no repetition.
    #expect(
      paging.received(page(["b"], more: true, next: "t", last: 5)).step == ask(4, next: "t"))
  }

  @Test func `a next that is refused again and again stops the walk`() {
    var paging = TAXIIPaging(addedAfter: time(0))
    var restarts = 0
    var step = ask(0)
    while case .ask = step, restarts < 100 {
      _ = paging.received(page(["a"], more: true, next: "t", last: 5))
      step = paging.nextWasRefused()
      restarts += 1
    }
    // The first of them earned a watermark, after which three more may fail.
    #expect(restarts == 4)
    #expect(reason(step) == "the server refuses its own `next` parameter")
  }

  @Test func `the watermark never goes back`() {
    var paging = TAXIIPaging(addedAfter: time(100))
    #expect(paging.received(page(["a"], more: true, next: "1", last: 50)).watermark == nil)
    #expect(paging.received(page(["b"], more: true, next: "2", last: 200)).watermark == time(199))
    #expect(paging.received(page(["c"], more: true, next: "3", last: 150)).watermark == nil)
    #expect(paging.received(page(["d"], more: false, last: 180)).watermark == nil)
  }

  @Test func `within a chain the watermark lies before the last instant, which may go on`() {
    var paging = TAXIIPaging(addedAfter: nil)
    #expect(paging.received(page(["a"], more: true, next: "1", last: 7)).watermark == time(6))
    #expect(paging.received(page(["b"], more: true, next: "2", last: 7)).watermark == nil)
    #expect(paging.received(page(["c"], more: false, last: 7)).watermark == time(7))
  }

  // MARK: By date

  @Test func `more without next goes on by the date header`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let first = paging.received(page(["a", "b"], more: true, last: 5))
    #expect(first == TAXIIPageDecision(watermark: time(4), step: ask(4)))
    let second = paging.received(page(["b", "c"], more: false, last: 9))
    #expect(second == TAXIIPageDecision(watermark: time(9), step: .finish))
  }

  @Test func `more with neither next nor a date stops with a reason`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let step = paging.received(page(["a"], more: true)).step
    #expect(
      reason(step) == "the server has more, but sends neither `next` nor a date to go on")
  }

  @Test func `a bundle without a date is all there is`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let decision = paging.received(bundle(["a"], last: nil))
    #expect(decision == TAXIIPageDecision(watermark: nil, step: .finish))
  }

  @Test func `bundles overlap by one instant, and the end is asked for once more`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let first = paging.received(bundle(["a", "b", "c"], last: 5))
    #expect(first == TAXIIPageDecision(watermark: time(4), step: ask(4)))
    let second = paging.received(bundle(["c", "d", "e"], last: 9))
    #expect(second == TAXIIPageDecision(watermark: time(8), step: ask(8)))
    // Only the object of the last instant comes again: the end, unless something lies behind it.
    #expect(paging.received(bundle(["e"], last: 9)) == TAXIIPageDecision(step: ask(9)))
    let end = paging.received(bundle([], last: nil))
    #expect(end == TAXIIPageDecision(watermark: time(9), step: .finish))
  }

  @Test func `a server that includes the instant itself ends the walk as well`() {
    var paging = TAXIIPaging(addedAfter: time(9))
    // The page may be full of that instant, so what lies behind it is asked for.
    #expect(paging.received(bundle(["e"], last: 9)) == TAXIIPageDecision(step: ask(10)))
    let decision = paging.received(bundle([], last: nil))
    #expect(decision == TAXIIPageDecision(watermark: nil, step: .finish))
  }

  @Test func `objects of one instant that fill a page make the limit grow`() {
    var paging = TAXIIPaging(addedAfter: nil, limit: 3)
    #expect(paging.received(bundle(["a", "b", "c"], last: 5)).step == ask(4, limit: 3))
    #expect(paging.received(bundle(["a", "b", "c"], last: 5)).step == ask(4, limit: 30))
    let whole = paging.received(bundle(["a", "b", "c", "d"], last: 5))
    #expect(whole == TAXIIPageDecision(step: ask(5, limit: 30)))
    let end = paging.received(bundle([], last: nil))
    #expect(end == TAXIIPageDecision(watermark: time(5), step: .finish))
  }

  @Test func `a page that the server cuts within one instant stops the walk, and skips nothing`() {
    var paging = TAXIIPaging(addedAfter: nil)
    #expect(paging.received(bundle(["a", "b", "c"], last: 5)).step == ask(4))
    #expect(paging.received(bundle(["c", "d", "e"], last: 9)).step == ask(8))
    // All three are of one instant, and three is the server's limit: there may be a fourth.
    let cut = bundle(["d", "e", "f"], last: 9)
    #expect(paging.received(cut).step == ask(8, limit: 10_000))
    #expect(paging.received(cut).step == ask(8, limit: 100_000))
    let decision = paging.received(cut)
    #expect(decision.watermark == nil)
    #expect(
      reason(decision.step)
        == "3 or more objects share one date_added, a page holds no more than 3, and the server "
        + "sends no `next`")
  }

  @Test func `pages of one object without next stop the walk instead of ending it`() {
    var paging = TAXIIPaging(addedAfter: nil)
    #expect(paging.received(bundle(["a"], last: 5)).step == ask(4))
    #expect(paging.received(bundle(["a"], last: 5)).step == ask(5))
    // Something lies behind the only object: the page had been cut.
    var step = paging.received(bundle(["b"], last: 6)).step
    #expect(step == ask(4, limit: 10_000))
    for _ in 0..<2 { step = paging.received(bundle(["a"], last: 5)).step }
    #expect(reason(step) != nil)
  }

  @Test func `a date that goes back does not lead the walk in a circle`() {
    var paging = TAXIIPaging(addedAfter: nil)
    #expect(paging.received(bundle(["a", "b"], last: 9)).step == ask(8))
    #expect(paging.received(bundle(["c"], last: 3)).step == ask(4))
    #expect(paging.received(bundle([], last: nil)).step == .finish)
  }

  @Test func `a server that ignores added_after ends the walk`() {
    var paging = TAXIIPaging(addedAfter: nil)
    let everything = bundle(["a", "b", "c"], last: 9)
    var asked = 0
    var step = ask(nil)
    while case .ask = step, asked < 100 {
      asked += 1
      step = paging.received(everything).step
    }
    #expect(asked == 4)
    #expect(step == .finish)
  }
}
