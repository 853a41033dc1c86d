// Identifiers that stay the same from run to run: a UUID whose first digits spell SAMPLE, whose
// version and variant are those of a random one, and whose rest is a number.

enum SampleID {
  /// The kinds that number their members each for themselves.
  enum Space: Int {
    case identity = 1
    case indicator
    case malware
    case vulnerability
    case relationship
    case row
  }

  static func uuid(_ space: Space, _ number: Int) -> String {
    let digits = String(number, radix: 16)
    let rest = String(repeating: "0", count: 12 - digits.utf8.count) + digits
    return "53414d50-4c45-4000-800\(space.rawValue)-\(rest)"
  }
}
