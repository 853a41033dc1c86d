// How a TAXII 2.1 collection is walked, as a state machine without I/O: it says which page to ask
// for, is told what came, and says which watermark that page has earned. TAXIIClient carries it out.
//
// TAXII 2.1 §3.4: `more` and `next` in the envelope lead to the next page; §5.4: the results are
// ascending by date_added, and X-TAXII-Date-Added-Last is that of the page's last object. Servers
// that send bundles (SOC Defenders) have neither member, and are walked by that header alone.

internal import Indicators

struct TAXIIPaging: Sendable {
  /// Objects a page that are asked for.
  static let defaultLimit = 1_000
  /// Where the limit stops growing when more objects share one date_added than a page holds.
  static let maximumLimit = 100_000
  /// Empty pages in a row that still promise more.
  static let maximumEmptyPages = 3
  /// Pages in a row that came before, each behind a token that is new.
  static let maximumRepeatedPages = 3
  /// Pages of one walk.
  static let maximumPages = 1_000_000

  private(set) var query: TAXIIPageQuery
  /// The watermark that is committed, or what the walk started from.
  private var watermark: Timestamp?
  private var pages = 0
  private var emptyPages = 0
  private var restarts = 0
  // The chain of `next`: hashes, since a server chooses how long its tokens are.
  private var tokens: Set<Int> = []
  private var seenPages: Set<Int> = []
  private var repeatedPages = 0
  // The walk by date.
  private var lastPage: (objects: [String], limit: Int, date: Timestamp?) = ([], 0, nil)
  /// The size at which the server cut a page although more was asked for; nil while unknown.
  private var clamp: Int?
  /// Whether the page is asked for only to learn if anything follows the last instant.
  private var isProbing = false

  /// - Parameter addedAfter: the stored watermark or the look-back, nil for everything.
  init(addedAfter: String?, limit: Int = defaultLimit) {
    query = TAXIIPageQuery(addedAfter: addedAfter, next: nil, limit: limit)
    watermark = addedAfter.flatMap { Timestamp(iso8601: $0) }
  }

  /// Takes a page and decides.
  mutating func received(_ page: TAXIIPageSummary) -> TAXIIPageDecision {
    pages += 1
    emptyPages = page.objects.isEmpty ? emptyPages + 1 : 0
    let last = page.lastDateAdded.flatMap { Timestamp(iso8601: $0) }
    guard pages < Self.maximumPages else {
      return TAXIIPageDecision(step: .stop(reason: "the server has not ended after \(pages) pages"))
    }
    if page.more != false, let next = page.next {
      return follow(next, page: page, last: last)
    }
    // An envelope without `more` is the last one: absent means false (§3.4). A bundle says nothing.
    if page.more == true || !page.isEnvelope && page.more == nil && !page.objects.isEmpty {
      return followHeader(page: page, last: last)
    }
    // A date on an empty page is no object's: nothing came that it could cover.
    let covered = isProbing ? lastPage.date : page.objects.isEmpty ? nil : last
    return TAXIIPageDecision(watermark: earn(covered), step: .finish)
  }

  /// A page asked for with `next` was refused: some servers forget their tokens within seconds.
  /// The walk starts again at the watermark, which every committed page has moved.
  mutating func nextWasRefused() -> TAXIIPageDecision.Step {
    restarts += 1
    guard query.next != nil, restarts <= 3 else {
      return .stop(reason: "the server refuses its own `next` parameter")
    }
    query.next = nil
    query.addedAfter = watermark?.taxii ?? query.addedAfter
    tokens.removeAll()
    seenPages.removeAll()
    return .ask(query)
  }

  // MARK: By `next`

  private mutating func follow(
    _ next: String, page: TAXIIPageSummary, last: Timestamp?
  ) -> TAXIIPageDecision {
    // The token alone proves nothing: medallion keeps one for the whole walk.
    let isKnownToken = !tokens.insert(next.hashValue).inserted
    let isKnownPage = !page.objects.isEmpty && !seenPages.insert(page.objects.hashValue).inserted
    repeatedPages = isKnownPage ? repeatedPages + 1 : 0
    if isKnownToken && (isKnownPage || page.objects.isEmpty)
      || repeatedPages > Self.maximumRepeatedPages || emptyPages > Self.maximumEmptyPages
    {
      return TAXIIPageDecision(
        step: .stop(reason: "the server repeats a page: its `next` leads nowhere"))
    }
    query.next = next
    // Objects of the same instant may follow on the next page: only what lies before it is covered.
    let covered = last.map { $0.adding(ticks: -Self.tick) }
    return TAXIIPageDecision(watermark: earn(covered), step: .ask(query))
  }

