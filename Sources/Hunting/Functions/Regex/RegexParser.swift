// From a pattern's text to its tree: alternatives, sequences, repetition, groups and flags. What a
// backslash or a bracket says is in RegexClasses.swift.

/// Reads a pattern.
struct RegexParser {
  private static let patternLimit = 4_096
  private static let depthLimit = 60
  let pattern: [UInt32]
  var position = 0
  private var depth = 0
  private(set) var ignoresCase = false
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

  func at(_ scalar: Unicode.Scalar, _ offset: Int = 0) -> Bool {
    position + offset < pattern.count && pattern[position + offset] == scalar.value
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
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

  func literal(_ scalar: UInt32) -> ScalarSet {
    var set = ScalarSet(ranges: [scalar...scalar])
    if ignoresCase { set.addOtherCases() }
    return set
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
}
