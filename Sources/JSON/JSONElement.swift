// What JSONObjectStream hands out, and within which bounds.

/// One element of the array that a `JSONObjectStream` reads, as it stands in the source.
public struct JSONElement {
  /// Its number in the array, from 0; refused elements count.
  public let index: Int
  /// Bytes of the document before its first byte.
  public let offset: Int
  /// Its text, or why it is not given.
  public let content: Content

  /// An element's text, or the limit that it exceeds.
  public enum Content {
    /// The element byte for byte, without white space around it: valid only during the call, and
    /// not yet checked to be JSON.
    case bytes(UnsafeRawBufferPointer)
    /// Too large or nested too deep: skipped, and the array goes on behind it.
    case refused(JSONError)
  }
}

extension JSONObjectStream {
  /// Bounds of a stream; the document itself may be endless.
  public struct Limits: Hashable, Sendable {
    /// The longest element, in bytes; also the longest document without a named array that is kept.
    public var maximumElementBytes: Int
    /// Nesting within an element, at most 64.
    public var maximumDepth: Int
    /// All that is kept of the other members together, in bytes.
    public var maximumMemberBytes: Int

    /// The longest member name that is told apart, in bytes with its quotes.
    static let maximumNameBytes = 1024
    /// What a member costs beside its bytes, so that empty ones are bounded too.
    static let memberOverhead = 64

    /// Bounds, with defaults for STIX pages.
    public init(
      maximumElementBytes: Int = 16 << 20, maximumDepth: Int = 64,
      maximumMemberBytes: Int = 1 << 20
    ) {
      self.maximumElementBytes = max(maximumElementBytes, 0)
      self.maximumDepth = min(max(maximumDepth, 1), JSONValueScanner.greatestCheckedDepth)
      self.maximumMemberBytes = max(maximumMemberBytes, 0)
    }
  }
}
