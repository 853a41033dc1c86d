// The resources of a TAXII 2.1 server: discovery (§4.1), API root (§4.2), collections (§5.1, §5.2) and
// objects (§5.4). It asks and reads; TAXIIPaging decides what to ask for next.

internal import Indicators
internal import JSON

/// Reads one TAXII 2.1 server.
struct TAXIIClient {
  let client: FeedClient
  /// `match[type]` (§3.4.1) of all pages; none for all types. A server may ignore it.
  var types: [String] = []

  /// TAXII 2.1 §1.6.8; exact, because some servers answer 406 to a blank or a missing version.
  static let mediaType = "application/taxii+json;version=2.1"
  /// Servers without content negotiation are asked for any JSON in the second place.
  private static let accept = "application/taxii+json;version=2.1, application/json;q=0.5"

  /// A collection as its server lists it.
  struct Collection: Equatable, Sendable {
    /// Where it is: the URL of the collection itself.
    var url: FeedURL
    /// `id`; opaque, since not every server uses UUIDs.
    var id: String
    /// `title`, or '' where it has none.
    var title: String
    /// `alias`, or ''.
    var alias: String
    /// `can_read`.
    var isReadable: Bool
  }

  // MARK: Objects

  /// Gets one page of objects.
  func page(
    of collection: FeedURL, query: TAXIIPageQuery, begin: () -> Void,
    element: (JSONElement) throws -> Void
  ) throws -> TAXIIPageSummary {
    var items: [(name: String, value: String)] = []
    if let addedAfter = query.addedAfter { items.append(("added_after", addedAfter)) }
    if !types.isEmpty { items.append(("match[type]", types.joined(separator: ","))) }
    items.append(("limit", String(query.limit)))
    if let next = query.next { items.append(("next", next)) }
    let url = try collection.appending("objects").withQuery(items)
    let (stream, response) = try client.page(
      url, accept: Self.accept, arrayNames: ["objects", "data"], begin: begin, element: element)
    guard stream.hasArray || Self.isEmptyPage(stream.document) else {
      throw FeedError(
        .protocolViolation, "the answer has no `objects`", url: url,
        advice: "check that this is a TAXII 2.1 collection",
        detail: stream.document.flatMap(FeedClient.serverWords), status: response.status)
    }
    let isBundle = stream.members["type"] == Array("\"bundle\"".utf8)
    let isBareArray = stream.hasArray && stream.arrayName == nil
    return TAXIIPageSummary(
      isEnvelope: !isBundle && !isBareArray,
      more: stream.members["more"].map { $0 == Array("true".utf8) },
      next: stream.members["next"].flatMap(Self.text),
      lastDateAdded: response.headers["X-TAXII-Date-Added-Last"],
      objects: [])
  }

  /// Whether a document without an array of objects is an envelope or a bundle of none: `{}` (§3.4)
  /// and what servers were seen to send in its place.
  private static func isEmptyPage(_ document: [UInt8]?) -> Bool {
    let isEmpty = try? JSONParser().withDocument(document ?? []) { root in
      if root.isNull { return true }
      guard root.kind == .object else { return false }
      if let objects = root["objects"] { return objects.isNull }
      return !(root.object?.contains { _ in true } ?? false) || root["type"]?.string == "bundle"
        || ["more", "next"].contains { root[$0] != nil }
    }
    return isEmpty ?? false
  }

  /// A member's value as text; a number is taken as it stands.
  private static func text(_ json: [UInt8]) -> String? {
    try? JSONParser().withDocument(json) { value in
      if let string = value.string { return string.isEmpty ? nil : string }
      return value.isNull ? nil : value.compactText
    }
  }

  // MARK: The way to a collection

  /// What a URL turned out to be.
  enum Resource: Equatable {
    /// Discovery, with the API roots that it names, the default one first.
    case discovery(roots: [FeedURL])
    /// An API root.
    case root(FeedURL)
    /// A collection.
    case collection(Collection)
  }

  /// Finds out what the user's URL is: discovery, API root, list of collections, collection, or its
  /// objects.
  func resource(at url: FeedURL) throws -> Resource {
    var start = url
    start.query = nil
    if let cut = start.path.range(of: "/objects", after: "/collections/") {
      start.path = String(start.path[..<cut])
    }
    start.path = start.path.hasSuffix("/") ? start.path : start.path + "/"
    if start.path.hasSuffix("/collections/") {
      start.path = String(start.path.dropLast("collections/".count))
      return .root(start)
    }
    do {
      return try read(start, named: url)
    } catch let error as FeedError where error.kind == .notFound {
      // Some servers have collections below an API root that they do not describe; if there are none,
      // asking for them fails in the same words.
      return .root(start)
    }
  }

