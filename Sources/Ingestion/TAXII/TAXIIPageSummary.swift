// What a walk of a collection asks for, what it is told, and what it decides. Made by TAXIIClient and
// TAXIIPaging.

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
