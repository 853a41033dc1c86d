// The levels of the Traffic Light Protocol as the column TrafficLightProtocolLevel has them.

/// A level; the greater binds more.
public enum TrafficLightLevel: String, CaseIterable, Comparable, Sendable {
  /// TLP:WHITE of version 1, TLP:CLEAR of version 2.
  case white
  /// TLP:GREEN.
  case green
  /// TLP:AMBER, and TLP:AMBER+STRICT of version 2.
  case amber
  /// TLP:RED.
  case red

  /// The level of a word of version 1 or 2 (FIRST, TLP 2.0), in any case, with or without `TLP:`.
  public init?(word: String) {
    var word = word.asciiLowered
    if word.hasPrefix("tlp:") { word.removeFirst(4) }
    switch word {
    case "white", "clear": self = .white
    case "green": self = .green
    case "amber", "amber+strict": self = .amber
    case "red": self = .red
    default: return nil
    }
  }

  /// Whether the left level binds less.
  public static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
