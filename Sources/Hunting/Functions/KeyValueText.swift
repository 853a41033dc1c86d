// parse-kv: pairs of keys and values in text, with delimiters and quotes.

/// How pairs are written.
struct KeyValueText {
  private let pairs: [UInt32]
  private let values: [UInt32]
  private let quotes: [UInt32]

  init(pairs: String, values: String, quotes: String) {
    self.pairs = Scalars.of(pairs)
    self.values = Scalars.of(values)
    self.quotes = Scalars.of(quotes)
  }

  /// The value of the first pair with this key.
  func value(of key: String, in text: String) -> String? {
    let scalars = Scalars.of(text)
    var start = 0
    while start <= scalars.count {
      if let (name, after) = quotedKey(scalars, from: start) {
        let (value, next) = read(scalars, from: after)
        if name == key { return value }
        start = next
        continue
      }
      guard let separator = Scalars.find(values, in: scalars, from: start) else { return nil }
      let end = Scalars.find(pairs, in: scalars, from: start) ?? scalars.count
      guard separator < end else {
        start = end + pairs.count
        continue
      }
      let name = Scalars.text(scalars[start..<separator])
      let (value, next) = read(scalars, from: separator + values.count)
      if ConversionFunctions.trimmed(name) == key[...] { return value }
      start = next
    }
    return nil
  }

  /// A quoted key with its delimiter behind it.
  private func quotedKey(_ text: [UInt32], from start: Int) -> (name: String, after: Int)? {
    guard quotes.count == 1, start < text.count, text[start] == quotes[0],
      let close = Scalars.find(quotes, in: text, from: start + 1),
      text[(close + 1)...].starts(with: values)
    else { return nil }
    return (Scalars.text(text[start + 1..<close]), close + 1 + values.count)
  }

  /// A value, quoted or not, and where the next pair starts.
  private func read(_ text: [UInt32], from start: Int) -> (value: String, next: Int) {
    if quotes.count == 1, start < text.count, text[start] == quotes[0],
      let close = Scalars.find(quotes, in: text, from: start + 1)
    {
      let end = Scalars.find(pairs, in: text, from: close + 1) ?? text.count
      return (Scalars.text(text[start + 1..<close]), end + pairs.count)
    }
    let end = Scalars.find(pairs, in: text, from: start) ?? text.count
    return (Scalars.text(text[start..<end]), end + pairs.count)
  }
}
