// Asks a running feed server over a real socket, with curl: shared by the tests of both protocols.
// URLSession on Linux never comes back from a 401 with a Basic challenge.

import FeedServer
import Foundation
import Samples
import Testing

let testKey = "sk_live_sample"
let sampleContent = FeedContent(world: SampleWorld(now: afternoon))

struct Answer {
  let status: Int
  private let headers: [String: String]
  let body: Data

  init(head: String, body: Data) throws {
    let lines = head.split(separator: "\r\n")
    let words = try #require(lines.first).split(separator: " ")
    status = try #require(words.count > 1 ? Int(words[1]) : nil)
    let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      return (line[..<colon].lowercased(), value)
    }
    headers = Dictionary(pairs) { $0 + ", " + $1 }
    self.body = body
  }

  subscript(header: String) -> String? { headers[header.lowercased()] }

  var json: [String: Any] {
    get throws {
      try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
    }
  }

  /// The ids of the objects, in their order.
  var ids: [String] {
    get throws {
      (try json["objects"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }
  }
}

/// Fetches with curl.
func ask(_ url: String, headers: [String: String], method: String = "GET") async throws -> Answer {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  let head = folder.appending(path: "head")
  let body = folder.appending(path: "body")
  // Created first: curl leaves no file where there is no body.
  try Data().write(to: body)

  let curl = Process()
  curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  // Its own globbing would take the brackets of match[type].
  curl.arguments =
    ["curl", "-q", "-s", "-g", "--noproxy", "*", "--max-time", "20", "-X", method]
    + headers.flatMap { ["-H", $0.value.isEmpty ? "\($0.key);" : "\($0.key): \($0.value)"] }
    + ["-D", head.path, "-o", body.path, url]
  try await withCheckedThrowingContinuation { continuation in
    curl.terminationHandler = { _ in continuation.resume() }
    do { try curl.run() } catch { continuation.resume(throwing: error) }
  }
  #expect(curl.terminationStatus == 0)
  return try Answer(
    head: String(contentsOf: head, encoding: .utf8), body: Data(contentsOf: body))
}

extension FeedServer {
  func get(
    _ path: String, headers: [String: String] = ["Authorization": "Bearer \(testKey)"],
    method: String = "GET"
  ) async throws -> Answer {
    try await ask(url + path, headers: headers, method: method)
  }

  func objects(of collection: String = "all", _ query: String = "") async throws -> Answer {
    try await get("/api/taxii2/api/collections/\(collection)/objects/\(query)")
  }
}

/// Runs a test against a server of its own.
func withServer<Result>(
  content: FeedContent = sampleContent, options: FeedOptions = FeedOptions(),
  _ body: (FeedServer) async throws -> Result
) async throws -> Result {
  let server = try await FeedServer.start(content: content, key: testKey, options: options)
  do {
    let result = try await body(server)
    await server.stop()
    return result
  } catch {
    await server.stop()
    throw error
  }
}
