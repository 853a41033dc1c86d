// The right answers to the two documented hunts over the sample world, from the plan of the logs
// and not from their text. Tests compare a hunt's rows with them.

/// The two ways to fetch the sample feed.
public enum SampleFeed: Sendable, CaseIterable {
  /// STIX objects over TAXII.
  case taxii
  /// Rows over REST. They carry no expiry and no threat type.
  case rest
}

/// A row of the hunt for connections to known addresses, in the order of its columns.
public struct NetworkHit: Sendable, Hashable {
  /// Ticks.
  public let timeGenerated: Int64
  /// The client inside.
  public let sourceIP: String
  /// The known address, in its canonical form.
  public let destinationIP: String
  /// 0 to 100.
  public let confidenceScore: Double
  /// The indicator's description, or its name where it has none.
  public let description: String
}

/// A row of the hunt for queries of known names, in the order of its columns.
public struct DNSHit: Sendable, Hashable {
  /// Ticks.
  public let timeGenerated: Int64
  /// The client inside.
  public let clientIP: String
  /// The known name: lower case, without the dot at its end.
  public let name: String
  /// 0 to 100.
  public let confidenceScore: Double
  /// `malicious-activity`; empty over REST.
  public let threatType: String
}

/// A connection that only a hunt beyond the documented one finds.
public struct OtherNetworkHit: Sendable, Hashable {
  /// Ticks.
  public let timeGenerated: Int64
  /// The client inside.
  public let sourceIP: String
  /// The address as the log has it.
  public let destinationIP: String
}

extension SampleWorld {
  /// What the documented network hunt must return: newest first, then by the other columns.
  public func expectedNetworkHits(from feed: SampleFeed = .taxii) -> [NetworkHit] {
    let hits = connections.flatMap { connection in
      matches(connection.destination, of: [.ipv4, .ipv6], from: feed).map { indicator in
        NetworkHit(
          timeGenerated: SampleTime.ticks(epochMicroseconds: connection.time),
          sourceIP: connection.source, destinationIP: connection.destination,
          confidenceScore: Double(indicator.confidence),
          description: indicator.description ?? indicator.name)
      }
    }
    return hits.sorted {
      ($1.timeGenerated, $0.destinationIP, $0.description)
        < ($0.timeGenerated, $1.destinationIP, $1.description)
    }
  }

  /// What the documented DNS hunt must return: newest first, then by the other columns.
  public func expectedDNSHits(from feed: SampleFeed = .taxii) -> [DNSHit] {
    let hits = queries.flatMap { query in
      matches(query.name, of: [.domain], from: feed).map { indicator in
        DNSHit(
          timeGenerated: SampleTime.ticks(epochMicroseconds: query.time),
          clientIP: query.client, name: query.name,
          confidenceScore: Double(indicator.confidence),
          threatType: feed == .taxii ? STIXRendering.threatType : "")
      }
    }
    return hits.sorted {
      ($1.timeGenerated, $0.name, $0.confidenceScore)
        < ($0.timeGenerated, $1.name, $1.confidenceScore)
    }
  }

  /// Connections to the address of the one `network-traffic:dst_ref` pattern
  /// (`NetworkDestinationIP`), newest first. TAXII only.
  public var expectedDestinationIPHits: [OtherNetworkHit] {
    hits { $0 == SampleIndicator.destinationOnlyAddress }
  }

  /// Connections into the one address range (`NetworkCidrBlock`), newest first. TAXII only.
  public var expectedCIDRHits: [OtherNetworkHit] {
    hits { SampleIndicator.addressesInRange.contains($0) }
  }

  private func hits(where isHit: (String) -> Bool) -> [OtherNetworkHit] {
    connections.filter { isHit($0.destination) }
      .map { connection in
        OtherNetworkHit(
          timeGenerated: SampleTime.ticks(epochMicroseconds: connection.time),
          sourceIP: connection.source, destinationIP: connection.destination)
      }
      .sorted { $0.timeGenerated > $1.timeGenerated }
  }

  private func matches(
    _ value: String, of kinds: [SampleIndicator.Kind], from feed: SampleFeed
  ) -> [SampleIndicator] {
    indicators.filter { indicator in
      indicator.isActive && indicator.pattern == nil && indicator.isServed(by: feed)
        && indicator.observables.contains { kinds.contains($0.kind) && $0.canonical == value }
    }
  }
}
