// Hashes of text: digests by libcrypto, and xxHash64 (the specification of xxHash, "XXH64 algorithm").

internal import CDigest
internal import SQLite

enum HashFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_digest", argumentCount: 2) { call in
      guard let digest = call.withText(1, { digest($0, call.text(0)) }) else {
        return call.fail("the digest \(call.text(0)) is not there")
      }
      call.result(digest)
    }
    try connection.createFunction("kql_xxhash64", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(call.withText(0) { xxhash64($0) } as Int64?) }
    }
    try connection.createFunction("kql_xxhash64_ticks", argumentCount: 1) { call in
      guard !call.isNull(0) else { return }
      call.result(withUnsafeBytes(of: call.int64(0).littleEndian) { xxhash64($0) } as Int64?)
    }
  }

  /// Lower-case hexadecimal digits.
  private static func digest(_ bytes: UnsafeRawBufferPointer, _ name: String) -> String? {
    guard let algorithm = EVP_get_digestbyname(name) else { return nil }
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard EVP_Digest(bytes.baseAddress, bytes.count, &digest, &count, algorithm, nil) == 1 else {
      return nil
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.prefix(Int(count)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  private static let primes: [UInt64] = [
    11_400_714_785_074_694_791, 14_029_467_366_897_019_727, 1_609_587_929_392_839_161,
    9_650_029_242_287_828_579, 2_870_177_450_012_600_261,
  ]

  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }

  private static func round(_ state: UInt64, _ lane: UInt64) -> UInt64 {
    rotated(state &+ lane &* primes[1], 31) &* primes[0]
  }

  /// With the seed 0.
  static func xxhash64(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    func lane(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var position = 0
    var hash = primes[4]
    if bytes.count >= 32 {
      var states = [primes[0] &+ primes[1], primes[1], 0, 0 &- primes[0]]
      while position + 32 <= bytes.count {
        for index in 0..<4 { states[index] = round(states[index], lane(position + 8 * index)) }
        position += 32
      }
      hash =
        rotated(states[0], 1) &+ rotated(states[1], 7) &+ rotated(states[2], 12)
        &+ rotated(states[3], 18)
      for state in states { hash = (hash ^ round(0, state)) &* primes[0] &+ primes[3] }
    }
    hash &+= UInt64(bytes.count)
    while position + 8 <= bytes.count {
      hash = rotated(hash ^ round(0, lane(position)), 27) &* primes[0] &+ primes[3]
      position += 8
    }
    if position + 4 <= bytes.count {
      let half = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      hash = rotated(hash ^ UInt64(half) &* primes[0], 23) &* primes[1] &+ primes[2]
      position += 4
    }
    for byte in bytes[position...] {
      hash = rotated(hash ^ UInt64(byte) &* primes[4], 11) &* primes[0]
    }
    hash = (hash ^ hash >> 33) &* primes[1]
    hash = (hash ^ hash >> 29) &* primes[2]
    return Int64(bitPattern: hash ^ hash >> 32)
  }
}
