// Two sets of keys that have no value in common: what a person would call the same, or nearly so. Pure.

internal import Indicators

/// Why two values that are not the same come near.
enum KeyLikeness: CaseIterable {
  case otherCase, punctuation, host, subdomain, parent, inBlock, block

  /// What a person is told of a pair, of which `left` came from the left side.
  var note: String {
    switch self {
    case .otherCase: "same in other case"
    case .punctuation: "same but for blanks, a dot at the end, quotes, brackets or defanging"
    case .host: "same host"
    case .subdomain: "the left is a subdomain of the right"
    case .parent: "the right is a subdomain of the left"
    case .inBlock: "the left is an address in the block of the right"
    case .block: "the right is an address in the block of the left"
    }
  }
}

struct KeyComparison {
  /// A pair that comes near.
  struct Pair: Equatable {
    var left: String
    var right: String
  }

  private let left: [KeyForms]
  private let right: [KeyForms]

  /// Sets of different values.
  init(left: [String], right: [String]) {
    self.left = left.sorted().map(KeyForms.init)
    self.right = right.sorted().map(KeyForms.init)
  }

  /// The pairs by likeness, each value of the left side in the first that fits it; in the order of
  /// the cases, then of the left values.
  func pairs() -> [(likeness: KeyLikeness, pairs: [Pair])] {
    let right = KeyIndex(self.right)
    let left = KeyIndex(self.left)
    var found: [KeyLikeness: [Pair]] = [:]
    for value in self.left {
      guard let (likeness, other) = right.nearest(value) else { continue }
      found[likeness, default: []].append(Pair(left: value.text, right: other))
    }
    // Above and around are told from the other side's values.
    for value in self.right {
      if let other = left.parent(of: value) {
        found[.parent, default: []].append(Pair(left: other, right: value.text))
      } else if let other = left.block(around: value) {
        found[.block, default: []].append(Pair(left: other, right: value.text))
      }
    }
    return KeyLikeness.allCases.compactMap { likeness in
      found[likeness].map { (likeness, $0) }
    }
  }
}

/// A key in the forms by which it is compared.
struct KeyForms {
  let text: String
  let lower: String
  /// Without what stands around a value in logs and reports.
  let bare: String
  /// The host of a URL, or what is left of `host:port`; nil where it is the value itself.
  let host: String?

  init(_ text: String) {
    self.text = text
    lower = text.lowercased()
    bare = Self.bare(lower)
    // An address of mail is no URL with a user's name.
    let isMail = bare.contains("@") && !bare.contains("/")
    let host = isMail ? nil : URLHost(bare)?.text
    self.host = host == bare ? nil : host
  }

  private static let around: Set<Character> = [
    " ", "\t", "\r", "\n", "\"", "'", "`", "[", "]", "(", ")", "<", ">", "{", "}", ",", ";",
  ]

  private static func bare(_ text: String) -> String {
    var rest = refanged(text)[...]
    while let first = rest.first, around.contains(first) { rest.removeFirst() }
    while let last = rest.last, around.contains(last) || last == "." { rest.removeLast() }
    return String(rest)
  }

  /// The names above it that have a dot, from the nearest.
  var parents: [String] {
    // Addresses have dots and nothing above them.
    guard IPAddress(bare) == nil, !bare.contains("/"), !bare.contains("@") else { return [] }
    let labels = bare.split(separator: ".")
    guard labels.count > 2, labels.count <= 64 else { return [] }
    return (1..<labels.count - 1).map { labels[$0...].joined(separator: ".") }
  }
}

/// Keys by their forms.
struct KeyIndex {
  private var lower: [String: String] = [:]
  private var bare: [String: String] = [:]
  private var hosts: [String: String] = [:]
  private var blocks: [CIDRBlock: String] = [:]
  /// The lengths of the blocks' prefixes, from the narrowest.
  private let lengths: [Int]

  init(_ keys: [KeyForms]) {
    for key in keys where !key.bare.isEmpty {
      lower[key.lower] = lower[key.lower] ?? key.text
      bare[key.bare] = bare[key.bare] ?? key.text
      if let host = key.host { hosts[host] = hosts[host] ?? key.text }
      if let block = CIDRBlock(key.bare) { blocks[block] = blocks[block] ?? key.text }
    }
    lengths = Set(blocks.keys.map(\.prefixLength)).sorted(by: >)
  }

  /// The key that a value is most like, from its point of view.
  func nearest(_ value: KeyForms) -> (KeyLikeness, String)? {
    guard !value.bare.isEmpty else { return nil }
    if let other = lower[value.lower] { return (.otherCase, other) }
    if let other = bare[value.bare] { return (.punctuation, other) }
    if let other = value.host.flatMap({ bare[$0] ?? hosts[$0] }) ?? hosts[value.bare] {
      return (.host, other)
    }
    if let other = parent(of: value) { return (.subdomain, other) }
    if let other = block(around: value) { return (.inBlock, other) }
    return nil
  }

  /// The nearest key above a name.
  func parent(of value: KeyForms) -> String? {
    for name in value.parents {
      if let key = bare[name] { return key }
    }
    return nil
  }

  /// The narrowest block that holds an address.
  func block(around value: KeyForms) -> String? {
    guard !blocks.isEmpty, let address = IPAddress(value.bare) else { return nil }
    for length in lengths {
      if let block = CIDRBlock(address, prefixLength: length), let key = blocks[block] {
        return key
      }
    }
    return nil
  }
}
