// How a source of picket.yaml is reached: key, certificate authorities, rate limits. Shared by polls
// and trials.

internal import Configuration
internal import Indicators

/// The way to one source's server.
struct FeedAccess {
  let credential: Credential?
  let transport: CurlTransport
  /// What counts until the server states its own; nil for nothing.
  let limits: RateBudget.Limits?
  /// How far back the plan goes (SOC Defenders' documentation of its rate limits); nil where there is
  /// none.
  let keepsDays: Int64?
  /// Whose limits: limits are those of a key at a host.
  private let budgetKey: String

  /// - Throws: `FeedError` of kind `configuration` where the key or the CA file cannot be read.
  init(_ source: FeedSource, url: FeedURL, userAgent: String) throws(FeedError) {
    if let authentication = source.authentication {
      credential = try Credential(authentication)
    } else {
      credential = nil
    }
    var settings = CurlTransport.Settings()
    settings.userAgent = userAgent
    settings.caFile = source.caFile
    transport = try CurlTransport(settings)
    limits = Self.limits(of: source, at: url)
    keepsDays = limits == nil ? nil : source.tier == .free ? 1 : 365
    let key =
      switch source.authentication?.key {
      case .environment(let name): "variable \(name)"
      case .file(let path): "file \(path)"
      case nil: ""
      }
    budgetKey = "\(url.origin) \(key)"
  }

  /// SOC Defenders' plans bind its own host and whoever speaks its REST feed; other TAXII servers have
  /// limits only where `tier` says so.
  static func limits(of source: FeedSource, at url: FeedURL) -> RateBudget.Limits? {
    let isSOCDefenders = url.host == "socdefenders.ai" || url.host.hasSuffix(".socdefenders.ai")
    guard source.kind == .rest || isSOCDefenders || source.writtenTier != nil else { return nil }
    return source.tier == .free ? .free : .pro
  }

  /// The transport within the source's budget.
  func paced(by budgets: RateBudgets, clock: any PollClock) -> PacedTransport {
    PacedTransport(
      base: transport, budgets: budgets, key: budgetKey, limits: limits, clock: clock)
  }

  /// Calls `body` with the source's budget.
  func with(_ budgets: RateBudgets, _ body: (inout RateBudget) -> sending Void) {
    budgets.with(budgetKey, make: { RateBudget(limits: limits) }, body)
  }
}

extension Credential {
  /// The key where `picket.yaml` says that it is.
  ///
  /// - Throws: `FeedError` of kind `configuration` where there is none.
  init(_ authentication: FeedSource.Authentication) throws(FeedError) {
    let key: APIKey
    switch authentication.key {
    case .environment(let name): key = try APIKey(environment: name)
    case .file(let path): key = try APIKey(file: path)
    }
    self.init(authentication.style, user: authentication.user, key: key)
  }

  /// A key in the style of `picket.yaml`.
  init(_ style: FeedSource.Authentication.Style, user: String, key: APIKey) {
    switch style {
    case .basic: self = .basic(user: user, key: key)
    case .bearer: self = .bearer(key)
    case .xAPIKey: self = .xAPIKey(key)
    }
  }
}
