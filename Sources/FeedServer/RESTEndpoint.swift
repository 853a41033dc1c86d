// GET /api/v1/iocs as SOC Defenders documents it: filters, offset paging, meta and links. Called by
// FeedHandler.

import FlyingFox
import Samples

struct RESTEndpoint {
  /// A larger `limit` is lowered to this without a word, as the real server does.
  static let largestPage = 100

  let state: FeedState

  func answer(_ request: HTTPRequest, path: String) async -> HTTPResponse {
    guard path == "/api/v1/iocs" else { return RESTError.notFound.response }
    guard request.method == .GET else { return RESTError.method.response }
    guard
      let limit = number(request, "limit", default: Self.largestPage), limit > 0,
      let offset = number(request, "offset", default: 0)
    else { return RESTError.parameter("limit and offset are whole numbers").response }
    let since = request.values(of: "since").first
    guard let time = since.map(SampleTime.ticks) ?? .some(0) else {
      return RESTError.parameter("since is an ISO 8601 time, UTC").response
    }
    // Both spellings of mitre-attack are documented.
    let types = request.values(of: "type").map { $0.replacing("_", with: "-") }
    let found = state.iocs.filter {
      (types.isEmpty || types.contains($0.type)) && $0.lastSeen > time
    }
    let page = Page(limit: min(limit, Self.largestPage), offset: offset, types: types, since: since)
    return HTTPResponse(.ok, "application/json", page.body(found))
  }

  private func number(_ request: HTTPRequest, _ name: String, default standard: Int) -> Int? {
    guard let text = request.values(of: name).first else { return standard }
    return Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }
}

/// One page of rows.
private struct Page {
  let limit: Int
  let offset: Int
  let types: [String]
  let since: String?

  func body(_ found: [SampleIOC]) -> JSONText {
    let rows = found.dropFirst(offset).prefix(limit)
    let isLast = offset >= found.count || found.count - offset <= limit
    let newest = found.map(\.lastSeen).max() ?? SampleTime.epoch
    return [
      "meta": [
        "total": .int(found.count), "limit": .int(limit), "offset": .int(offset),
        "generated_at": .string(SampleTime.text(newest)), "feed_version": "1.0",
        "source": "SOC Defenders",
        "filters": [
          "type": types.first.map(JSONText.string) ?? nil, "category": nil, "confidence": nil,
          "since": since.map(JSONText.string) ?? nil, "until": nil,
        ],
      ],
      "data": .array(rows.map { .raw($0.json) }),
      "links": [
        "self": .string(link(offset)),
        "next": isLast ? nil : .string(link(offset + limit)),
      ],
    ]
  }

  private func link(_ offset: Int) -> String {
    let filters = types.map { "type=\($0)" } + (since.map { ["since=\($0)"] } ?? [])
    return "/api/v1/iocs?"
      + (filters + ["limit=\(limit)", "offset=\(offset)"]).joined(separator: "&")
  }
}
