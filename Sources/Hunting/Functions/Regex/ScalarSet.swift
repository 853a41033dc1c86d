// Sets of Unicode scalars: what one place of a pattern matches, and RE2's classes by property.

/// A set of Unicode scalars.
struct ScalarSet {
  var ranges: [ClosedRange<UInt32>] = []
  var classes: [(category: ScalarClass, isNegated: Bool)] = []
  var isNegated = false

  func contains(_ scalar: UInt32) -> Bool {
    let found =
      ranges.contains { $0.contains(scalar) }
      || classes.contains { $0.category.contains(scalar) != $0.isNegated }
    return found != isNegated
  }

  /// Adds the other letter case of each scalar of the ranges; of very large ranges of ASCII only.
  mutating func addOtherCases() {
    var added: [ClosedRange<UInt32>] = []
    for range in ranges {
      let bounded = range.count <= 512 ? range : range.clamped(to: 0...0x17F)
      for value in bounded {
        guard let scalar = Unicode.Scalar(value) else { continue }
        for text in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
          let scalars = text.unicodeScalars
          if scalars.count == 1, let other = scalars.first, other != scalar {
            added.append(other.value...other.value)
          }
        }
      }
    }
    ranges += added
  }
}

/// Classes of scalars by their Unicode properties.
enum ScalarClass {
  case digit
  case space
  case word
  case letter
  case upper
  case lower
  case number
  case punctuation
  case symbol
  case separator

  func contains(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    let category = scalar.properties.generalCategory
    switch self {
    case .digit: return category == .decimalNumber
    case .space: return scalar.properties.isWhitespace
    case .word:
      return scalar.properties.isAlphabetic || category == .decimalNumber
        || category == .connectorPunctuation || category == .nonspacingMark
    case .letter:
      return [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        .contains(category)
    case .upper: return category == .uppercaseLetter
    case .lower: return category == .lowercaseLetter
    case .number: return [.decimalNumber, .letterNumber, .otherNumber].contains(category)
    case .punctuation:
      return [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation,
      ].contains(category)
    case .symbol:
      return [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol].contains(category)
    case .separator:
      return [.spaceSeparator, .lineSeparator, .paragraphSeparator].contains(category)
    }
  }
}
