// OASIS's TAXII server medallion, as scripts/taxii-servers installs it, on a free port of loopback.

import Foundation
import TestSupport

/// A running medallion; killed with the object.
final class Medallion {
  /// `PICKET_PYTHON`, else the repository's own environment; nil where medallion is not installed.
  static let python: URL? = {
    let named = ProcessInfo.processInfo.environment["PICKET_PYTHON"]
    let python =
      named.map { URL(fileURLWithPath: $0) }
      ?? SharedData.repository.appending(path: ".venv/bin/python")
    let script = python.deletingLastPathComponent().appending(path: "medallion")
    return [python, script].allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
      ? python : nil
  }()

  /// Whether the tests can run.
  static var isReady: Bool { python != nil && SharedData.isPresent }

  /// The API root's server, `http://127.0.0.1:PORT`.
  let url: String
  private let process = Process()

  /// The ids of the collections.
  static let all = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
  static let secret = "64993447-4d7e-4f70-b94d-d7f33742ee63"

  struct NotStarted: Error { let output: String }

  /// Starts a server of these objects.
  ///
  /// - Parameters:
  ///   - directory: where its files go.
  ///   - session: seconds that a `next` lives.
  init(
    serving objects: [[String: Any]], in directory: TemporaryDirectory, pageSize: Int, session: Int
  ) throws {
    let port = try Self.freePort()
    url = "http://127.0.0.1:\(port)"
    let data = directory.path("medallion-data.json")
    try Self.write(Self.data(objects, url: url), to: data)
    let configuration: [String: Any] = [
      "backend": [
        "module": "medallion.backends.memory_backend", "module_class": "MemoryBackend",
        "filename": data, "session_timeout": session, "check_interval": 1,
      ] as [String: Any],
      "users": ["admin": "Password0"], "taxii": ["max_page_size": pageSize],
    ]
    try Self.write(configuration, to: directory.path("medallion.json"))
    let output = directory.path("medallion.log")
    try directory.write("", to: "medallion.log")
    guard let python = Self.python else { throw NotStarted(output: "no medallion") }
    process.executableURL = python
    process.arguments = [
      python.deletingLastPathComponent().appending(path: "medallion").path, "--host", "127.0.0.1",
      "--port", String(port), directory.path("medallion.json"),
    ]
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: output)
    try process.run()
    let deadline = Date().addingTimeInterval(60)
    while !Self.listens(port) {
      guard process.isRunning, Date() < deadline else {
        throw NotStarted(output: try String(contentsOfFile: output, encoding: .utf8))
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  deinit {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func write(_ json: Any, to path: String) throws {
    try JSONSerialization.data(withJSONObject: json).write(to: URL(fileURLWithPath: path))
  }

  /// Seven objects share one date_added each, so that such groups lie across the pages' ends.
  private static func data(_ objects: [[String: Any]], url: String) -> [String: Any] {
    let media = "application/stix+json;version=2.1"
    let manifest = objects.enumerated().map { number, object -> [String: Any] in
      let minute = number / 7
      let time = "2026-01-01T\(pair(minute / 60)):\(pair(minute % 60)):00.000000Z"
      return [
        "id": object["id"] ?? "", "date_added": time,
        "version": object["modified"] ?? object["created"] ?? "", "media_type": media,
      ]
    }
    func collection(
      _ id: String, _ title: String, isReadable: Bool, isFull: Bool
    ) -> [String: Any] {
      [
        "id": id, "title": title, "description": title, "can_read": isReadable, "can_write": false,
        "media_types": [media], "objects": isFull ? objects : [],
        "manifest": isFull ? manifest : [],
      ]
    }
    return [
      "/discovery": [
        "title": "Tests", "description": "", "contact": "", "default": "\(url)/api1/",
        "api_roots": ["\(url)/api1/"],
      ] as [String: Any],
      "api1": [
        "information": [
          "title": "Tests", "description": "", "max_content_length": 104_857_600,
          "versions": ["application/taxii+json;version=2.1"],
        ] as [String: Any],
        "status": [] as [Any],
        "collections": [
          collection(all, "All of it", isReadable: true, isFull: true),
          collection(
            "52892447-4d7e-4f70-b94d-d7f22742ff63", "Nothing", isReadable: true, isFull: false),
          collection(secret, "Secret", isReadable: false, isFull: false),
        ],
      ] as [String: Any],
    ]
  }

  private static func pair(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

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

  private static func freePort() throws -> UInt16 {
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
