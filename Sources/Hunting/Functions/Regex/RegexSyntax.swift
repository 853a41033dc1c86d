// A regular expression as a tree: RE2's syntax (github.com/google/re2/wiki/Syntax), without
// lookaround and backreferences, so that matching is linear in the text. Hostile patterns are bounded:
// length, nesting, and the size of what repetition unrolls to.

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

/// A tree of a regular expression.
indirect enum RegexNode {
  case empty
  case set(ScalarSet)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  case group(RegexNode, Int?)
  case repeated(RegexNode, least: Int, most: Int?, isGreedy: Bool)
}

/// A condition on a place of the text.
enum RegexAssertion {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case notWordBoundary
}

/// Why a pattern is none.
struct RegexError: Error {
  var message: String
}

/// Reads a pattern.
struct RegexParser {
  private static let patternLimit = 4_096
  private static let depthLimit = 60
  private let pattern: [UInt32]
  private var position = 0
  private var depth = 0
  private var ignoresCase = false
  private var dotMatchesNewline = false
  private var isMultiline = false
  private var isUngreedy = false
  private(set) var groupCount = 0
  private(set) var names: [String: Int] = [:]

  init(_ text: String, ungreedy: Bool = false, ignoresCase: Bool = false) throws(RegexError) {
    pattern = text.unicodeScalars.map(\.value)
    isUngreedy = ungreedy
    self.ignoresCase = ignoresCase
    guard pattern.count <= Self.patternLimit else {
      throw RegexError(message: "the pattern is longer than \(Self.patternLimit) characters")
    }
  }

  mutating func parse() throws(RegexError) -> RegexNode {
    let node = try alternatives()
    guard position == pattern.count else { throw RegexError(message: "unbalanced ')'") }
    return node
  }

  private func at(_ scalar: Unicode.Scalar, _ offset: Int = 0) -> Bool {
    position + offset < pattern.count && pattern[position + offset] == scalar.value
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard at(scalar) else { return false }
    position += 1
    return true
  }

