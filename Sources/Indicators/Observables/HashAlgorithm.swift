// The hash algorithms that STIX, Sentinel and bare lists name, with the shape of their values.
// Called by `FileHash` and by the semantic checks of STIX patterns.
// It must not compute a hash.

/// An algorithm of STIX's `hash-algorithm-ov` (STIX 2.1 section 10.7) or of STIX 2.0's list.
public enum HashAlgorithm: String, CaseIterable, Sendable {
  /// MD5, 32 hexadecimal digits.
  case md5 = "MD5"
  /// MD6, of one of six lengths (STIX 2.0).
  case md6 = "MD6"
  /// RIPEMD-160, 40 digits (STIX 2.0).
  case ripemd160 = "RIPEMD-160"
  /// SHA-1, 40 digits.
  case sha1 = "SHA-1"
  /// SHA-224, 56 digits (STIX 2.0).
  case sha224 = "SHA-224"
  /// SHA-256, 64 digits.
  case sha256 = "SHA-256"
  /// SHA-384, 96 digits (STIX 2.0).
  case sha384 = "SHA-384"
  /// SHA-512, 128 digits.
  case sha512 = "SHA-512"
  /// SHA3-224, 56 digits (STIX 2.0).
  case sha3x224 = "SHA3-224"
  /// SHA3-256, 64 digits.
  case sha3x256 = "SHA3-256"
  /// SHA3-384, 96 digits (STIX 2.0).
  case sha3x384 = "SHA3-384"
  /// SHA3-512, 128 digits.
  case sha3x512 = "SHA3-512"
  /// ssdeep's fuzzy hash: base64 characters and colons, case-sensitive.
  case ssdeep = "SSDEEP"
  /// TLSH, 70 hexadecimal digits or `T1` and 70.
  case tlsh = "TLSH"
  /// WHIRLPOOL, 128 digits (STIX 2.0).
  case whirlpool = "WHIRLPOOL"

  /// The algorithm of a name in any case, with or without `-` and `_`: `sha256`, `SHA-256`.
  public init?(name: String) {
    let plain = Self.plain(name)
    guard let found = Self.allCases.first(where: { Self.plain($0.rawValue) == plain }) else {
      return nil
    }
    self = found
  }

  /// The algorithm that a bare hexadecimal value of this length is taken for: MD5, SHA-1, SHA-256
  /// or SHA-512. The others of the same lengths are not seen in bare lists.
  public init?(digitCount: Int) {
    switch digitCount {
    case 32: self = .md5
    case 40: self = .sha1
    case 64: self = .sha256
    case 128: self = .sha512
    default: return nil
    }
  }

  /// Whether a value has the alphabet and the length of this algorithm.
  public func accepts(_ value: String) -> Bool {
    let count = value.utf8.count
    switch self {
    case .ssdeep: return (1...Self.maximumSsdeepCount).contains(count) && Self.isSsdeep(value)
    case .tlsh: return count == 70 && Self.isHex(value) || count == 72 && Self.isTLSH(value)
    default: return digitCounts.contains(count) && Self.isHex(value)
    }
  }

  /// Bytes of the longest ssdeep value that the pattern validator accepts.
  static let maximumSsdeepCount = 128

  /// The lengths of the hexadecimal text.
  private var digitCounts: [Int] {
    switch self {
    case .md5: [32]
    case .md6: [32, 40, 56, 64, 96, 128]
    case .ripemd160, .sha1: [40]
    case .sha224, .sha3x224: [56]
    case .sha256, .sha3x256: [64]
    case .sha384, .sha3x384: [96]
    case .sha512, .sha3x512, .whirlpool: [128]
    case .ssdeep, .tlsh: []
    }
  }

  private static func plain(_ name: String) -> [UInt8] {
    name.utf8.filter { $0 != ASCII.hyphen && $0 != ASCII.underscore }.map(ASCII.lowered)
  }

  private static func isHex(_ value: String) -> Bool {
    value.utf8.allSatisfy { ASCII.hexDigit($0) != nil }
  }

  private static func isTLSH(_ value: String) -> Bool {
    let bytes = value.utf8
    return bytes.first.map(ASCII.lowered) == 0x74 && bytes.dropFirst().first == 0x31
      && bytes.dropFirst(2).allSatisfy { ASCII.hexDigit($0) != nil }
  }

  private static func isSsdeep(_ value: String) -> Bool {
    value.utf8.allSatisfy { byte in
      ASCII.isLetter(byte) || ASCII.digit(byte) != nil || byte == ASCII.slash || byte == ASCII.plus
        || byte == ASCII.colon || byte == ASCII.dot
    }
  }
}
