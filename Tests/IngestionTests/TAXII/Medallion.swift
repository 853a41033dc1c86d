// OASIS's TAXII server medallion, as scripts/taxii-servers installs it, on a free port of loopback.

import Foundation
import TestSupport

/// A running medallion; it ends with the object.
final class Medallion {
  /// Whether the tests can run.
  static let isReady = PythonServer.has("medallion", "gunicorn")

  /// The API root's server, `http://127.0.0.1:PORT`.
  let url: String
  private let server: PythonServer

  /// The ids of the collections.
  static let all = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
  static let secret = "64993447-4d7e-4f70-b94d-d7f33742ee63"

  /// Starts a server of these objects.
  ///
  /// - Parameters:
  ///   - directory: where its files go.
  ///   - session: seconds that a `next` lives.
  ///   - authority: whose certificate it shows, under gunicorn; nil for plain HTTP.
  init(
    serving objects: [[String: Any]], in directory: TemporaryDirectory, pageSize: Int, session: Int,
    authority: Authority? = nil
  ) throws {
    let port = try PythonServer.freePort()
    url = "\(authority == nil ? "http" : "https")://127.0.0.1:\(port)"
    let data = directory.path("medallion-data.json")
    try Self.write(Self.data(objects, url: url), to: data)
    let configuration: [String: Any] = [
      "backend": [
        "module": "medallion.backends.memory_backend", "module_class": "MemoryBackend",
        "filename": data, "session_timeout": session, "check_interval": 1,
      ] as [String: Any],
      "users": ["admin": "Password0"], "taxii": ["max_page_size": pageSize],
    ]
    let file = directory.path("medallion.json")
    try Self.write(configuration, to: file)
    guard let authority else {
      server = try PythonServer(
        "medallion", ["--host", "127.0.0.1", "--port", String(port), file], port: port,
        in: directory)
      return
    }
    try directory.write(
      "from medallion import load_app\napp = load_app('medallion.json')\n", to: "med.py")
    let (certificate, key) = authority.certificate("good")
    server = try PythonServer(
      "gunicorn",
      [
        "med:app", "--bind", "127.0.0.1:\(port)", "--certfile", certificate, "--keyfile", key,
        "--workers", "1", "--threads", "4", "--no-control-socket",
      ], port: port, in: directory)
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
}
