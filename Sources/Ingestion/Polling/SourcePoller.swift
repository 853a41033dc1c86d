// One poll of one source of picket.yaml: its key, its way through the network, its policy, and the
// ingestion of its kind.

public import Configuration
public import Indicators
public import Warehouse

/// Polls sources into one warehouse. Sources that share host and key share their rate limits.
public final class SourcePoller {
  private let database: WarehouseDatabase
  private let userAgent: String
  private let clock: any PollClock
  private let budgets = RateBudgets()
  /// Sources whose earlier runs are counted in their budget.
  private var counted: Set<String> = []

  /// A poller into an open warehouse.
  ///
  /// - Parameter clock: what it waits by, and what stops it.
  public init(database: WarehouseDatabase, userAgent: String, clock: any PollClock) {
    self.database = database
    self.userAgent = userAgent
    self.clock = clock
  }

  /// Polls a source.
  ///
  /// - Parameters:
  ///   - now: the clock of the rows.
  ///   - report: called after each collection or file, whether or not it came to its end.
  /// - Throws: `FeedError` or `FeedFileError` where nothing of the source could be read;
  ///   `WarehouseError`.
  public func poll(
    _ source: FeedSource, at now: Timestamp, report: (IngestReport) -> Void
  ) throws {
    switch source.kind {
    case .file: try pollFiles(source, at: now, report: report)
    case .taxii, .rest: try pollFeed(source, at: now, report: report)
    }
  }

  /// When the rate limits allow the next request of a source; nil for now.
  public func earliestRequest(of source: FeedSource) -> Timestamp? {
    guard source.kind != .file, let url = try? FeedURL(source.address),
      let access = try? FeedAccess(source, url: url, userAgent: userAgent)
    else { return nil }
    return access.paced(by: budgets, clock: clock).earliest()
  }

  private func pollFeed(
    _ source: FeedSource, at now: Timestamp, report: (IngestReport) -> Void
  ) throws {
    let url: FeedURL
    let access: FeedAccess
    do {
      url = try FeedURL(source.address)
      access = try FeedAccess(source, url: url, userAgent: userAgent)
    } catch {
      try note(error.description, of: source, at: now)
      throw error
    }
    try countEarlierRuns(of: source, access)
    let transport = access.paced(by: budgets, clock: clock)
    let since = source.lookBack?.before(now)
    if source.kind == .taxii {
      try TAXIIIngestion(
        database: database, transport: transport, credential: access.credential, now: now,
        policy: source.policy, clock: clock, keepsDays: access.keepsDays
      ).ingest(
        url, collections: source.collections, name: source.name, since: since, report: report)
    } else {
      try RESTIngestion(
        database: database, transport: transport, credential: access.credential, now: now,
        policy: source.policy, clock: clock, keepsDays: access.keepsDays
      ).ingest(url, types: source.types, name: source.name, since: since, report: report)
    }
  }

  /// A day's limit holds across runs of the program.
  private func countEarlierRuns(of source: FeedSource, _ access: FeedAccess) throws {
    guard access.limits != nil, counted.insert(source.name).inserted else { return }
    let now = clock.now
    let requests = try PollHistory.requests(
      of: source.name, since: now.adding(days: -1), in: database)
    access.with(budgets) { $0.spentEarlier(Double(requests), at: now.adding(ticks: -1)) }
  }

  private func pollFiles(
    _ source: FeedSource, at now: Timestamp, report: (IngestReport) -> Void
  ) throws {
    let ingestion = FileIngestion(database: database, now: now, policy: source.policy)
    var failure: (any Error)?
    do {
      let files = try FilePattern.files(of: source.address)
      if files.isEmpty { throw FeedFileError(path: source.address, reason: "no file matches") }
      for file in files {
        try clock.checkStop()
        do {
          let ingested = try ingestion.ingestIfChanged(
            path: file, source: source.name, address: source.address)
          if let ingested { report(ingested) }
        } catch let error as FeedFileError {
          // One bad file of many does not keep the others out.
          try note(error.description, of: source, at: now, collection: file)
          if let failure { report(IngestReport(failure, of: source)) }
          failure = error
        }
      }
    } catch let error as FeedFileError {
      try note(error.description, of: source, at: now)
      throw error
    }
    if let failure { throw failure }
  }

  /// Keeps why a source could not be polled where `picket feeds` shows it.
  private func note(
    _ error: String, of source: FeedSource, at now: Timestamp, collection: String = ""
  ) throws {
    try IngestSession(
      database: database,
      source: SourceDescription(
        sourceSystem: source.name, kind: source.kind.rawValue,
        address: (try? FeedURL(source.address))?.description ?? source.address),
      collection: collection, now: now
    ).finish(error: error)
  }
}

extension IngestReport {
  /// A file of a source that could not be read.
  fileprivate init(_ error: any Error, of source: FeedSource) {
    self.init(source: source.name, subject: source.address)
    fault = "\(error)"
  }
}

extension FeedSource {
  /// What decides the mapping of its objects.
  var policy: FeedPolicy {
    var policy = FeedPolicy()
    policy.expiration = expirationPolicy
    policy.confidence = FeedPolicy.stixScale.merging(confidence) { $1 }
    policy.confidenceCap = confidenceCap
    policy.isHygienic = isHygienic
    // A REST source asks its server for types.
    policy.types = kind == .rest ? [] : Set(types)
    return policy
  }
}
