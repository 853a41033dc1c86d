// `picket ingest rest`: SOC Defenders' `GET /api/v1/iocs`, walked by offset. The rows are in no stated
// order, so that the watermark (`since`, "added or updated after") moves only when the last page is
// in; it is the server's own time at the walk's beginning.

public import Indicators
internal import JSON
public import Warehouse

/// Ingests SOC Defenders' REST feed.
public struct RESTIngestion {
  private let database: WarehouseDatabase
  private let client: FeedClient
  private let now: Timestamp
  private let policy: FeedPolicy
  private let keepsDays: Int64?

  /// Rows a page that are asked for; the server may clamp it.
  static let limit = 100
  /// Pages of one walk.
  static let maximumPages = 100_000
  /// What the next poll asks for again, against rows that were being added while this one ran.
  static let overlap = 5 * 60 * Timestamp.ticksPerSecond

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

  /// Walks the feed, once for each type, or once for all.
  ///
  /// - Parameters:
  ///   - url: the server, or the endpoint itself.
  ///   - types: values of the parameter `type`; none for all.
  ///   - name: `SourceSystem`.
  ///   - since: where the first poll begins; nil for everything that the server keeps.
  ///   - report: called after each walk, whether or not it came to its end.
  public func ingest(
    _ url: FeedURL, types: [String], name: String, since: Timestamp?,
    report: (IngestReport) -> Void
  ) throws {
    let endpoint = try Self.endpoint(of: url)
    for type in types.isEmpty ? [""] : types {
      let walked = try walk(endpoint, type: type, name: name, since: since)
      report(walked)
      if walked.isStopped { return }
    }
  }

  /// Where the rows are.
  static let path = "/api/v1/iocs"

  /// The endpoint that a user's URL means: itself, or the one of the server that it names.
  static func endpoint(of url: FeedURL) throws(FeedError) -> FeedURL {
    url.path == "/" || url.path.isEmpty ? try url.resolving(path) : url
  }

  private func walk(
    _ endpoint: FeedURL, type: String, name: String, since: Timestamp?
  ) throws -> IngestReport {
    let session = IngestSession(
      database: database,
      source: SourceDescription(sourceSystem: name, kind: "rest", address: endpoint.description),
      collection: type, now: now)
    var report = IngestReport(source: name, subject: type.isEmpty ? "all types" : type)
    report.watermarkBefore = try session.watermark()
    report.gap = PollGap.since(report.watermarkBefore, keepsDays: keepsDays, now: now)
    let page = FeedPage(
      session: session, context: MappingContext(sourceSystem: name, now: now, policy: policy),
      expectsRows: true)
    do {
      try walk(
        endpoint, type: type, since: report.watermarkBefore ?? since?.taxii, page: page,
        session: session, report: &report)
    } catch let error as FeedError {
      try page.commit(watermark: nil)
      guard session.counts.pages > 0 else {
        try session.finish(error: error.description)
        throw error
      }
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
    _ endpoint: FeedURL, type: String, since: String?, page: FeedPage, session: IngestSession,
    report: inout IngestReport
  ) throws {
    var paging = OffsetPaging()
    var started: Timestamp?
    for _ in 0..<Self.maximumPages {
      var rows: [Int] = []
      let stream = try ask(
        endpoint, type: type, since: since, offset: paging.offset,
        begin: {
          rows.removeAll()
          page.beginPage()
        },
        element: { element in
          rows.append(Self.hash(element, at: paging.offset))
          if !paging.isRepeated(rows[rows.count - 1], at: element.index) { try page.take(element) }
        })
      if started == nil { report.gap = gap(stream, after: report.watermarkBefore) ?? report.gap }
      started = started ?? generatedAt(stream)
      switch paging.received(rows) {
      case .ask: try page.commit(watermark: nil)
      case .stop(let reason): throw FeedError(.protocolViolation, reason, url: endpoint)
      case .finish:
        let isNew = session.counts.new + session.counts.updated > 0
        let watermark = (started ?? now).adding(ticks: -Self.overlap).taxii
        return try page.commit(watermark: isNew || since == nil ? watermark : nil)
      }
    }
    throw FeedError(
      .protocolViolation, "the server has not ended after \(Self.maximumPages) pages", url: endpoint
    )
  }

  private func ask(
    _ endpoint: FeedURL, type: String, since: String?, offset: Int, begin: () -> Void,
    element: (JSONElement) throws -> Void
  ) throws -> JSONObjectStream {
    var items: [(name: String, value: String)] = []
    if !type.isEmpty { items.append(("type", type)) }
    if let since { items.append(("since", since)) }
    items += [("limit", String(Self.limit)), ("offset", String(offset))]
    let (stream, _) = try client.page(
      endpoint.withQuery(items), accept: "application/json", arrayNames: ["data"], begin: begin,
      element: element)
    guard stream.hasArray else {
      throw FeedError(
        .protocolViolation, "the answer has no `data`", url: endpoint,
        advice: "check that this is SOC Defenders' REST feed")
    }
    return stream
  }

  /// Tells rows apart; one that was too large to be given is like no other.
  private static func hash(_ element: JSONElement, at offset: Int) -> Int {
    var hasher = Hasher()
    switch element.content {
    case .bytes(let bytes): hasher.combine(bytes: bytes)
    case .refused: hasher.combine(offset + element.index)
    }
    return hasher.finalize()
  }

  /// `meta.filters.since` is what the server made of `since`: it gives no more than its tier keeps.
  private func gap(_ stream: JSONObjectStream, after watermark: String?) -> String? {
    guard let meta = stream.members["meta"], let watermark,
      let kept = try? JSONParser().withDocument(meta, { $0["filters"]?["since"]?.string }),
      let keeps = Timestamp(iso8601: kept)
    else { return nil }
    return PollGap.between(Timestamp(iso8601: watermark), keeps: keeps, now: now)
  }

  /// `meta.generated_at`: the server's clock at the first page.
  private func generatedAt(_ stream: JSONObjectStream) -> Timestamp? {
    guard let meta = stream.members["meta"] else { return nil }
    return try? JSONParser().withDocument(meta) { $0["generated_at"]?.string }
      .flatMap { Timestamp(iso8601: $0) }
  }
}
