// Paths of JSON: `$.a.b`, `$['a']['b']`, `$.a[0]` (the jsonpath page of KQL).

internal import KQL

/// A path from a value to one within it.
struct JSONPath {
  enum Step {
    case key(String)
    case index(Int64)
  }

  let steps: [Step]

  /// The path of a text; nil where it is none.
  init?(_ text: String) {
    var rest = Substring(text)
    guard rest.first == "$" else { return nil }
    rest.removeFirst()
    var steps: [Step] = []
    while let sign = rest.first {
      rest.removeFirst()
      if sign == "." {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty, name != "*" else { return nil }
        steps.append(.key(String(name)))
        rest = rest[name.endIndex...]
      } else if sign == "[", let close = rest.firstIndex(of: "]") {
        let inner = rest[..<close]
        if let quote = inner.first, quote == "'" || quote == "\"", inner.count > 1,
          inner.last == quote
        {
          steps.append(.key(String(inner.dropFirst().dropLast())))
        } else if let index = Int64(inner) {
          steps.append(.index(index))
        } else {
          return nil
        }
        rest = rest[rest.index(after: close)...]
      } else {
        return nil
      }
    }
    self.steps = steps
  }

  /// A path where a text is one, else the key that it is.
  init?(keyOrPath text: String) {
    if text.hasPrefix("$.") || text.hasPrefix("$[") {
      self.init(text)
    } else {
      self.init(steps: [.key(text)])
    }
  }

  private init(steps: [Step]) { self.steps = steps }

  /// The keys, where all steps are keys.
  var keys: [String]? {
    var keys: [String] = []
    for step in steps {
      guard case .key(let key) = step else { return nil }
      keys.append(key)
    }
    return keys.isEmpty ? nil : keys
  }

  /// The value at the end of the path; nil where there is none.
  func value(in root: DynamicValue) -> DynamicValue? {
    var value = root
    for step in steps {
      let next: DynamicValue? =
        switch step {
        case .key(let key): value.member(key)
        case .index(let index): value.element(index)
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }
}
