// Internationalised labels in the form in which DNS carries and logs show them (RFC 3492).
// Called by `DomainName.init(indicator:)`. It must not be applied to logged names: what a resolver
// wrote as raw UTF-8 was on the wire as raw UTF-8.

/// The encoding of a Unicode label in ASCII.
enum Punycode {
  private static let base = 36
  private static let minimumThreshold = 1
  private static let maximumThreshold = 26

  /// `xn--` and the encoded label; an ASCII label as it is; nil where DNS has no room for it.
  static func encodedLabel(_ label: Substring) -> String? {
    let scalars = Array(label.unicodeScalars)
    if scalars.allSatisfy(\.isASCII) { return String(label) }
    guard scalars.count <= DomainName.maximumLabelCount else { return nil }
    let encoded = "xn--" + encoded(scalars)
    return encoded.utf8.count <= DomainName.maximumLabelCount ? encoded : nil
  }

  /// RFC 3492 section 6.3. At most 63 scalars below 2^21, so nothing overflows.
  private static func encoded(_ scalars: [Unicode.Scalar]) -> String {
    let basic = scalars.filter(\.isASCII)
    var output = ""
    output.unicodeScalars.append(contentsOf: basic)
    if !basic.isEmpty { output += "-" }
    var next = 0x80
    var delta = 0
    var bias = 72
    var handled = basic.count
    while handled < scalars.count {
      let smallest = scalars.lazy.map { Int($0.value) }.filter { $0 >= next }.min() ?? next
      delta += (smallest - next) * (handled + 1)
      next = smallest
      for scalar in scalars {
        let value = Int(scalar.value)
        if value < next { delta += 1 }
        if value == next {
          append(delta, bias: bias, to: &output)
          bias = adapted(delta, count: handled + 1, isFirst: handled == basic.count)
          delta = 0
          handled += 1
        }
      }
      delta += 1
      next += 1
    }
    return output
  }

  /// A delta as a variable-length integer.
  private static func append(_ delta: Int, bias: Int, to output: inout String) {
    var rest = delta
    var position = base
    while true {
      let threshold = min(max(position - bias, minimumThreshold), maximumThreshold)
      if rest < threshold { break }
      output.unicodeScalars.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      position += base
    }
    output.unicodeScalars.append(digit(rest))
  }

  /// RFC 3492 section 6.1.
  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var rest = isFirst ? delta / 700 : delta / 2
    rest += rest / count
    var bias = 0
    while rest > (base - minimumThreshold) * maximumThreshold / 2 {
      rest /= base - minimumThreshold
      bias += base
    }
    return bias + (base - minimumThreshold + 1) * rest / (rest + 38)
  }

  /// `a` to `z`, then `0` to `9`.
  private static func digit(_ value: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x30 + value - 26))
  }
}

extension DomainName {
  /// The name that a feed gives, as DNS carries it: labels outside ASCII are lowered and become
  /// A-labels (`bücher.example` is `xn--bcher-kva.example`), blanks around the name go.
  ///
  /// The text is taken to be in NFC, as IDNA asks (RFC 5891 section 5.2); nothing else of IDNA is
  /// checked, since a name that a registry would refuse can be served all the same.
  /// - Returns: nil where the name is no `isPlausibleIndicator`, or a label is too long for DNS.
  public init?(indicator text: String) {
    let trimmed = text.trimmedBlanks
    guard trimmed.utf8.count <= Self.maximumTextCount else { return nil }
    var name = trimmed
    if !trimmed.utf8.allSatisfy({ $0 < 0x80 }) {
      let labels = trimmed.lowercased().split(omittingEmptySubsequences: false) { character in
        character == "." || character == "\u{3002}" || character == "\u{FF0E}"
      }
      let encoded = labels.compactMap { Punycode.encodedLabel($0) }
      guard encoded.count == labels.count else { return nil }
      name = encoded.joined(separator: ".")
    }
    guard let canonical = DomainName(name), canonical.isPlausibleIndicator else { return nil }
    self = canonical
  }
}
