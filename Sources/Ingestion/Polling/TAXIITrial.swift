// The trial of a TAXII source: what its URL is, which collections there are, one page of each.

internal import Configuration
internal import Indicators
internal import JSON

extension FeedTrial {
  /// Where discovery stands: TAXII 2.1 §4.1, and SOC Defenders' own place.
  private static let discoveries = ["/taxii2/", "/api/taxii2/"]

  func tryTAXII(at url: FeedURL, _ access: FeedAccess) throws {
    let resource: TAXIIClient.Resource
    let roots: [FeedURL]
    let known: [TAXIIClient.Collection]
    do {
      resource = try asking(access) { try TAXIIClient(client: $0).resource(at: url) }
      roots = try describe(resource, at: url)
      known = try asking(access) { try roots.flatMap(TAXIIClient(client: $0).collections) }
    } catch let error as FeedError {
      tell(.failed, error.description)
      if [.notFound, .notJSON, .protocolViolation].contains(error.kind) {
        lookForDiscovery(url, access)
      }
      throw Ended()
    }
    list(known)
    var wanted = source.collections
    if wanted.isEmpty, case .collection(let collection) = resource { wanted = [collection.id] }
    let readable = known.filter(\.isReadable).map(\.id)
    if wanted.isEmpty { tell(.failed, "no collection is named") }
    var isUnknown = wanted.isEmpty
    for name in wanted {
      do {
        let found = try asking(access) {
          try TAXIIClient(client: $0).collection(named: name, in: roots)
        }
        try tryPage(of: found, named: name, access)
      } catch let error as FeedError {
        tell(.failed, error.description)
        if error.kind == .notFound { isUnknown = true }
      }
    }
    if isUnknown, !readable.isEmpty {
      tell(.change, "collections: [\(readable.joined(separator: ", "))], or some of them")
    }
  }

  private func describe(_ resource: TAXIIClient.Resource, at url: FeedURL) throws -> [FeedURL] {
    switch resource {
    case .discovery(let roots):
      let list = roots.map(\.description).joined(separator: ", ")
      tell(
        .ok, "\(url) is a discovery with \(roots.count == 1 ? "the API root" : "API roots") \(list)"
      )
      return roots
    case .root(let root):
      tell(.note, "\(root) is taken for an API root")
      return [root]
    case .collection(let collection):
      tell(.ok, "\(url) is the collection \(collection.id)")
      return [try collection.url.resolving("../../")]
    }
  }

  private func list(_ collections: [TAXIIClient.Collection]) {
    tell(.ok, "the server lists \(collections.count) collections for this key")
    for collection in collections {
      let title = collection.title.isEmpty ? "" : ", title \(collection.title)"
      let alias = collection.alias.isEmpty ? "" : ", alias \(collection.alias)"
      let access = collection.isReadable ? "readable" : "not readable with this key"
      tell(.note, "collection \(collection.id)\(title)\(alias): \(access)")
    }
  }

  private func tryPage(
    of collection: TAXIIClient.Collection, named name: String, _ access: FeedAccess
  ) throws {
    guard collection.isReadable else {
      return tell(.failed, "the collection \(name) cannot be read with this key")
    }
    let query = TAXIIPageQuery(
      addedAfter: source.lookBack?.before(clock.now).taxii, next: nil, limit: Self.limit)
    var types: [String: Int] = [:]
    let parser = JSONParser()
    let summary = try asking(access) { client in
      try TAXIIClient(client: client, types: source.policy.types.sorted()).page(
        of: collection.url, query: query, begin: { types = [:] },
        element: { element in
          guard case .bytes(let text) = element.content else { return }
          let type = try? parser.withDocument(text) { $0["type"]?.string }
          types[(type ?? nil) ?? "no type", default: 0] += 1
        })
    }
    let since = query.addedAfter.map { " added after \($0)" } ?? ""
    guard !types.isEmpty else {
      tell(.ok, "\(name): a page can be read, and has no object\(since)")
      return source.lookBack == nil ? () : tell(.note, "look-back: all asks for older objects too")
    }
    let list = types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let last = summary.lastDateAdded.map { ", the last added at \($0)" } ?? ""
    tell(.ok, "\(name): a page of at most \(Self.limit) objects\(since) has \(list)\(last)")
  }

  private func lookForDiscovery(_ url: FeedURL, _ access: FeedAccess) {
    for path in Self.discoveries {
      guard let other = try? url.resolving(path), other != url,
        let found = try? asking(access, { try TAXIIClient(client: $0).resource(at: other) }),
        case .discovery = found
      else { continue }
      return tell(.change, "url: \(other), which is a discovery")
    }
  }
}
