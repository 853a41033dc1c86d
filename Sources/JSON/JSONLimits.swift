// What a document may cost before it is refused. Feeds and logs are hostile; every reader of JSON
// takes one of these. Called by JSONParser, JSONObjectStream and their callers.

/// Bounds on one JSON document.
public struct JSONLimits: Hashable, Sendable {
  /// The longest document that is parsed as one value, in bytes. Parsing takes up to about
  /// 14 times as much memory (index, tape, decoded strings).
  public var maximumBytes: Int

  /// How many arrays and objects may stand inside one another. (simdjson does not count an empty
  /// one, so `[[]]` passes a limit of 1.)
  public var maximumDepth: Int

  /// Bounds on one document.
  ///
  /// - Parameters:
  ///   - maximumBytes: at most 4,294,967,295, which is the most that simdjson addresses.
  ///   - maximumDepth: 1 or more. STIX and TAXII need about 10.
  public init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 64) {
    self.maximumBytes = min(max(maximumBytes, 0), Int(UInt32.max))
    self.maximumDepth = max(maximumDepth, 1)
  }
}