  // MARK: By date

  private mutating func followHeader(
    page: TAXIIPageSummary, last: Timestamp?
  ) -> TAXIIPageDecision {
    guard let last else {
      guard page.more == true else { return TAXIIPageDecision(step: .finish) }
      return TAXIIPageDecision(
        step: .stop(reason: "the server has more, but sends neither `next` nor a date to go on"))
    }
    if isProbing { return probed(last) }
    let isRepeated = page.objects == lastPage.objects
    if lastPage.date != nil, !Set(lastPage.objects).isSuperset(of: page.objects) {
      lastPageWasCut()
    }
    lastPage = (page.objects, query.limit, last)
    // Asked again from just before the last instant, so that objects which share it are not lost;
    // a page that brings nothing further then ends the walk, or shows that it was too small.
    let from = last.adding(ticks: -Self.tick)
    if isRepeated || query.next == nil && asked.map({ from <= $0 }) ?? false {
      return stuck(page: page, last: last)
    }
    query.addedAfter = from.taxii
    query.next = nil
    return TAXIIPageDecision(watermark: earn(from), step: .ask(query))
  }

  /// The page moved nothing: it is the end, or a group of one instant that is larger than a page.
  private mutating func stuck(page: TAXIIPageSummary, last: Timestamp) -> TAXIIPageDecision {
    if page.more == true || isProbablyFull(page.objects.count) {
      return askForMore(from: last.adding(ticks: -Self.tick))
    }
    return probe(behind: last)
  }

  /// The end of the walk is its end only if nothing comes behind the last instant.
  private mutating func probe(behind last: Timestamp) -> TAXIIPageDecision {
    isProbing = true
    // A server that takes `added_after` as "not before" gives the instant itself again.
    let isIncluded = asked.map { $0 >= last } ?? false
    query.addedAfter = (isIncluded ? last.adding(ticks: Self.tick) : last).taxii
    return TAXIIPageDecision(step: .ask(query))
  }

  /// What came behind the last instant: nothing, or the proof that its page had been cut.
  private mutating func probed(_ last: Timestamp) -> TAXIIPageDecision {
    isProbing = false
    guard let before = lastPage.date, last > before else {
      if last == lastPage.date, asked == last { return probe(behind: last) }
      return TAXIIPageDecision(watermark: earn(lastPage.date), step: .finish)
    }
    lastPageWasCut()
    return askForMore(from: before.adding(ticks: -Self.tick))
  }

  private mutating func lastPageWasCut() {
    let size = lastPage.objects.count
    if size < lastPage.limit { clamp = max(clamp ?? 0, size) }
  }

  private mutating func askForMore(from: Timestamp) -> TAXIIPageDecision {
    guard query.limit < Self.maximumLimit else {
      let count = lastPage.objects.count
      return TAXIIPageDecision(
        step: .stop(
          reason: "\(count) or more objects share one date_added, a page holds no more than "
            + "\(count), and the server sends no `next`"))
    }
    query.limit = min(query.limit * 10, Self.maximumLimit)
    query.addedAfter = from.taxii
    query.next = nil
    return TAXIIPageDecision(step: .ask(query))
  }

  /// A bundle does not tell whether the server cut it. Where it cut a page before, its size tells;
  /// else a page of a size that servers choose as their limit is taken to be cut: asking again, and
  /// stopping with a reason, is better than skipping.
  private func isProbablyFull(_ count: Int) -> Bool {
    if count >= query.limit { return true }
    if let clamp { return count >= clamp }
    return count >= 10 && (count % 10 == 0 || count % 25 == 0 || count & (count - 1) == 0)
  }

  private var asked: Timestamp? { query.addedAfter.flatMap { Timestamp(iso8601: $0) } }

  /// A watermark only ever moves forward.
  private mutating func earn(_ time: Timestamp?) -> String? {
    guard let time, time > watermark ?? .min else { return nil }
    watermark = time
    restarts = 0
    return time.taxii
  }

  /// TAXII counts microseconds (§2: six fractional digits).
  private static let tick: Int64 = 10
}
