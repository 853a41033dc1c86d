// The objects of the sample feed that are no indicators: who publishes it, how it may be shared,
// and what the indicators indicate. Called by STIXRendering.

extension STIXRendering {
  /// The publisher: what becomes IndicatorProvider.
  var identityObject: JSONText {
    .object(
      head("identity", Self.identity) + [
        ("name", "Picket samples"), ("identity_class", "organization"),
      ])
  }

  /// A malware family, and that the indicators with its tag indicate it.
  func context(_ indicators: [SampleIndicator]) -> [JSONText] {
    let malware = "malware--" + SampleID.uuid(.malware, 1)
    let family: JSONText = .object(
      head("malware", malware) + [
        ("created_by_ref", .string(Self.identity)), ("name", "SampleStealer"),
        ("is_family", true), ("malware_types", ["spyware"]),
      ])
    let tagged = indicators.indices.filter { indicators[$0].tags.contains("samplestealer") }
    let relationships = tagged.enumerated().map { number, indicator in
      JSONText.object(
        head("relationship", "relationship--" + SampleID.uuid(.relationship, number + 1)) + [
          ("created_by_ref", .string(Self.identity)), ("relationship_type", "indicates"),
          ("source_ref", .string(Self.id(indicator: indicator))),
          ("target_ref", .string(malware)),
        ])
    }
    return [family] + relationships
  }

  /// STIX has no pattern for a CVE, so the collection of CVEs holds vulnerabilities.
  var vulnerabilities: [JSONText] {
    (1...2).map { number in
      let name = "CVE-2099-000\(number)"
      return .object(
        head("vulnerability", "vulnerability--" + SampleID.uuid(.vulnerability, number)) + [
          ("created_by_ref", .string(Self.identity)), ("name", .string(name)),
          (
            "external_references", [["source_name": "cve", "external_id": .string(name)]]
          ),
        ])
    }
  }

  private func head(_ type: String, _ id: String) -> [(String, JSONText)] {
    let time = SampleTime.text(firstTime)
    return [
      ("type", .string(type)), ("spec_version", "2.1"), ("id", .string(id)),
      ("created", .string(time)), ("modified", .string(time)),
    ]
  }
}

/// The markings of TLP 2.0 that the feed uses, with the ids of OASIS cti-stix-common-objects.
enum TLP: CaseIterable {
  case clear
  case green
  case amber

  /// SOC Defenders' default: the surer, the wider known.
  init(confidence: Int) {
    switch confidence {
    case 70...: self = .green
    case 30...: self = .amber
    default: self = .clear
    }
  }

  var id: String {
    switch self {
    case .clear: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
    case .green: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    case .amber: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    }
  }

  var object: JSONText {
    let level =
      switch self {
      case .clear: "clear"
      case .green: "green"
      case .amber: "amber"
      }
    return [
      "type": "marking-definition", "spec_version": "2.1", "id": .string(id),
      "created": "2022-10-01T00:00:00.000Z", "name": .string("TLP:" + level.uppercased()),
      "extensions": [
        "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": [
          "extension_type": "property-extension", "tlp_2_0": .string(level),
        ]
      ],
    ]
  }
}