  private mutating func alternatives() throws(RegexError) -> RegexNode {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var nodes: [RegexNode] = []
    while position < pattern.count, !at("|"), !at(")") {
      let atom = try atom()
      nodes.append(try repetition(of: atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repetition(of atom: RegexNode) throws(RegexError) -> RegexNode {
    var node = atom
    while true {
      let least: Int
      let most: Int?
      if take("*") {
        (least, most) = (0, nil)
      } else if take("+") {
        (least, most) = (1, nil)
      } else if take("?") {
        (least, most) = (0, 1)
      } else if at("{"), let bounds = readBounds() {
        (least, most) = bounds
        guard least <= 1_000, (most ?? 0) <= 1_000, most.map({ $0 >= least }) ?? true else {
          throw RegexError(message: "a repetition of more than 1,000")
        }
      } else {
        return node
      }
      let isLazy = take("?")
      node = .repeated(node, least: least, most: most, isGreedy: isLazy == isUngreedy)
    }
  }

  /// `{2}`, `{2,}`, `{2,5}`; nil, with nothing read, where it is text.
  private mutating func readBounds() -> (Int, Int?)? {
    let start = position
    position += 1
    guard let least = readNumber() else {
      position = start
      return nil
    }
    if take("}") { return (least, least) }
    guard take(",") else {
      position = start
      return nil
    }
    if take("}") { return (least, nil) }
    guard let most = readNumber(), take("}") else {
      position = start
      return nil
    }
    return (least, most)
  }

  private mutating func readNumber() -> Int? {
    let start = position
    var value = 0
    while position < pattern.count, (0x30...0x39).contains(pattern[position]), value < 100_000 {
      value = value * 10 + Int(pattern[position] - 0x30)
      position += 1
    }
    return position > start ? value : nil
  }

  private mutating func atom() throws(RegexError) -> RegexNode {
    let scalar = pattern[position]
    position += 1
    switch Unicode.Scalar(scalar) {
    case "(": return try group()
    case "[": return .set(try bracket())
    case ".":
      var set = ScalarSet()
      if !dotMatchesNewline { set.ranges = [10...10] }
      set.isNegated = true
      return .set(set)
    case "^": return .assertion(isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case "*", "+", "?": throw RegexError(message: "nothing to repeat")
    default: return .set(literal(scalar))
    }
  }

  private func literal(_ scalar: UInt32) -> ScalarSet {
    var set = ScalarSet(ranges: [scalar...scalar])
    if ignoresCase { fold(&set) }
    return set
  }

  /// Adds the other letter case of each scalar of the ranges; of very large ranges of ASCII only.
  private func fold(_ set: inout ScalarSet) {
    var added: [ClosedRange<UInt32>] = []
    for range in set.ranges {
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
    set.ranges += added
  }

  private mutating func group() throws(RegexError) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw RegexError(message: "groups nest too deep") }
    let flags = (ignoresCase, dotMatchesNewline, isMultiline, isUngreedy)
    var index: Int?
    if take("?") {
      if at("P"), at("<", 1) || at("<") {
        position += at("P") ? 2 : 1
        index = try namedGroup()
      } else if at("<"), !at("=", 1), !at("!", 1) {
        position += 1
        index = try namedGroup()
      } else if try flagsEndGroup() {
        return .empty
      }
    } else {
      groupCount += 1
      index = groupCount
    }
    let node = try alternatives()
    guard take(")") else { throw RegexError(message: "missing ')'") }
    (ignoresCase, dotMatchesNewline, isMultiline, isUngreedy) = flags
    return .group(node, index)
  }

  private mutating func namedGroup() throws(RegexError) -> Int {
    var name = ""
    while position < pattern.count, !at(">"), let scalar = Unicode.Scalar(pattern[position]) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(">"), !name.isEmpty else {
      throw RegexError(message: "a group's name is not closed")
    }
    groupCount += 1
    names[name] = groupCount
    return groupCount
  }

  /// `(?i)` sets flags to the end of the group around; `(?i:…)` for a group.
  private mutating func flagsEndGroup() throws(RegexError) -> Bool {
    var value = true
    while position < pattern.count {
      let scalar = Unicode.Scalar(pattern[position])
      position += 1
      switch scalar {
      case "i": ignoresCase = value
      case "s": dotMatchesNewline = value
      case "m": isMultiline = value
      case "U": isUngreedy = value
      case "-": value = false
      case ":": return false
      case ")": return true
      default:
        throw RegexError(message: "lookaround and other '(?' forms are not supported")
      }
    }
    throw RegexError(message: "missing ')'")
  }

  // MARK: Escapes and brackets

  private mutating func escape() throws(RegexError) -> RegexNode {
    guard position < pattern.count else { throw RegexError(message: "a '\\' at the end") }
    let scalar = Unicode.Scalar(pattern[position])
    switch scalar {
    case "b":
      position += 1
      return .assertion(.wordBoundary)
    case "B":
      position += 1
      return .assertion(.notWordBoundary)
    case "A":
      position += 1
      return .assertion(.textStart)
    case "z", "Z":
      position += 1
      return .assertion(.textEnd)
    case "Q":
      position += 1
      var nodes: [RegexNode] = []
      while position < pattern.count, !(at("\\") && at("E", 1)) {
        nodes.append(.set(literal(pattern[position])))
        position += 1
      }
      position = min(position + 2, pattern.count)
      return .sequence(nodes)
    default:
      var set = ScalarSet()
      try escaped(into: &set)
      if ignoresCase { fold(&set) }
      return .set(set)
    }
  }

  /// The escape at the position, as members of a set.
  private mutating func escaped(into set: inout ScalarSet) throws(RegexError) {
    guard position < pattern.count else { throw RegexError(message: "a '\\' at the end") }
    let value = pattern[position]
    position += 1
    let simple: [Unicode.Scalar: UInt32] = [
      "n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "a": 7, "e": 27,
    ]
    let classes: [Unicode.Scalar: (ScalarClass, Bool)] = [
      "d": (.digit, false), "D": (.digit, true), "s": (.space, false), "S": (.space, true),
      "w": (.word, false), "W": (.word, true),
    ]
    guard let scalar = Unicode.Scalar(value) else { return }
    if let code = simple[scalar] {
      set.ranges.append(code...code)
    } else if let (category, isNegated) = classes[scalar] {
      set.classes.append((category, isNegated))
    } else if scalar == "x" {
      let code = try hexadecimal()
      set.ranges.append(code...code)
    } else if scalar == "p" || scalar == "P" {
      set.classes.append((try property(), scalar == "P"))
    } else if scalar.properties.isAlphabetic || (0x30...0x39).contains(value) {
      throw RegexError(message: "'\\\(scalar)' is not supported")
    } else {
      set.ranges.append(value...value)
    }
  }

  private mutating func hexadecimal() throws(RegexError) -> UInt32 {
    let isBraced = take("{")
    var digits = ""
    while position < pattern.count, digits.count < (isBraced ? 6 : 2),
      let scalar = Unicode.Scalar(pattern[position]), scalar.properties.isASCIIHexDigit
    {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    guard !isBraced || take("}"), let code = UInt32(digits, radix: 16) else {
      throw RegexError(message: "'\\x' needs two hexadecimal digits")
    }
    return code
  }

  private mutating func property() throws(RegexError) -> ScalarClass {
    var name = ""
    if take("{") {
      while position < pattern.count, !at("}"), let scalar = Unicode.Scalar(pattern[position]) {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw RegexError(message: "'\\p{' is not closed") }
    } else if position < pattern.count, let scalar = Unicode.Scalar(pattern[position]) {
      name = String(Character(scalar))
      position += 1
    }
    let known: [String: ScalarClass] = [
      "L": .letter, "Lu": .upper, "Ll": .lower, "N": .number, "Nd": .digit, "P": .punctuation,
      "S": .symbol, "Z": .separator,
    ]
    guard let category = known[name] else {
      throw RegexError(message: "the property '\(name)' is not supported")
    }
    return category
  }

  private mutating func bracket() throws(RegexError) -> ScalarSet {
    var set = ScalarSet()
    set.isNegated = take("^")
    var isFirst = true
    while true {
      guard position < pattern.count else { throw RegexError(message: "missing ']'") }
      if at("]"), !isFirst {
        position += 1
        break
      }
      isFirst = false
      if at("["), at(":", 1) {
        try posix(into: &set)
        continue
      }
      guard let low = try member(of: &set) else { continue }
      guard at("-"), position + 1 < pattern.count, !at("]", 1) else {
        set.ranges.append(low...low)
        continue
      }
      position += 1
      guard let high = try member(of: &set), low <= high else {
        throw RegexError(message: "a range of a class is reversed")
      }
      set.ranges.append(low...high)
    }
    if ignoresCase { fold(&set) }
    return set
  }

  /// One scalar of a class; nil where an escape added a class of its own.
  private mutating func member(of set: inout ScalarSet) throws(RegexError) -> UInt32? {
    guard position < pattern.count else { throw RegexError(message: "missing ']'") }
    guard take("\\") else {
      position += 1
      return pattern[position - 1]
    }
    var single = ScalarSet()
    if at("b") {
      position += 1
      return 8
    }
    try escaped(into: &single)
    set.classes += single.classes
    return single.ranges.first?.lowerBound
  }

  private mutating func posix(into set: inout ScalarSet) throws(RegexError) {
    position += 2
    let isNegated = take("^")
    var name = ""
    while position < pattern.count, !at(":"), let scalar = Unicode.Scalar(pattern[position]) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    let known: [String: [ClosedRange<UInt32>]] = [
      "alpha": [65...90, 97...122], "digit": [48...57], "alnum": [48...57, 65...90, 97...122],
      "upper": [65...90], "lower": [97...122], "space": [9...13, 32...32],
      "punct": [33...47, 58...64, 91...96, 123...126],
      "word": [48...57, 65...90, 95...95, 97...122],
      "xdigit": [48...57, 65...70, 97...102], "cntrl": [0...31, 127...127], "print": [32...126],
      "graph": [33...126], "blank": [9...9, 32...32], "ascii": [0...127],
    ]
    guard take(":"), take("]"), let ranges = known[name], !isNegated else {
      throw RegexError(message: "the class '[:\(name):]' is not supported")
    }
    set.ranges += ranges
  }
}
