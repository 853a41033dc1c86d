// Text of feeds as the warehouse holds it: without control characters, as the logs' text is. People
// read the database in the sqlite3 shell, which before version 3.50 passes an escape sequence on to
// the terminal and ends a text at NUL. Called by the warehouse, before anything is keyed or stored.

/// Escaping of control characters in text that is stored.
public enum PrintableText {
  /// How an escape is written: two hexadecimal digits follow.
  public enum Form: String, Sendable {
    /// `\x1b`, as Zeek writes it.
    case plain = "\\x"
    /// `\u001b`, in text that is JSON.
    case json = "\\u00"
  }

  /// The text with C0 controls, DEL and C1 controls escaped. Tabs and line ends are kept, and a
  /// backslash stands for itself: file paths and patterns are full of them.
  public static func escaped(_ text: String, as form: Form = .plain) -> String {
    guard !text.withBytes(isPlain) else { return text }
    var escaped = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      // Whether a CR belongs to a line end is told by what follows it.
      if let held = previous, held == "\r" { append(held, isKept: scalar == "\n", form, &escaped) }
      if scalar != "\r" { append(scalar, isKept: !isControl(scalar), form, &escaped) }
      previous = scalar
    }
    if previous == "\r" { append("\r", isKept: false, form, &escaped) }
    return String(escaped)
  }

  /// Whether no byte is, or begins, what may have to be escaped: 0xC2 begins U+0080 to U+00BF, and
  /// with them C1. Eight bytes at a time, since every text of a feed passes here.
  private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var index = 0
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let (isDEL, isC2) = (word ^ (ones &* 0x7F), word ^ (ones &* 0xC2))
      // The top bit of a byte below 0x20, and of one that the XOR has made zero.
      let found =
        (word &- ones &* 0x20) & ~word | (isDEL &- ones) & ~isDEL | (isC2 &- ones) & ~isC2
      guard found & tops == 0 else { return false }
      index += 8
    }
    return bytes[index...].allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    default: false
    }
  }

  private static func append(
    _ scalar: Unicode.Scalar, isKept: Bool, _ form: Form, _ text: inout String.UnicodeScalarView
  ) {
    guard !isKept else { return text.append(scalar) }
    let digits = String(scalar.value, radix: 16)
    text.append(
      contentsOf: (form.rawValue + (digits.utf8.count < 2 ? "0" : "") + digits).unicodeScalars)
  }
}

extension Indicator {
  /// Escapes the control characters of every text of the row.
  public mutating func escapeControlCharacters() {
    func escape(_ text: inout String, _ form: PrintableText.Form = .plain) {
      if !text.isEmpty { text = PrintableText.escaped(text, as: form) }
    }
    escape(&tenantId)
    escape(&action)
    escape(&activityGroupNames)
    escape(&additionalInformation, .json)
    escape(&applicationId)
    escape(&azureTenantId)
    escape(&description)
    escape(&diamondModel)
    escape(&externalIndicatorId)
    escape(&threatType)
    escape(&knownFalsePositives)
    escape(&malwareNames)
    escape(&tags)
    escape(&trafficLightProtocolLevel)
    escape(&emailEncoding)
    escape(&emailLanguage)
    escape(&emailRecipient)
    escape(&emailSenderAddress)
    escape(&emailSenderName)
    escape(&emailSourceDomain)
    escape(&emailSourceIpAddress)
    escape(&emailSubject)
    escape(&emailXMailer)
    escape(&fileHashType)
    escape(&fileHashValue)
    escape(&fileMutexName)
    escape(&fileName)
    escape(&filePacker)
    escape(&filePath)
    escape(&fileType)
    escape(&domainName)
    escape(&networkIP)
    escape(&networkDestinationCidrBlock)
    escape(&networkDestinationIP)
    escape(&networkCidrBlock)
    escape(&networkSourceCidrBlock)
    escape(&networkSourceIP)
    escape(&url)
    escape(&userAgent)
    escape(&indicatorProvider)
    escape(&pattern)
    escape(&patternType)
    escape(&observablePath)
    escape(&observableValue)
    escape(&sourceSystem)
    escape(&indicatorId)
    escape(&type)
  }
}
