// How a TAXII 2.1 collection is walked, as a state machine without I/O: it says which page to ask
// for, is told what came, and says which watermark that page has earned. TAXIIClient carries it out.
//
// TAXII 2.1 §3.4: `more` and `next` in the envelope lead to the next page; §5.4: the results are
// ascending by date_added, and X-TAXII-Date-Added-Last is that of the page's last object. Servers
// that send bundles (SOC Defenders) have neither member, and are walked by that header alone.

internal import Indicators

/// What to ask of the objects endpoint.
struct TAXIIPageQuery: Equatable, Sendable {
  /// `added_after`, or nil from the beginning.
  var addedAfter: String?
  /// `next`; sent with all the other parameters unchanged.
  var next: String?
  /// `limit`.
  var limit: Int
}

/// What a page said of itself.
struct TAXIIPageSummary: Equatable, Sendable {
  /// Whether the body was an envelope, which says by itself whether there is more.
  var isEnvelope: Bool
  /// `more`; nil where it is absent.
  var more: Bool?
  /// `next`; nil where it is absent or empty.
  var next: String?
  /// X-TAXII-Date-Added-Last, as it came.
  var lastDateAdded: String?
  /// The page's objects: id and version, in order.
  var objects: [String]
}

/// What follows from a page.
struct TAXIIPageDecision: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    /// Ask for this page.
    case ask(TAXIIPageQuery)
    /// The collection is read to its end.
    case finish
    /// The server cannot be walked further; what came so far is good.
    case stop(reason: String)
  }

  /// The watermark that the page covers, to be committed with it; nil where it earns none.
  var watermark: String?
  /// What to do next.
  var step: Step
}

struct TAXIIPaging: Sendable {
  /// Objects a page that are asked for.
  static let defaultLimit = 1_000
  /// Where the limit stops growing when more objects share one date_added than a page holds.
  static let maximumLimit = 100_000
  /// Empty pages in a row that still promise more.
  static let maximumEmptyPages = 3
  /// Pages of one walk.
  static let maximumPages = 1_000_000

  private(set) var query: TAXIIPageQuery
  /// The watermark that is committed, or what the walk started from.
  private var watermark: Timestamp?
  private var lastPage: [String] = []
  private var largestPage = 0
  private var tokens: Set<String> = []
  private var emptyPages = 0
  private var pages = 0
  private var restarts = 0

  /// - Parameter addedAfter: the stored watermark or the look-back, nil for everything.
  init(addedAfter: String?, limit: Int = defaultLimit) {
    query = TAXIIPageQuery(addedAfter: addedAfter, next: nil, limit: limit)
    watermark = addedAfter.flatMap { Timestamp(iso8601: $0) }
  }

  /// Takes a page and decides.
  mutating func received(_ page: TAXIIPageSummary) -> TAXIIPageDecision {
    pages += 1
    let isRepeated = !page.objects.isEmpty && page.objects == lastPage
    let last = page.lastDateAdded.flatMap { Timestamp(iso8601: $0) }
    lastPage = page.objects
    largestPage = max(largestPage, page.objects.count)
    emptyPages = page.objects.isEmpty ? emptyPages + 1 : 0
    guard pages < Self.maximumPages else {
      return TAXIIPageDecision(step: .stop(reason: "the server has not ended after \(pages) pages"))
    }
    if page.objects.isEmpty, page.more != true, page.next == nil {
      return TAXIIPageDecision(step: .finish)
    }
    if page.more != false, let next = page.next {
      return follow(next, page: page, last: last, isRepeated: isRepeated)
    }
    // An envelope without `more` is the last one: absent means false (§3.4). A bundle says nothing.
    if page.more == true || !page.isEnvelope, page.more != false {
      return followHeader(page: page, last: last, isRepeated: isRepeated)
    }
    return TAXIIPageDecision(watermark: earn(last), step: .finish)
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
    lastPage = []
    return .ask(query)
  }

  // MARK: The two ways on

  private mutating func follow(
    _ next: String, page: TAXIIPageSummary, last: Timestamp?, isRepeated: Bool
  ) -> TAXIIPageDecision {
    let isKnownToken = !tokens.insert(next).inserted
    if isRepeated || isKnownToken && page.objects.isEmpty || emptyPages > Self.maximumEmptyPages {
      return TAXIIPageDecision(
        step: .stop(reason: "the server repeats a page: its `next` leads nowhere"))
    }
    query.next = next
    // Objects of the same instant may follow on the next page: only what lies before it is covered.
    let covered = last.map { $0.adding(ticks: -Self.tick) }
    return TAXIIPageDecision(watermark: earn(covered), step: .ask(query))
  }

  private mutating func followHeader(
    page: TAXIIPageSummary, last: Timestamp?, isRepeated: Bool
  ) -> TAXIIPageDecision {
    guard let last else {
      guard page.more == true else { return TAXIIPageDecision(step: .finish) }
      return TAXIIPageDecision(
        step: .stop(reason: "the server has more, but sends neither `next` nor a date to go on"))
    }
    // Asked again from just before the last instant, so that objects which share it are not lost;
    // a page that brings nothing further then ends the walk, or shows that it was too small.
    let from = last.adding(ticks: -Self.tick)
    let asked = query.addedAfter.flatMap { Timestamp(iso8601: $0) }
    if isRepeated || asked == from && query.next == nil {
      return stuck(page: page, last: last)
    }
    query.addedAfter = from.taxii
    query.next = nil
    return TAXIIPageDecision(watermark: earn(from), step: .ask(query))
  }

  /// The page moved nothing: it is the end, or a group of one instant that is larger than a page.
  private mutating func stuck(page: TAXIIPageSummary, last: Timestamp) -> TAXIIPageDecision {
    guard page.more == true || isProbablyFull(page) else {
      return TAXIIPageDecision(watermark: earn(last), step: .finish)
    }
    guard query.limit < Self.maximumLimit else {
      let count = page.objects.count
      return TAXIIPageDecision(
        step: .stop(
          reason: "at least \(count) objects share one date_added, and the server sends no `next`"))
    }
    query.limit = min(query.limit * 10, Self.maximumLimit)
    return TAXIIPageDecision(step: .ask(query))
  }

  /// A bundle does not tell whether the server cut it. A page as large as any before it, of a size
  /// that servers choose as their limit, is taken to be cut: asking again is better than skipping.
  private func isProbablyFull(_ page: TAXIIPageSummary) -> Bool {
    let count = page.objects.count
    return count >= query.limit || count >= 10 && count % 10 == 0 && count >= largestPage
  }

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
