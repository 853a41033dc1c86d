// What several formats ask of a field that is text: whether it stands for nothing, whether it is a
// number or an address, which host a URL names. Called by the formats of lines.

internal import Indicators

extension UnsafeRawBufferPointer {
  /// Whether it begins a JSON value, a quoted cell or a markup: never a line of syslog.
  var isStructured: Bool {
    let text = trimmed
    guard let first = text.first else { return true }
    // `[1629044342] unbound…` is a stamp.
    if first == 0x5b { return text.count < 2 || text[1] &- 0x30 >= 10 }
    return first == 0x7b || first == 0x22
  }

  /// Nil for what logs write where there is no value.
  var orNil: FieldBytes? {
    isEmpty || equals("-") || equalsIgnoringCase("n/a") || equalsIgnoringCase("(null)")
      ? nil : self
  }

  /// The host of a URL, or of what a URL is without its scheme (`example.org:443`, `example.org/x`);
  /// nil where it names none.
  var urlHost: FieldBytes? { URLHost.hostBytes(self).orNil }

  /// The port that stands behind the host of `example.org:443`; nil without one.
  var urlPort: FieldBytes? {
    guard let colon = lastIndex(of: 0x3a), colon + 1 < count,
      self[(colon + 1)...].allSatisfy({ $0 &- 0x30 < 10 })
    else { return nil }
    return part(colon + 1..<count)
  }

  /// Whether it is made of decimal digits alone.
  var isNumber: Bool { !isEmpty && allSatisfy { $0 &- 0x30 < 10 } }

  /// Whether it looks like an address: hexadecimal digits with dots or colons.
  var looksLikeAddress: Bool {
    count >= 2 && contains { $0 == 0x2e || $0 == 0x3a }
      && allSatisfy {
        $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 || $0 == 0x2e || $0 == 0x3a
      }
  }
}
