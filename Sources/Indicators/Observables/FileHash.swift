// A file's hash: algorithm and value in canonical form.
// Called by the reader of indicators and by the log importer (files.log, fileinfo).
// It must not guess an algorithm that the length does not tell.

/// A hash value with its algorithm, as `FileHashType` and `FileHashValue` hold them.
public struct FileHash: Hashable, Sendable, CustomStringConvertible {
  /// The algorithm.
  public let algorithm: HashAlgorithm
  /// The value: lower-case hexadecimal; ssdeep keeps its case, which carries meaning.
  public let value: String

  /// A value of a named algorithm.
  ///
  /// - Returns: nil where the value has not the algorithm's length or alphabet.
  public init?(_ algorithm: HashAlgorithm, value: String) {
    let trimmed = value.trimmedBlanks
    guard algorithm.accepts(trimmed) else { return nil }
    self.algorithm = algorithm
    self.value = algorithm == .ssdeep ? trimmed : trimmed.asciiLowered
  }

  /// A value of the algorithm that its length tells: 32, 40, 64 or 128 hexadecimal digits.
  public init?(value: String) {
    let trimmed = value.trimmedBlanks
    guard let algorithm = HashAlgorithm(digitCount: trimmed.utf8.count) else { return nil }
    self.init(algorithm, value: trimmed)
  }

  /// The name as Sentinel's `FileHashType` writes it: `MD5`, `SHA-1`, `SHA-256`, `SHA-512`.
  public var type: String { algorithm.rawValue }

  /// Algorithm and value, for messages.
  public var description: String { "\(type) \(value)" }
}
