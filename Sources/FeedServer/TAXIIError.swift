// TAXII's error message (TAXII 2.1 section 3.6.1). Used by TAXIIEndpoint and TAXIIQuery.

import FlyingFox
import Samples

enum TAXIIError: Error {
  case badParameter(String)
  case readOnly
  case notFound
  case unknownCollection
  case notAcceptable
  case unauthorized

  var response: HTTPResponse {
    let (status, title, description) = parts
    return HTTPResponse(
      status, TAXIIEndpoint.mediaType,
      [
        "title": .string(title), "description": .string(description),
        "http_status": .string(String(status.code)),
      ])
  }

  private var parts: (HTTPStatusCode, String, String) {
    switch self {
    case .unauthorized: (.unauthorized, "Unauthorized", "An API key is needed, and the right one.")
    case .badParameter(let what): (.badRequest, "Bad parameter", what)
    case .readOnly: (.forbidden, "Read only", "Objects cannot be added or deleted here.")
    case .notFound: (.notFound, "Not found", "There is no such resource.")
    case .unknownCollection:
      (.notFound, "Collection not found", "There is no collection of this id.")
    case .notAcceptable:
      (.notAcceptable, "Not acceptable", "Answers are \(TAXIIEndpoint.mediaType).")
    }
  }
}
