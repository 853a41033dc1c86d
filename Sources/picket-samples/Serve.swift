// `picket-samples serve`: serves the sample feed on 127.0.0.1 until SIGTERM or SIGINT.

public import ArgumentParser
import Dispatch
public import FeedServer
import Foundation
import Samples

struct Serve: AsyncParsableCommand {
  /// The key where --key-env names none. It guards nothing: the feed is made up.
  static let sampleKey = "sk_live_sample"

  static let configuration = CommandConfiguration(
    abstract: "Serve the sample feed on 127.0.0.1 until SIGTERM or SIGINT.",
    discussion: """
      TAXII 2.1: http://127.0.0.1:PORT/api/taxii2/ with the collections all, ips, hashes, cves and \
      empty. REST: http://127.0.0.1:PORT/api/v1/iocs.
      """)

  @Option(
    help: ArgumentHelp(
      "Where the port is written once the server listens; removed at the end.", valueName: "file"),
    completion: .file())
  var portFile: String

  @Option(help: "The port; 0 for any free one.")
  var port: UInt16 = 0

  @Option(
    help: ArgumentHelp(
      "The environment variable that holds the API key; the key is \(sampleKey) without it.",
      valueName: "name"))
  var keyEnv: String?

  @Option(help: "The most objects that a page of the TAXII collections has.")
  var pageSize = 20

  @Option(help: "What a page is: TAXII's envelope, or the bundle that SOC Defenders sends.")
  var style = FeedOptions.Style.envelope

  @OptionGroup var day: DayOptions

  func validate() throws {
    _ = try day.world
    _ = try key
    guard pageSize > 0 else { throw ValidationError("--page-size is above 0") }
  }

  func run() async throws {
    let signals = EndSignals()
    let server = try await FeedServer.start(
      world: try day.world, key: try key, port: port,
      options: FeedOptions(pageSize: pageSize, style: style))
    let file = URL(fileURLWithPath: portFile)
    try Data("\(server.port)\n".utf8).write(to: file, options: .atomic)
    FileHandle.standardError.write(Data("serving \(server.url), until Ctrl-C\n".utf8))
    for await _ in signals.stream { break }
    await server.stop()
    try FileManager.default.removeItem(at: file)
    withExtendedLifetime(signals) {}
  }

  private var key: String {
    get throws {
      guard let keyEnv else { return Self.sampleKey }
      guard let key = ProcessInfo.processInfo.environment[keyEnv], !key.isEmpty else {
        throw ValidationError("the environment variable \(keyEnv) of --key-env holds no key")
      }
      return key
    }
  }
}

/// The signals that ask the process to end.
private struct EndSignals {
  let stream: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    self.stream = stream
    sources = [SIGTERM, SIGINT].map { number in
      // The default action would end the process before the source is told.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
  }
}

/// `--style` takes the names of the styles.
extension FeedOptions.Style: ExpressibleByArgument {}
