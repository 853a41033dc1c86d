// The sample feed as STIX 2.1 objects, the way SOC Defenders writes them: times in whole seconds,
// TLP 2.0 markings by confidence, and most often no valid_until. Called by SampleWorld.

struct STIXRendering {
  static let threatType = "malicious-activity"
  /// Indicators are published so far apart: 64 of them take 54 hours of the three days before the
  /// world's.
  private static let interval = 50 * 60 * SampleTime.second
  private static let everywhere = ["all", "ips", "hashes", "cves"]
  static let identity = "identity--" + SampleID.uuid(.identity, 1)

  let day: Int64

  /// All objects, ascending by the time of publication.
  func objects(_ indicators: [SampleIndicator]) -> [SampleObject] {
    let served = indicators.filter(\.isInSTIX)
    var published: [(time: Int64, json: JSONText, collections: [String])] = []
    for json in [identityObject] + TLP.allCases.map(\.object) {
      published.append((firstTime, json, Self.everywhere))
    }
    for (number, indicator) in served.enumerated() {
      let time = firstTime + Int64(number + 1) * Self.interval
      let collections = Self.collections(indicator)
      published.append((time, object(indicator, number: number, time: time), collections))
      if case .revoked = indicator.expiry {
        let later = time + 2 * 3600 * SampleTime.second
        let json = object(indicator, number: number, time: time, revokedAt: later)
        published.append((later, json, collections))
      }
    }
    for json in vulnerabilities {
      published.append((firstTime + 7200 * SampleTime.second, json, ["all", "cves"]))
    }
    // Last, so that a reader meets a relationship on a later page than the indicator it is about.
    for json in context(served) {
      published.append((firstTime + 60 * 3600 * SampleTime.second, json, ["all"]))
    }
    return dated(published)
  }

  var firstTime: Int64 { day - 3 * SampleTime.day + SampleTime.second }

  /// Orders by time and gives each object a date_added of its own: two seconds later and so many
  /// microseconds, so that no two are alike and all lie in the past.
  private func dated(
    _ published: [(time: Int64, json: JSONText, collections: [String])]
  ) -> [SampleObject] {
    published.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .enumerated()
      .map { index, entry in
        SampleObject(
          json: entry.element.json.text,
          dateAdded: entry.element.time + 2 * SampleTime.second + Int64(index + 1) * 10,
          collections: entry.element.collections)
      }
  }

  private func object(
    _ indicator: SampleIndicator, number: Int, time: Int64, revokedAt: Int64? = nil
  ) -> JSONText {
    let created = SampleTime.text(time - Int64(indicator.age(number)) * SampleTime.day)
    var members: [(String, JSONText)] = [
      ("type", "indicator"), ("spec_version", "2.1"),
      ("id", .string(Self.id(indicator: number))), ("created_by_ref", .string(Self.identity)),
      ("created", .string(created)), ("modified", .string(SampleTime.text(revokedAt ?? time))),
      ("name", .string(indicator.name)),
    ]
    if let text = indicator.description { members.append(("description", .string(text))) }
    members += [
      ("indicator_types", [.string(Self.threatType)]),
      ("pattern", .string(Self.pattern(indicator))), ("pattern_type", "stix"),
      ("valid_from", .string(created)),
    ]
    if let days = indicator.validUntil {
      let until = SampleTime.text(day + Int64(days) * SampleTime.day)
      members.append(("valid_until", .string(until)))
    }
    if revokedAt != nil { members.append(("revoked", true)) }
    members.append(("confidence", .int(indicator.confidence)))
    if !indicator.tags.isEmpty {
      members.append(("labels", .array(indicator.tags.map(JSONText.string))))
    }
    if indicator.tags.contains("c2") {
      let phase: JSONText = [
        "kill_chain_name": "lockheed-martin-cyber-kill-chain",
        "phase_name": "command-and-control",
      ]
      members.append(("kill_chain_phases", [phase]))
    }
    members.append(("object_marking_refs", [.string(TLP(confidence: indicator.confidence).id)]))
    return .object(members)
  }

  private static func pattern(_ indicator: SampleIndicator) -> String {
    if let pattern = indicator.pattern { return pattern }
    let comparisons = indicator.observables.compactMap { observable in
      observable.kind.path.map { "\($0) = '\(observable.value)'" }
    }
    return "[" + comparisons.joined(separator: " OR ") + "]"
  }

  private static func collections(_ indicator: SampleIndicator) -> [String] {
    let pattern = pattern(indicator)
    let isAddress = ["ipv4-addr:", "ipv6-addr:", "network-traffic:"].contains {
      pattern.contains($0)
    }
    return ["all"] + (isAddress ? ["ips"] : []) + (pattern.contains("hashes.") ? ["hashes"] : [])
  }

  static func id(indicator number: Int) -> String {
    "indicator--" + SampleID.uuid(.indicator, number + 1)
  }
}

extension SampleIndicator {
  /// The days from creation to last change. What is over must have begun before it was over.
  fileprivate func age(_ number: Int) -> Int {
    if case .past = expiry { 9 } else { number % 5 }
  }

  /// The days from the world's day to `valid_until`.
  fileprivate var validUntil: Int? {
    switch expiry {
    case .none, .revoked: nil
    case .days(let days): days
    case .past: -2
    }
  }
}
