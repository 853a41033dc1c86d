// Takes each request: limits the rate, checks the key, and hands it to TAXII or to REST by its path.
// Called by FlyingFox.

import FlyingFox
import Foundation
import Samples

struct FeedHandler: HTTPHandler {
  let state: FeedState
  let key: String
  let options: FeedOptions
  private let rate: RateLimit

  init(state: FeedState, key: String, options: FeedOptions) {
    self.state = state
    self.key = key
    self.options = options
    rate = RateLimit(requestsPerMinute: options.requestsPerMinute)
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let budget = await rate.spend(at: Date())
    var response = budget.isSpent ? RESTError.rateLimit.response : await answer(request)
    for (name, value) in budget.headers { response.headers[name] = value }
    return response
  }

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    let path = request.target.path(percentEncoded: true)
    let isREST = path.hasPrefix("/api/v1/")
    if let refusal = Authentication(key: key, isREST: isREST).refusal(request) {
      return refusal
    }
    if isREST { return await RESTEndpoint(state: state).answer(request, path: path) }
    return await TAXIIEndpoint(state: state, options: options).answer(request, path: path)
  }
}

extension HTTPRequest {
  /// The values of a parameter, in their order.
  func values(of name: String) -> [String] {
    query.filter { $0.name == name }.map(\.value)
  }
}

extension HTTPResponse {
  init(_ status: HTTPStatusCode, _ type: String, _ body: JSONText) {
    self.init(
      statusCode: status, headers: [.contentType: type], body: Data(body.text.utf8))
  }
}
