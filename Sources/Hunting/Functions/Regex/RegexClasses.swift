// What a backslash or a bracket in a pattern says: escapes, classes by name or property, `[…]`.

extension RegexParser {
  mutating func escape() throws(RegexError) -> RegexNode {
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
      if ignoresCase { set.addOtherCases() }
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

  mutating func bracket() throws(RegexError) -> ScalarSet {
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
    if ignoresCase { set.addOtherCases() }
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
