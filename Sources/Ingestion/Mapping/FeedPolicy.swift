// What the owner of a source decides of its mapping: when its indicators expire, how far they are
// trusted, which objects are kept.

public import Indicators

/// A source's policy.
public struct FeedPolicy: Sendable {
  /// When an indicator without an expiry of its own expires.
  public var expiration = ExpirationPolicy.standard
  /// `ConfidenceScore` of a feed's words.
  public var confidence = FeedPolicy.stixScale
  /// The highest `ConfidenceScore` of a row; nil for 100.
  public var confidenceCap: Double?
  /// Whether rows that would only make noise are held back (`FeedHygiene`).
  public var isHygienic = true
  /// STIX types that are kept; empty for all.
  public var types: Set<String> = []

  /// STIX's None/Low/Med/High scale (STIX 2.1 appendix A).
  public static let stixScale: [String: Double] = ["low": 15, "medium": 50, "high": 85]

  /// The standard policy.
  public init() {}

  /// A number as it is, 0 to 100, also as text; else the score of a feed's word.
  func score(number: Double?, word: String) -> Double? {
    if let number = number ?? Double(word) { return (0...100).contains(number) ? number : nil }
    return confidence[word.lowercased()]
  }

  /// What decides a mapping of it, beside the feed's bytes.
  var version: String {
    let days = ExpirationPolicy.Kind.allCases.map { "\($0.rawValue)=\(expiration.days(for: $0))" }
    var parts = days
    if confidence != Self.stixScale {
      parts += confidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
    if !isHygienic { parts.append("hygiene=off") }
    if let confidenceCap { parts.append("cap=\(confidenceCap)") }
    return parts.joined(separator: " ")
  }
}