  private func read(_ start: FeedURL, named url: FeedURL) throws -> Resource {
    try client.document(start, accept: Self.accept) { document, response in
      try client.checkKey(reaches: response)
      if document["api_roots"] != nil || document["default"] != nil {
        return .discovery(roots: try roots(document, at: response.url))
      }
      if document["can_read"] != nil || document["canRead"] != nil, document["id"] != nil {
        return .collection(collection(document, at: response.url))
      }
      guard document["title"] != nil || document["versions"] != nil else {
        throw FeedError(
          .protocolViolation, "this is no TAXII 2.1 resource", url: url,
          advice: "give the URL of the discovery, of the API root, or of a collection")
      }
      return .root(response.url)
    }
  }

  private func roots(_ discovery: JSONValue, at url: FeedURL) throws -> [FeedURL] {
    var texts: [String] = []
    if let text = discovery["default"]?.string { texts.append(text) }
    if let array = discovery["api_roots"]?.array {
      for case let text? in array.map(\.string) where !texts.contains(text) { texts.append(text) }
    }
    // It would be the discovery itself.
    texts.removeAll(where: \.isEmpty)
    var roots: [FeedURL] = []
    var refused: [String] = []
    for text in texts.prefix(100) {
      var root = try url.resolving(text)
      root.query = nil
      root.path = root.path.hasSuffix("/") ? root.path : root.path + "/"
      if RedirectPolicy.keepsCredential(from: url, to: root) {
        roots.append(root)
      } else {
        refused.append(root.description)
      }
    }
    guard !roots.isEmpty else {
      throw FeedError(
        .protocolViolation,
        refused.isEmpty
          ? "the discovery names no API root"
          : "the discovery names API roots on another host only",
        url: url,
        advice: refused.isEmpty
          ? nil : "if you trust it, give it yourself: \(refused.joined(separator: ", "))")
    }
    return roots
  }

  private func collection(_ document: JSONValue, at url: FeedURL) -> Collection {
    let canRead = document["can_read"] ?? document["canRead"]
    return Collection(
      url: url, id: document["id"]?.string ?? "", title: document["title"]?.string ?? "",
      alias: document["alias"]?.string ?? "", isReadable: canRead?.bool ?? true)
  }

  /// The collections of an API root.
  func collections(of root: FeedURL) throws -> [Collection] {
    let url = try root.appending("collections")
    return try client.document(url, accept: Self.accept) { document, _ in
      guard let array = document["collections"]?.array else { return [] }
      var collections: [Collection] = []
      for item in array {
        guard let id = item["id"]?.string, !id.isEmpty, id != ".", id != ".." else { continue }
        collections.append(collection(item, at: try root.appending("collections", id)))
      }
      return collections
    }
  }

  /// A collection by its id, alias or title; titles and aliases regardless of case.
  ///
  /// - Throws: `FeedError` that lists the known collections.
  func collection(named name: String, in roots: [FeedURL]) throws -> Collection {
    var known: [Collection] = []
    for root in roots {
      let collections = try collections(of: root)
      if let found = collections.first(where: { $0.id == name }) { return found }
      let folded = name.lowercased()
      if let found = collections.first(where: {
        $0.alias.lowercased() == folded || $0.title.lowercased() == folded
          || $0.id.lowercased() == folded
      }) {
        return found
      }
      known += collections
    }
    if let hidden = try hiddenCollection(named: name, in: roots) { return hidden }
    let list = known.map { $0.title.isEmpty ? $0.id : "\($0.id) (\($0.title))" }
    throw FeedError(
      .notFound, "the server has no collection \(name)", url: roots.first,
      advice: list.isEmpty
        ? "it lists no collections for this key"
        : "its collections are \(list.joined(separator: ", "))")
  }

  /// A server may know more collections than it lists.
  private func hiddenCollection(named name: String, in roots: [FeedURL]) throws -> Collection? {
    for root in roots {
      do {
        let url = try root.appending("collections", name)
        return try client.document(url, accept: Self.accept) { document, _ in
          document["id"] == nil ? nil : collection(document, at: url)
        }
      } catch let error as FeedError
        where error.kind == .notFound || error.kind == .notJSON || error.kind == .unexpectedStatus
        || error.kind == .protocolViolation
      {
        continue
      }
    }
    return nil
  }
}

extension String {
  /// Where `part` begins, behind the first `other`.
  fileprivate func range(of part: String, after other: String) -> String.Index? {
    guard let start = firstIndex(of: other, from: startIndex) else { return nil }
    return firstIndex(of: part, from: index(start, offsetBy: other.count))
  }

  private func firstIndex(of part: String, from start: String.Index) -> String.Index? {
    var index = start
    while index < endIndex {
      if self[index...].hasPrefix(part) { return index }
      index = self.index(after: index)
    }
    return nil
  }
}
