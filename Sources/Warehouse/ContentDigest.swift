// SHA-256 through OpenSSL's libcrypto, which uses the processor's SHA instructions: the ledger of
// imports hashes every byte of every log, and a log's author must not be able to make two contents
// look alike.

internal import CDigest

/// A running SHA-256 over content as it is read.
public final class ContentDigest {
  private let context: OpaquePointer?

  /// A digest of nothing yet.
  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes further bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    EVP_DigestUpdate(context, base, bytes.count)
  }

  /// Forgets what was taken.
  func restart() { EVP_DigestInit_ex(context, nil, nil) }

  /// Calls `body` with the 32 bytes for what was taken; `restart` must follow before more is.
  func withValue<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    var digest = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    return try withUnsafeMutableBytes(of: &digest) { bytes in
      EVP_DigestFinal_ex(context, bytes.bindMemory(to: UInt8.self).baseAddress, nil)
      return try body(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The 32 bytes for what was taken so far; more may follow.
  public func value() -> [UInt8] {
    let copy = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(copy) }
    EVP_MD_CTX_copy_ex(copy, context)
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(copy, &digest, nil)
    return digest
  }

  /// The SHA-256 of some bytes.
  public static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digest = ContentDigest()
    digest.update(bytes)
    return digest.value()
  }

  /// The first 128 bits of the SHA-256 of a text, as 32 lower-case hexadecimal digits.
  public static func identifier(of text: String) -> String {
    ContentDigest().identifier(of: text)
  }

  /// `identifier(of:)` without another context: whatever was taken is forgotten.
  public func identifier(of text: String) -> String {
    var text = text
    restart()
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    return withValue { bytes in
      String(unsafeUninitializedCapacity: 32) { digits in
        for (place, byte) in bytes.prefix(16).enumerated() {
          digits[2 * place] = Self.digit(byte >> 4)
          digits[2 * place + 1] = Self.digit(byte & 15)
        }
        return 32
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }
}
