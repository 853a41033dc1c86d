// A server of the Python environment that scripts/taxii-servers makes, on a free port of loopback.

import Foundation
import TestSupport

/// A running server; killed with the object.
final class PythonServer {
  /// `PICKET_PYTHON`, else the repository's own environment.
  private static let python: URL = {
    let named = ProcessInfo.processInfo.environment["PICKET_PYTHON"]
    return named.map { URL(fileURLWithPath: $0) }
      ?? SharedData.repository.appending(path: ".venv/bin/python")
  }()

  private static func program(_ name: String) -> URL {
    python.deletingLastPathComponent().appending(path: name)
  }

  /// Whether tests that need these programs can run.
  static func has(_ programs: String...) -> Bool {
    SharedData.isPresent
      && (["python"] + programs).allSatisfy {
        FileManager.default.isExecutableFile(atPath: program($0).path)
      }
  }

  struct NotStarted: Error { let output: String }

  private let process: Process

  /// Starts a program, and waits until it listens.
  init(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], port: UInt16,
    in directory: TemporaryDirectory
  ) throws {
    process = try Self.start(name, arguments, environment, in: directory)
    let deadline = Date().addingTimeInterval(120)
    while !Self.listens(port) {
      guard process.isRunning, Date() < deadline else {
        throw NotStarted(output: try Self.output(of: name, in: directory))
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  deinit {
    guard process.isRunning else { return }
    // Not SIGTERM, which the runner's threads block. A worker of gunicorn's sees that it is alone.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Runs a program of the environment to its end, and gives what it printed.
  @discardableResult
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:],
    in directory: TemporaryDirectory
  ) throws -> String {
    let process = try start(name, arguments, environment, in: directory)
    process.waitUntilExit()
    let output = try output(of: name, in: directory)
    guard process.terminationStatus == 0 else { throw NotStarted(output: output) }
    return output
  }

  private static func start(
    _ name: String, _ arguments: [String], _ environment: [String: String],
    in directory: TemporaryDirectory
  ) throws -> Process {
    let process = Process()
    process.executableURL = program(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = directory.url
    try directory.write("", to: "\(name).log")
    let output = FileHandle(forWritingAtPath: directory.path("\(name).log"))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    return process
  }

  private static func output(of name: String, in directory: TemporaryDirectory) throws -> String {
    try String(contentsOfFile: directory.path("\(name).log"), encoding: .utf8)
  }

  // MARK: Ports

  private static func withSocket<Result>(
    port: UInt16, _ body: (Int32, UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Result
  ) -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0, &length) }
    }
  }

  static func freePort() throws -> UInt16 {
    let port = withSocket(port: 0) { descriptor, address, length -> UInt16? in
      guard bind(descriptor, address, length) == 0,
        getsockname(descriptor, address, &length) == 0
      else { return nil }
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt16(bigEndian: $0.pointee.sin_port)
      }
    }
    guard let port else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return port
  }

  private static func listens(_ port: UInt16) -> Bool {
    withSocket(port: port) { descriptor, address, length in
      connect(descriptor, address, length) == 0
    }
  }
}
