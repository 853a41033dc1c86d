// How rows are walked by offset while they move, as a state machine without I/O: RESTIngestion carries it
// out. Rows that appear in front of the place push others behind it, and those come twice; rows that
// vanish in front (SOC Defenders keeps a day on its Free plan) pull others past it, and those would never
// come. So each page begins with the last row of the page before, and where it does not, the walk goes back.

struct OffsetPaging {
  /// How often in a row the walk goes back without getting further.
  static let maximumStepsBack = 4

  /// What to do after a page.
  enum Step: Equatable {
    /// Ask for the page at `offset`.
    case ask
    /// The rows are read to their end.
    case finish
    /// The server cannot be walked further; what came so far is good.
    case stop(reason: String)
  }

  /// The first row that is asked for.
  private(set) var offset = 0
  /// How many rows the page has in common with the one before.
  private var overlap = 0
  private var widestOverlap = 1
  /// Hashes of all rows that came without a gap.
  private var seen: Set<Int> = []
  private var lastPage: [Int] = []
  private var largestPage = 0
  private var repeats = 0
  private var stepsBack = 0
  private var furthest = 0
  /// Rows that had come when the walk went back last.
  private var seenBefore: Int?

  /// Whether a row is one of those that the page has in common with the one before.
  ///
  /// - Parameters:
  ///   - row: the hash of its bytes.
  ///   - index: its place on the page.
  func isRepeated(_ row: Int, at index: Int) -> Bool { index < overlap && seen.contains(row) }

  /// Takes a page, as the hashes of its rows.
  mutating func received(_ rows: [Int]) -> Step {
    if overlap > 0, !(rows.first.map(seen.contains) ?? false) { return stepBack(rows.count) }
    // `total` may be null or move while the pages are read: that nothing comes is the only end. A page
    // that is not full holds the last rows, also where rows in front have pushed them on.
    if rows.count <= overlap || rows.count < largestPage, rows.allSatisfy(seen.contains) {
      return .finish
    }
    largestPage = max(largestPage, rows.count)
    repeats = rows == lastPage ? repeats + 1 : 0
    guard repeats < 2 else {
      return .stop(reason: "the server repeats a page: it ignores `offset`")
    }
    seen.formUnion(rows)
    lastPage = rows
    let end = offset + rows.count
    if end > furthest {
      furthest = end
      stepsBack = 0
    }
    // A page of one row has no room for another's.
    overlap = min(widestOverlap, rows.count - 1)
    offset = end - overlap
    return .ask
  }

  private mutating func stepBack(_ count: Int) -> Step {
    // Gone back and come to nothing again without a new row: what there is now has come.
    if count == 0, seenBefore == seen.count { return .finish }
    seenBefore = seen.count
    stepsBack += 1
    guard stepsBack <= Self.maximumStepsBack else {
      return .stop(reason: "the set moves faster than it can be read")
    }
    let size = max(count, lastPage.count)
    // Where rows vanish once they do so again: half a page lets as many go unnoticed.
    widestOverlap = max(widestOverlap, size / 2)
    offset = max(0, offset - size << (stepsBack - 1))
    overlap = offset == 0 ? 0 : 1
    return .ask
  }
}
