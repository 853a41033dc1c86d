// `picket feeds test`: tries a source of picket.yaml step by step and says what it finds and what to
// change. It asks for little and writes nothing.

public import Configuration
internal import Indicators
internal import JSON

/// What a step of a trial came to.
public struct TrialStep: Sendable, Equatable {
  /// How it ended.
  public enum Outcome: String, Sendable {
    /// It works.
    case ok
    /// It does not.
    case failed
    /// Worth knowing.
    case note
    /// What to write into `picket.yaml`.
    case change
  }

  /// How it ended.
  public var outcome: Outcome
  /// What was found; never a key.
  public var text: String
}

/// The trial of one source.
public final class FeedTrial {
  let source: FeedSource
  let clock: any PollClock
  private let userAgent: String
  private let say: (TrialStep) -> Void
  private var hasFailed = false
  private let observed = ObservedHeaders()

  /// Objects or rows that a page is asked for.
  static let limit = 10

  /// The trial is over, and what was wrong has been said.
  struct Ended: Error {}

  /// - Parameter say: called with each step.
  public init(
    of source: FeedSource, userAgent: String, clock: any PollClock = SystemClock(),
    say: @escaping (TrialStep) -> Void
  ) {
    self.source = source
    self.userAgent = userAgent
    self.clock = clock
    self.say = say
  }

  /// Tries the source.
  ///
  /// - Returns: whether a poll would work.
  public func run() -> Bool {
    do {
      if source.kind == .file {
        try tryFiles()
      } else {
        let url = try FeedURL(source.address)
        let access = try FeedAccess(source, url: url, userAgent: userAgent)
        tellKey()
        defer { tellServer() }
        source.kind == .taxii ? try tryTAXII(at: url, access) : try tryREST(at: url, access)
      }
    } catch is Ended {
      hasFailed = true
    } catch {
      tell(.failed, "\(error)")
    }
    return !hasFailed
  }

  func tell(_ outcome: TrialStep.Outcome, _ text: String) {
    if outcome == .failed { hasFailed = true }
    say(TrialStep(outcome: outcome, text: text))
  }

  // MARK: Files

  private func tryFiles() throws {
    let files = try FilePattern.files(of: source.address)
    if files.isEmpty { tell(.failed, "\(source.address): no file matches") }
    for path in files {
      do {
        let file = try FeedFile(path: path)
        tell(.ok, "\(path) can be read: \(file.state)")
      } catch {
        tell(.failed, "\(error)")
      }
    }
  }

  // MARK: Asking

  /// Asks with the configured key. Where the server refuses it, finds out in which style it takes it.
  ///
  /// - Parameter body: may be called several times, so that it says nothing.
  func asking<Result>(
    _ access: FeedAccess, _ body: (FeedClient) throws -> Result
  ) throws -> Result {
    let client = client(access, access.credential)
    defer { for note in client.takeNotes() { tell(.note, note) } }
    do {
      return try body(client)
    } catch let error as FeedError where error.kind == .unauthorized {
      tell(.failed, error.description)
      try suggestStyle(access) { _ = try body($0) }
      throw Ended()
    }
  }

  private func client(_ access: FeedAccess, _ credential: Credential?) -> FeedClient {
    FeedClient(
      transport: ObservingTransport(base: access.transport, observed: observed),
      credential: credential, policy: RetryPolicy(maximumAttempts: 1), clock: clock)
  }

  private func suggestStyle(
    _ access: FeedAccess, _ body: (FeedClient) throws -> Void
  ) throws {
    guard let authentication = source.authentication else {
      let style = source.kind == .taxii ? "basic" : "bearer"
      return tell(
        .change, "auth: {style: \(style), key-env: NAME} with the variable that holds the key")
    }
    for style in FeedSource.Authentication.Style.allCases where style != authentication.style {
      // SOC Defenders' REST feed names two styles (its page on authentication).
      if style == .basic, source.kind == .rest { continue }
      var other = authentication
      other.style = style
      do {
        try body(client(access, try Credential(other)))
      } catch let error as FeedError where error.kind == .unauthorized {
        continue
      } catch is FeedError {
        // It fails in another way: the key itself was taken.
      }
      return tell(.change, "auth: style: \(style.rawValue), in which the server takes this key")
    }
    tell(.change, "the key: the server refuses it in every style")
  }

  // MARK: What is told of every server

  private func tellKey() {
    guard let authentication = source.authentication else {
      return tell(.note, "no key is configured")
    }
    let place =
      switch authentication.key {
      case .environment(let name): "the variable \(name)"
      case .file(let path): "the file \(path)"
      }
    tell(.ok, "the key is in \(place), and is sent as \(authentication.style.rawValue)")
  }

  private func tellServer() {
    guard let headers = observed.last else { return }
    if let time = headers["Date"].flatMap(HTTPDate.unixSeconds) {
      let skew = clock.now.unixSeconds - time
      let text =
        "this machine's clock is \(abs(skew)) s \(skew < 0 ? "behind" : "ahead of") the server's"
      // Times have whole seconds, and the answer was on its way.
      if abs(skew) > 60 {
        tell(.note, text + ": look-back and expiry go by it, so set the clock")
      } else {
        tell(.ok, abs(skew) < 5 ? "this machine's clock is that of the server" : text)
      }
    }
    guard let limit = headers["X-RateLimit-Limit"], let left = headers["X-RateLimit-Remaining"]
    else { return }
    tell(.ok, "the server allows \(limit) requests in its window, of which \(left) are left")
    guard source.kind == .rest, let number = Double(limit) else { return }
    let tier: FeedSource.Tier = number > RateBudget.Limits.free.perMinute ? .pro : .free
    if tier != source.tier { tell(.change, "tier: \(tier.rawValue), which that limit is of") }
  }
}

/// The headers of the last answer of a trial.
private final class ObservedHeaders: @unchecked Sendable {
  /// A trial is confined to one thread, as its transport is.
  var last: HTTPHeaders?
}

private struct ObservingTransport: HTTPTransport {
  let base: CurlTransport
  let observed: ObservedHeaders

  func send(
    _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> HTTPResponse {
    let response = try base.send(request, onChunk: onChunk)
    observed.last = response.headers
    return response
  }
}
