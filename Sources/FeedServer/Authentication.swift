// Who may read: the one key, by any of the three ways that SOC Defenders' pages name. REST takes
// no Basic. Called by FeedHandler.

import FlyingFox
import Foundation

struct Authentication {
  let key: String
  let isREST: Bool

  /// The answer to a request without the right key, or nil.
  func refusal(_ request: HTTPRequest) -> HTTPResponse? {
    let given = keys(request)
    guard !given.contains(key) else { return nil }
    guard !isREST else { return (given.isEmpty ? RESTError.missingKey : .invalidKey).response }
    // TAXII 2.1 section 1.6.9.
    var response = TAXIIError.unauthorized.response
    response.headers[HTTPHeader("WWW-Authenticate")] = "Basic realm=\"Picket samples\""
    return response
  }

  private func keys(_ request: HTTPRequest) -> [String] {
    var keys = request.headers[HTTPHeader("X-API-Key")].map { [$0] } ?? []
    let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return keys }
    switch words[0].lowercased() {
    case "bearer": keys.append(String(words[1]))
    case "basic" where !isREST:
      if let password = password(String(words[1])) { keys.append(password) }
    default: break
    }
    return keys
  }

  /// RFC 7617: base64 of `user:password`. The user may be empty or anything.
  private func password(_ credentials: String) -> String? {
    guard
      let data = Data(base64Encoded: credentials.trimmingCharacters(in: .whitespaces)),
      let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
    else { return nil }
    return String(text[text.index(after: colon)...])
  }
}
