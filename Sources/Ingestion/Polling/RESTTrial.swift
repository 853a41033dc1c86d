// The trial of a REST source: one page of rows.

internal import Configuration
internal import Indicators
internal import JSON

extension FeedTrial {
  func tryREST(at url: FeedURL, _ access: FeedAccess) throws {
    let endpoint = try RESTIngestion.endpoint(of: url)
    for type in source.types.isEmpty ? [""] : source.types {
      do {
        try tryPage(of: endpoint, type: type, access)
      } catch let error as FeedError {
        tell(.failed, error.description)
        let standard = try url.resolving(RESTIngestion.path)
        if [.notFound, .notJSON, .protocolViolation].contains(error.kind), endpoint != standard {
          tell(.change, "url: \(url.origin), below which the feed is \(RESTIngestion.path)")
        }
        throw Ended()
      }
    }
  }

  private func tryPage(of endpoint: FeedURL, type: String, _ access: FeedAccess) throws {
    var items: [(name: String, value: String)] = type.isEmpty ? [] : [("type", type)]
    if let since = source.lookBack?.before(clock.now).taxii { items.append(("since", since)) }
    items += [("limit", String(Self.limit)), ("offset", "0")]
    var rows = 0
    let stream = try asking(access) { client in
      try client.page(
        endpoint.withQuery(items), accept: "application/json", arrayNames: ["data"],
        begin: { rows = 0 }, element: { _ in rows += 1 }
      ).stream
    }
    guard stream.hasArray else {
      throw FeedError(
        .protocolViolation, "the answer has no `data`", url: endpoint,
        advice: "check that this is SOC Defenders' REST feed")
    }
    let subject = type.isEmpty ? "all types" : type
    tell(.ok, "\(subject): a page of at most \(Self.limit) rows has \(rows)")
  }
}
