// A TAXII collection at `/c/` whose pages of objects are what a test scripts.

import Foundation
import TestSupport

enum ScriptedFeed {
  /// A server of one collection.
  static func collection(
    title: String = "C", page: @escaping @Sendable () -> ScriptedServer.Reply
  ) throws -> ScriptedServer {
    try ScriptedServer { request, _ in
      request.target.hasPrefix("/c/objects/")
        ? page() : json(["id": "c", "title": title, "can_read": true, "can_write": false])
    }
  }

  /// A server that lists one collection with a title.
  static func list(title: String) throws -> ScriptedServer {
    try ScriptedServer { request, _ in
      switch request.target {
      case "/api1/": json(["title": "R", "versions": ["application/taxii+json;version=2.1"]])
      case "/api1/collections/": json(["collections": [["id": "c", "title": title]]])
      default: .answer("404 Not Found")
      }
    }
  }

  static func json(
    _ value: Any, type: String = "application/taxii+json;version=2.1"
  )
    -> ScriptedServer.Reply
  {
    let body = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
    return .answer(headers: ["Content-Type: \(type)"], body: Array(body))
  }

  /// A STIX indicator on an address.
  static func indicator(_ number: Int, address: String, description: String = "") -> String {
    let id = "indicator--00000000-0000-4000-8000-00000000000\(number)"
    return """
      {"type":"indicator","spec_version":"2.1","id":"\(id)","created":"2026-11-20T00:00:00Z",\
      "modified":"2026-11-20T00:00:00Z","valid_from":"2026-11-20T00:00:00Z",\
      "description":"\(description)","pattern_type":"stix",\
      "pattern":"[ipv4-addr:value = '\(address)']"}
      """
  }
}
