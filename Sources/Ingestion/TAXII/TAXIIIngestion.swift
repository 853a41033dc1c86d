// `picket ingest taxii`: walks collections, page by page, each page committed with its watermark.

public import Indicators
public import Warehouse

/// Ingests collections of one TAXII 2.1 server.
public struct TAXIIIngestion {
  private let database: WarehouseDatabase
  private let client: FeedClient
  private let now: Timestamp
  private let policy: FeedPolicy
  private let keepsDays: Int64?

  /// Ingestion into an open warehouse.
  ///
  /// - Parameter keepsDays: how far back the server gives anything, where that is known.
  public init(
    database: WarehouseDatabase, transport: any HTTPTransport, credential: Credential?,
    now: Timestamp, policy: FeedPolicy = FeedPolicy(), clock: any PollClock = SystemClock(),
    keepsDays: Int64? = nil
  ) {
    self.database = database
    self.now = now
    self.policy = policy
    self.keepsDays = keepsDays
    client = FeedClient(transport: transport, credential: credential, clock: clock)
  }

  /// Walks collections one after the other.
  ///
  /// - Parameters:
  ///   - url: discovery, API root, or a collection, which then needs no name.
  ///   - collections: ids, aliases or titles.
  ///   - name: `SourceSystem`.
  ///   - since: where the first poll of a collection begins; nil for everything.
  ///   - report: called after each collection, whether or not it came to its end.
  /// - Throws: `FeedError` where the server cannot be read at all; `WarehouseError`.
  public func ingest(
    _ url: FeedURL, collections: [String], name: String, since: Timestamp?,
    report: (IngestReport) -> Void
  ) throws {
    let taxii = TAXIIClient(client: client, types: policy.types.sorted())
    do {
      for collection in try find(collections, at: url, with: taxii) {
        let walked = try walk(collection, url: url, name: name, since: since, with: taxii)
        report(walked)
        if walked.isStopped { return }
      }
    } catch let error as FeedError {
      try note(error, url: url, name: name)
      throw error
    }
  }

  private func find(
    _ names: [String], at url: FeedURL, with taxii: TAXIIClient
  ) throws -> [TAXIIClient.Collection] {
    let roots: [FeedURL]
    switch try taxii.resource(at: url) {
    case .collection(let collection) where names.isEmpty || names == [collection.id]:
      return [collection]
    case .collection(let collection):
      roots = [try collection.url.resolving("../../")]
    case .root(let root): roots = [root]
    case .discovery(let found): roots = found
    }
    guard !names.isEmpty else {
      let known = try roots.flatMap(taxii.collections).map(\.id)
      throw FeedError(
        .configuration, "no collection was named", url: url,
        advice: "give --collection with one of \(known.joined(separator: ", "))")
    }
    return try names.map { name in
      let collection = try taxii.collection(named: name, in: roots)
      guard collection.isReadable else {
        throw FeedError(
          .forbidden, "the collection \(name) cannot be read with this key", url: collection.url)
      }
      return collection
    }
  }

  private func walk(
    _ collection: TAXIIClient.Collection, url: FeedURL, name: String, since: Timestamp?,
    with taxii: TAXIIClient
  ) throws -> IngestReport {
    let session = IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: name, kind: "taxii", address: url.description),
      collection: collection.id, now: now)
    var report = IngestReport(source: name, subject: collection.id)
    report.watermarkBefore = try session.watermark()
    report.gap = PollGap.since(report.watermarkBefore, keepsDays: keepsDays, now: now)
    let page = FeedPage(
      session: session, context: MappingContext(sourceSystem: name, now: now, policy: policy))
    var paging = TAXIIPaging(addedAfter: report.watermarkBefore ?? since?.taxii)
    do {
      try walk(&paging, collection: collection, page: page, with: taxii)
    } catch let error as FeedError {
      // What is good of a page that broke off is kept, without its watermark: it comes again.
      try page.commit(watermark: nil)
      report.fault = error.description
      report.isStopped = error.kind == .stopped
    }
    report.requests = client.takeRequests()
    session.requests = report.requests
    session.gap = report.gap ?? ""
    try session.finish(error: report.fault)
    report.counts = session.counts
    report.watermarkAfter = try session.watermark()
    report.notes = client.takeNotes()
    report.note(session.warning)
    return report
  }

  private func walk(
    _ paging: inout TAXIIPaging, collection: TAXIIClient.Collection, page: FeedPage,
    with taxii: TAXIIClient
  ) throws {
    var step = TAXIIPageDecision.Step.ask(paging.query)
    while case .ask(let query) = step {
      var summary: TAXIIPageSummary
      do {
        summary = try taxii.page(
          of: collection.url, query: query, begin: page.beginPage, element: page.take)
      } catch let error as FeedError where query.next != nil && error.isRefusedToken {
        step = paging.nextWasRefused()
        continue
      }
      summary.objects = page.identities
      let decision = paging.received(summary)
      try page.commit(watermark: decision.watermark)
      step = decision.step
    }
    if case .stop(let reason) = step {
      throw FeedError(.protocolViolation, reason, url: collection.url)
    }
  }

  /// A server that could not be read at all is noted where `picket status` shows it.
  private func note(_ error: FeedError, url: FeedURL, name: String) throws {
    let session = IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: name, kind: "taxii", address: url.description),
      collection: "", now: now)
    try session.finish(error: error.description)
  }
}

extension FeedError {
  /// Servers answer 400, 404 or 410 to a `next` that has expired (medallion after 30 s).
  fileprivate var isRefusedToken: Bool { status == 400 || status == 404 || status == 410 }
}
