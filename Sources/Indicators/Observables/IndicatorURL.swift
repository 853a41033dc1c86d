// A URL as an indicator: its text in the one form that joins compare, and its host.
// Called by the reader of indicators. It must not normalise the path: `/a/../b` and `%2e` are
// evidence, and the logs that hold URLs write them as they were sent.

/// A URL with scheme and host in lower case, otherwise as given.
public struct IndicatorURL: Hashable, Sendable, CustomStringConvertible {
  /// The canonical text.
  public let text: String
  /// The host; nil where the URL has none that is an address or a name (`file:///x`).
  public let host: URLHost?

  /// Bytes of the longest URL that is accepted.
  public static let maximumTextCount = 65_536

  /// The URL that a text holds, without the blanks around it.
  ///
  /// A text without a scheme is taken as it is, and its host is what precedes the first slash:
  /// feeds write `example.com/gate.php`.
  /// - Returns: nil for an empty text, one longer than `maximumTextCount`, or one with a NUL.
  public init?(_ text: String) {
    let trimmed = text.trimmedBlanks
    guard !trimmed.isEmpty, trimmed.utf8.count <= Self.maximumTextCount,
      !trimmed.utf8.contains(0)
    else { return nil }
    self.text = trimmed.withBytes { Self.lowered($0) }
    host = URLHost(self.text)
  }

  /// The canonical text.
  public var description: String { text }

  private static func lowered(_ bytes: UnsafeRawBufferPointer) -> String {
    var copy = [UInt8](bytes)
    let scheme = URLHost.schemeCount(bytes) ?? 0
    for index in 0..<scheme { copy[index] = ASCII.lowered(copy[index]) }
    let host = URLHost.hostBytes(bytes)
    if let hostBase = host.baseAddress, let base = bytes.baseAddress {
      let start = hostBase - base
      for index in start..<(start + host.count) { copy[index] = ASCII.lowered(copy[index]) }
    }
    return String(decoding: copy, as: UTF8.self)
  }
}
