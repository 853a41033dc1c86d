// Traffic Light Protocol: which marking definitions stand for which level of the column
// TrafficLightProtocolLevel. The ids are fixed by STIX 2.1 §7.2.1.4 (TLP 1.0) and by OASIS's common
// objects (TLP 2.0).

enum TrafficLightProtocol {
  /// The level for a marking's id, or nil where it is no TLP marking.
  static func level(markingDefinition id: String) -> String? {
    guard id.hasPrefix("marking-definition--") else { return nil }
    return levels[String(id.dropFirst("marking-definition--".count))]
  }

  /// The level for a word, with or without `tlp:` before it and in any case: `TLP:AMBER+STRICT`; ''
  /// where it is none.
  static func level(named word: String) -> String {
    let name = word.lowercased().filter { $0 != " " }
    switch name.hasPrefix("tlp:") ? String(name.dropFirst(4)) : name {
    case "white", "clear": return "white"
    case "green": return "green"
    case "amber", "amber+strict": return "amber"
    case "red": return "red"
    default: return ""
    }
  }

  private static let levels = [
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "white",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
    "94868c89-83c2-464b-929b-a1a8aa3c8487": "white",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "939a9414-2ddd-4d32-a0cd-375ea402b003": "amber",
    "e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
  ]
}
