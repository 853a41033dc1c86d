// What an object of a feed and its mapping come to in 16 bytes: what tells, before anything of it is
// read, whether it is that of the last time.

/// The first 16 bytes of the SHA-256 of an object and of what else decides its mapping.
public struct ObjectDigest: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64

  /// The 16 bytes, as `RawObject.Digest` has them.
  init(_ bytes: UnsafeRawBufferPointer) {
    let isWhole = bytes.count == 16
    first = isWhole ? bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self) : 0
    second = isWhole ? bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self) : 0
  }

  /// Calls `body` with the 16 bytes.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBytes(of: (first, second), body)
  }
}

/// Makes the digests of the objects of one poll. Confined to one thread.
public final class ObjectDigests {
  private let digest = ContentDigest()
  /// Stands behind the object in what is hashed.
  private let mapping: [UInt8]

  /// - Parameter mapping: what decides the mapping beside an object's bytes: a version of it, the
  ///   policy, the time that an expiration is counted from.
  public init(mapping: String) { self.mapping = [0] + Array(mapping.utf8) }

  /// The digest of an object as it came.
  public func digest(of object: UnsafeRawBufferPointer) -> ObjectDigest {
    digest.restart()
    digest.update(object)
    mapping.withUnsafeBytes { digest.update($0) }
    return digest.withValue { ObjectDigest(UnsafeRawBufferPointer(rebasing: $0[..<16])) }
  }

  /// The digest of an object as it came.
  public func digest(of object: [UInt8]) -> ObjectDigest {
    object.withUnsafeBytes { digest(of: $0) }
  }
}
