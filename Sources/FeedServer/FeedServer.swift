// A TAXII 2.1 and SOC Defenders REST server on 127.0.0.1, for the quick start and for tests. Starts
// and stops FlyingFox; what is answered is decided in FeedHandler and the files that it calls.

import FlyingFox
import FlyingSocks
import Foundation
public import Samples

/// A running feed server. It listens on 127.0.0.1 and on no other address.
public final class FeedServer: Sendable {
  /// The port that it listens on.
  public let port: UInt16

  private let handler: FeedHandler
  private let server: HTTPServer
  private let running: Task<Void, any Error>

  /// `http://127.0.0.1:` and the port, without a slash at its end.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// Starts a server of the sample world and waits until it listens.
  ///
  /// - Parameter port: 0 for any free port.
  /// - Throws: `FeedServerError`, for example because the port is taken.
  public static func start(
    world: SampleWorld, key: String, port: UInt16 = 0, options: FeedOptions = FeedOptions()
  ) async throws -> FeedServer {
    try await start(content: FeedContent(world: world), key: key, port: port, options: options)
  }

  /// Starts a server of any content and waits until it listens.
  ///
  /// - Parameters:
  ///   - key: the API key that every request must bring.
  ///   - port: 0 for any free port.
  /// - Throws: `FeedServerError`, for example because the port is taken.
  public static func start(
    content: FeedContent, key: String, port: UInt16 = 0, options: FeedOptions = FeedOptions()
  ) async throws -> FeedServer {
    let handler = FeedHandler(state: FeedState(content: content), key: key, options: options)
    // FlyingFox's own `.loopback` is [::1]; the addresses in documents and tests are 127.0.0.1.
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: handler)
    let listening = Task { try await server.waitUntilListening(timeout: 10) }
    let running = Task {
      defer { listening.cancel() }
      try await server.run()
    }
    if case .failure = await listening.result {
      running.cancel()
      throw FeedServerError.cannotListen(port: port, reason: Self.reason(await running.result))
    }
    guard case .ip4(_, let port)? = await server.listeningAddress else {
      await server.stop()
      throw FeedServerError.cannotListen(port: port, reason: "it has no address")
    }
    return FeedServer(port: port, handler: handler, server: server, running: running)
  }

  private static func reason(_ result: Result<Void, any Error>) -> String {
    if case .failure(let error) = result { error.localizedDescription } else { "it ended" }
  }

  private init(
    port: UInt16, handler: FeedHandler, server: HTTPServer, running: Task<Void, any Error>
  ) {
    self.port = port
    self.handler = handler
    self.server = server
    self.running = running
  }

  /// Adds objects, as a feed does from one poll to the next.
  public func publish(_ objects: [SampleObject]) async {
    await handler.state.publish(objects)
  }

  /// Stops listening, closes all connections, and waits until that is done.
  public func stop() async {
    await server.stop()
    _ = await running.result
  }
}

/// Why a server did not start.
public enum FeedServerError: Error, CustomStringConvertible {
  /// It did not come to listen on a port (0 for any), for the reason that the system gives.
  case cannotListen(port: UInt16, reason: String)

  /// What happened, and what to do about it.
  public var description: String {
    switch self {
    case .cannotListen(let port, let reason):
      "cannot listen on 127.0.0.1:\(port): \(reason); give another port, or 0 for any free one"
    }
  }
}

/// How a server answers.
public struct FeedOptions: Sendable {
  /// The two kinds of objects page.
  public enum Style: String, Sendable, CaseIterable {
    /// TAXII 2.1 section 3.7: `more`, `next`, `objects`.
    case envelope
    /// SOC Defenders: a STIX bundle as `application/json`, without `more` and `next`. The walk goes
    /// by `X-TAXII-Date-Added-Last`.
    case bundle
  }

  /// The most objects that a page has.
  public var pageSize: Int
  /// What a page of objects is.
  public var style: Style
  /// The requests that are answered within a minute; the next ones get 429.
  public var requestsPerMinute: Int

  /// The defaults: small pages, so that paging happens, and SOC Defenders' rate of the Pro tier.
  public init(pageSize: Int = 20, style: Style = .envelope, requestsPerMinute: Int = 1_000) {
    self.pageSize = max(pageSize, 1)
    self.style = style
    self.requestsPerMinute = requestsPerMinute
  }
}
