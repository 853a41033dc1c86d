// The TAXII 2.1 endpoints: discovery, API root, collections, objects, manifest. Read only. Called by
// FeedHandler.

import FlyingFox
import Foundation
import Samples

struct TAXIIEndpoint {
  static let mediaType = "application/taxii+json;version=2.1"
  static let root = "/api/taxii2/api/"

  let state: FeedState
  let options: FeedOptions

  func answer(_ request: HTTPRequest, path: String) async -> HTTPResponse {
    // Section 1.6.8.1; TAXII 2.1's defined media types must not be answered with 406.
    guard accepts(request.headers[HTTPHeader("Accept")] ?? "*/*") else {
      return TAXIIError.notAcceptable.response
    }
    guard path.hasSuffix("/") else { return slashMissing(request, path: path) }
    guard request.method == .GET else { return TAXIIError.readOnly.response }
    switch path {
    case "/taxii2/", "/api/taxii2/": return success(discovery)
    case Self.root: return success(apiRoot)
    default: break
    }
    guard path.hasPrefix(Self.root + "collections/") else { return TAXIIError.notFound.response }
    let names = path.dropFirst(Self.root.count).split(separator: "/")
      .map { $0.removingPercentEncoding ?? String($0) }
    return await collection(Array(names.dropFirst()), request)
  }

  private func collection(_ names: [String], _ request: HTTPRequest) async -> HTTPResponse {
    guard let id = names.first else {
      let all = state.collections.map(description)
      return success(all.isEmpty ? [:] : ["collections": .array(all)])
    }
    guard let collection = state.collections.first(where: { $0.id == id }) else {
      return TAXIIError.unknownCollection.response
    }
    switch names.dropFirst() {
    case []: return success(description(collection))
    case ["objects"], ["manifest"]:
      return await page(of: id, isManifest: names[1] == "manifest", request)
    default: return TAXIIError.notFound.response
    }
  }

  private func page(
    of collection: String, isManifest: Bool, _ request: HTTPRequest
  ) async -> HTTPResponse {
    let query: TAXIIQuery
    do {
      query = try TAXIIQuery(request, options: options)
    } catch {
      return error.response
    }
    let page = query.page(of: await state.objects.filter { $0.collections.contains(collection) })
    var response =
      if isManifest {
        success(page.manifest)
      } else if options.style == .bundle {
        HTTPResponse(.ok, "application/json", page.bundle)
      } else {
        success(page.envelope)
      }
    // Section 3.4: on each answer with objects.
    if let first = page.objects.first, let last = page.objects.last {
      response.headers[HTTPHeader("X-TAXII-Date-Added-First")] = first.dateAddedText
      response.headers[HTTPHeader("X-TAXII-Date-Added-Last")] = last.dateAddedText
    }
    return response
  }

  private var discovery: JSONText {
    [
      "title": "Picket samples", "description": "A feed of made-up indicators on this machine",
      "default": .string(Self.root), "api_roots": [.string(Self.root)],
    ]
  }

  private var apiRoot: JSONText {
    [
      "title": "Picket samples", "versions": [.string(Self.mediaType)],
      "max_content_length": 10_485_760,
    ]
  }

  private func description(_ collection: FeedCollection) -> JSONText {
    [
      "id": .string(collection.id), "title": .string(collection.title), "can_read": true,
      "can_write": false, "media_types": ["application/stix+json;version=2.1"],
    ]
  }

  private func success(_ body: JSONText) -> HTTPResponse {
    HTTPResponse(.ok, Self.mediaType, body)
  }

  private func accepts(_ accept: String) -> Bool {
    accept.split(separator: ",").contains { range in
      let type = range.split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
      return ["*/*", "application/*", "application/taxii+json", "application/json"]
        .contains(type?.lowercased())
    }
  }

  /// Section 1.6.5: a path ends with a slash. Where it does not, real servers lead there.
  private func slashMissing(_ request: HTTPRequest, path: String) -> HTTPResponse {
    let query = request.target.query(percentEncoded: true)
    var response = HTTPResponse(statusCode: .permanentRedirect)
    response.headers[.location] = query.isEmpty ? path + "/" : "\(path)/?\(query)"
    return response
  }
}
