// The walk against simulated servers of every kind that was met: whatever they do, it ends, and it
// either has every object or a reason why not. No watermark ever passes an object that did not come.

import Indicators
import TestSupport
import Testing

@testable import Ingestion

@Suite struct TAXIIPagingSimulationTests {
  /// A small deterministic generator (Knuth's MMIX constants).
  private struct Numbers {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private struct Server {
    enum Style: CaseIterable {
      /// `more` and a `next` for each page.
      case tokens
      /// `more` and one `next` for the whole walk, as medallion has it.
      case session
      /// `more`, and the date header to go on.
      case dates
      /// Nothing but the date header.
      case bundle
    }

    var style: Style
    var isInclusive: Bool
    /// The most objects of a page, whatever is asked for.
    var clamp: Int
    /// date_added of each object, ascending.
    var dates: [Int64]
    /// Where the server's one session stands.
    var session = 0

    mutating func page(_ query: TAXIIPageQuery) -> TAXIIPageSummary {
      let after = query.addedAfter.flatMap { Timestamp(iso8601: $0) } ?? .min
      let found = dates.indices.filter {
        let date = newYear.adding(ticks: dates[$0] * 10)
        return isInclusive ? date >= after : date > after
      }
      var start = 0
      if let next = query.next { start = style == .session ? session : Int(next) ?? 0 }
      let page = found.dropFirst(start).prefix(min(query.limit, clamp))
      let end = start + page.count
      session = end
      let isCut = end < found.count
      let next: String? =
        switch style {
        case .tokens: isCut ? String(end) : nil
        case .session: isCut ? "session" : nil
        case .dates, .bundle: nil
        }
      return TAXIIPageSummary(
        isEnvelope: style != .bundle, more: style == .bundle ? nil : isCut, next: next,
        lastDateAdded: page.last.map { newYear.adding(ticks: dates[$0] * 10).taxii },
        objects: page.map(String.init))
    }
  }

  private struct Walk {
    var seen: Set<Int> = []
    var watermark: String?
    var pages = 0
    var end: TAXIIPageDecision.Step?

    /// Walks to the end, or so many pages, from the watermark on.
    mutating func go(on server: inout Server, limit: Int, pages maximum: Int = 3_000) {
      var paging = TAXIIPaging(addedAfter: watermark, limit: limit)
      var query = paging.query
      for _ in 0..<maximum {
        pages += 1
        let page = server.page(query)
        seen.formUnion(page.objects.compactMap(Int.init))
        let decision = paging.received(page)
        if let earned = decision.watermark {
          #expect(earned > watermark ?? "", "the watermark goes back")
          watermark = earned
          check(server)
        }
        guard case .ask(let following) = decision.step else {
          end = decision.step
          return
        }
        query = following
      }
    }

    private func check(_ server: Server) {
      let covered = server.dates.indices.filter {
        newYear.adding(ticks: server.dates[$0] * 10).taxii <= watermark ?? ""
      }
      #expect(seen.isSuperset(of: covered), "the watermark \(watermark ?? "") passes an object")
    }
  }

  private func server(_ numbers: inout Numbers) -> Server {
    var date: Int64 = 1
    let groups = 1 + numbers.below(12)
    var dates: [Int64] = []
    for _ in 0..<groups {
      let ties = numbers.below(3) == 0 ? 1 + numbers.below(40) : 1
      dates += Array(repeating: date, count: ties)
      date += Int64(1 + numbers.below(3))
    }
    return Server(
      style: Server.Style.allCases[numbers.below(4)], isInclusive: numbers.below(2) == 0,
      clamp: 1 + numbers.below(45), dates: dates)
  }

  /// A bundle of one instant only, of a size that no server has for its limit, looks whole.
  private func looksWhole(_ server: Server) -> Bool {
    server.style == .bundle && Set(server.dates).count == 1 && server.dates.count > server.clamp
      && !(server.clamp >= 10
        && (server.clamp % 10 == 0 || server.clamp % 25 == 0
          || server.clamp & (server.clamp - 1) == 0))
  }

  @Test func `every walk ends with every object or with a reason`() {
    var numbers = Numbers(state: 20_260_101)
    var finished = 0
    var stopped = 0
    for _ in 0..<1_200 {
      var server = server(&numbers)
      // Either the server keeps the limit that is asked for, or it has one of its own.
      let limit = [1, 3, 10, 1_000, 1_000][numbers.below(5)]
      if limit < 1_000 { server.clamp = .max }
      if looksWhole(server) { continue }
      var walk = Walk()
      walk.go(on: &server, limit: limit)
      switch walk.end {
      case .finish:
        finished += 1
        #expect(walk.seen.count == server.dates.count, "skips silently: \(server), limit \(limit)")
      case .stop:
        stopped += 1
        #expect(server.style == .dates || server.style == .bundle, "\(server), limit \(limit)")
      default: Issue.record("does not end: \(server), limit \(limit)")
      }
    }
    #expect(finished > 700 && stopped > 50, "\(finished) finished, \(stopped) stopped")
  }

  @Test func `a walk that dies on any page is completed by the next one`() {
    var numbers = Numbers(state: 7)
    for _ in 0..<600 {
      var server = server(&numbers)
      // A limit such as servers have: what the dead walk had learnt of it is lost with it.
      server.clamp = [10, 16, 20, 25, 32, 40][numbers.below(6)]
      var walk = Walk()
      walk.go(on: &server, limit: 1_000, pages: 1 + numbers.below(6))
      walk.end = nil
      walk.go(on: &server, limit: 1_000)
      guard walk.end == .finish else { continue }
      #expect(walk.seen.count == server.dates.count, "skips silently: \(server)")
    }
  }

  @Test func `after a walk to the end the next one asks once or twice and earns nothing`() {
    var numbers = Numbers(state: 99)
    for _ in 0..<600 {
      var server = server(&numbers)
      if looksWhole(server) { continue }
      var walk = Walk()
      walk.go(on: &server, limit: 1_000)
      guard walk.end == .finish else { continue }
      let watermark = walk.watermark
      var again = Walk(watermark: watermark)
      again.go(on: &server, limit: 1_000)
      #expect(again.watermark == watermark)
      // Where the instant itself is included, its objects come again, a page at a time.
      let ties = server.dates.filter { $0 == server.dates.last }.count
      #expect(again.pages <= (server.isInclusive ? 3 + ties / server.clamp : 1), "\(server)")
    }
  }
}
