// What a MISP event says of all its attributes (MISP core format, draft-dulaunoy-misp-core-format).

internal import Indicators
internal import JSON

/// The members of an event beside its attributes and objects.
struct MISPEvent {
  /// Its UUID, or ''.
  var uuid = ""
  /// Its title.
  var info = ""
  /// The organisation that made it.
  var provider = ""
  /// The day that it is about.
  var date: Timestamp?
  /// The names of its tags.
  var tags: [String] = []

  /// Takes a member of the event.
  mutating func take(_ name: String, _ value: JSONValue) {
    switch name {
    case "uuid": uuid = value.string ?? ""
    case "info": info = value.string ?? ""
    case "date": date = value.string.flatMap { Timestamp(iso8601: $0) }
    case "Orgc": provider = value["name"]?.string ?? provider
    case "Org" where provider.isEmpty: provider = value["name"]?.string ?? ""
    default: break
    }
  }

  /// What of it decides the mapping of an attribute.
  var fingerprint: String {
    ([uuid, info, provider, "\(date?.ticks ?? 0)"] + tags).joined(separator: "\u{1}")
  }
}

/// What tags say in columns of their own: taxonomies `tlp`, `misp` and `kill-chain`, and the galaxies.
struct MISPTags {
  /// The names, the attribute's own before its event's, each once.
  let names: [String]

  init(own: [String], event: [String]) {
    var seen: Set<String> = []
    names = (own + event).filter { seen.insert($0).inserted }
  }

  /// Sets the columns that the tags speak of.
  func apply(to row: inout Indicator) {
    row.tags = names.joined(separator: ", ")
    row.trafficLightProtocolLevel =
      names.lazy.filter { $0.lowercased().hasPrefix("tlp:") }
      .map { TrafficLightProtocol.level(named: $0) }.first { !$0.isEmpty } ?? ""
    row.malwareNames = joined(["malpedia", "mitre-malware", "ransomware", "tool", "mitre-tool"])
    row.activityGroupNames = joined(["threat-actor", "mitre-intrusion-set"])
    for name in names {
      if let level = Self.confidence[name.lowercased()] { row.confidenceScore = level }
      setKillChain(of: &row, name.lowercased())
    }
  }

  /// `misp-galaxy:threat-actor="Sofacy"`: the values of some galaxies.
  private func joined(_ galaxies: [String]) -> String {
    var values: [String] = []
    for name in names {
      for galaxy in galaxies
      where name.hasPrefix("misp-galaxy:\(galaxy)=\"") && name.hasSuffix("\"") {
        // MITRE's clusters carry their number: `Emotet - S0367`.
        let value = name.dropFirst("misp-galaxy:\(galaxy)=\"".count).dropLast()
        let parts = value.split(separator: " - ")
        let isNumbered = galaxy.hasPrefix("mitre-") && parts.count == 2
        values.append(String(isNumbered ? parts[0] : value))
      }
    }
    return values.joined(separator: ", ")
  }

  private func setKillChain(of row: inout Indicator, _ name: String) {
    switch name {
    case "kill-chain:reconnaissance": row.killChainReconnaissance = true
    case "kill-chain:weaponization": row.killChainWeaponization = true
    case "kill-chain:delivery": row.killChainDelivery = true
    case "kill-chain:exploitation": row.killChainExploitation = true
    case "kill-chain:command and control": row.killChainC2 = true
    case "kill-chain:actions on objectives": row.killChainActions = true
    default: break
    }
  }

  /// The taxonomy `misp:confidence-level` with the numbers that it gives itself.
  private static let confidence: [String: Double] = [
    "misp:confidence-level=\"completely-confident\"": 100,
    "misp:confidence-level=\"usually-confident\"": 75,
    "misp:confidence-level=\"fairly-confident\"": 50,
    "misp:confidence-level=\"rarely-confident\"": 25,
    "misp:confidence-level=\"unconfident\"": 0,
  ]
}
