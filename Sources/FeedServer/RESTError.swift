// SOC Defenders' error body: a code, a message, and an id to quote. Used for everything that is not
// TAXII's own kind of error.

import FlyingFox
import Samples

enum RESTError {
  case missingKey
  case invalidKey
  case rateLimit
  case notFound
  case method
  case parameter(String)

  var response: HTTPResponse {
    let (status, code, message) = parts
    return HTTPResponse(
      status, "application/json",
      [
        "error": [
          "code": .string(code), "message": .string(message), "request_id": "req_sample",
        ]
      ])
  }

  private var parts: (HTTPStatusCode, String, String) {
    switch self {
    case .missingKey: (.unauthorized, "missing_api_key", "This endpoint needs an API key.")
    case .invalidKey: (.unauthorized, "invalid_api_key", "The API key is not known.")
    case .rateLimit: (.tooManyRequests, "rate_limit_exceeded", "Wait until X-RateLimit-Reset.")
    case .notFound: (.notFound, "not_found", "There is no such endpoint.")
    case .method: (.methodNotAllowed, "method_not_allowed", "This endpoint takes GET.")
    case .parameter(let message): (.badRequest, "invalid_parameter", message)
    }
  }
}
