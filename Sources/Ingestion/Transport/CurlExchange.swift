// One request's answer while libcurl delivers it: status, headers, body, each within bounds. Its
// methods are libcurl's callbacks; nothing may be thrown through C, so a failure is kept in
// `thrown` and the transfer stopped.

internal import CCurl

final class CurlExchange {
  /// All header lines of an answer together, in bytes.
  static let maximumHeaderBytes = 64 << 10
  /// Header lines of an answer.
  static let maximumHeaderCount = 256
  /// What is kept of an error's body; its text is shown, not processed.
  static let maximumErrorBodyBytes = 64 << 10

  let url: FeedURL
  let settings: CurlTransport.Settings
  /// False on a redirect's way from the internet: see `connected(to:)`.
  var mayConnectLocally = true

  private(set) var status = 0
  private(set) var headers = HTTPHeaders()
  private(set) var body: [UInt8] = []
  /// Bytes of the body so far, after decompression.
  private(set) var bodyBytes = 0
  private(set) var isConnectedLocally = false
  /// The rest of an error's or a redirect's body was not waited for.
  private(set) var isStoppedEarly = false
  /// Why the transfer was stopped.
  private(set) var thrown: (any Error)?

  private let onChunk: (UnsafeRawBufferPointer) throws -> Void
  private var headerBytes = 0
  private var isStatusLineDue = true
  private var isInHeaders = false

  init(
    url: FeedURL, settings: CurlTransport.Settings,
    onChunk: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) {
    self.url = url
    self.settings = settings
    self.onChunk = onChunk
  }

  static func of(_ context: UnsafeMutableRawPointer?) -> CurlExchange {
    guard let context else { preconditionFailure("libcurl lost the callbacks' context") }
    return Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
  }

  /// Called before the request is sent. A redirect from the internet must not reach into the local
  /// network by a name that resolves there; where the first connection was local, the feed itself,
  /// or the proxy, is. Gives libcurl's word for going on or stopping.
  func connected(to address: String) -> Int32 {
    isConnectedLocally = HostName(addressText: address)?.isLocal ?? false
    guard isConnectedLocally, !mayConnectLocally else { return CURL_PREREQFUNC_OK }
    thrown = FeedError(
      .redirectRefused, "a redirect leads into the local network (\(address))", url: url,
      advice: "if you trust the target, make it the feed's URL")
    return CURL_PREREQFUNC_ABORT
  }

  /// Called for each header line, the status line and the empty last one included.
  func receivedHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= Self.maximumHeaderBytes,
      headers.fields.count < Self.maximumHeaderCount
    else {
      return stop(
        FeedError(.protocolViolation, "the server sent too many or too long headers", url: url))
    }
    let line = Self.trimmed(bytes)
    if isStatusLineDue {
      headers = HTTPHeaders()
      status = Self.status(line)
      isStatusLineDue = false
      isInHeaders = true
    } else if line.isEmpty {
      // Another answer follows an interim one (RFC 9110, section 15.2).
      isStatusLineDue = (100..<200).contains(status)
      isInHeaders = false
    } else if isInHeaders, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      // Lines behind the body are trailers, which nothing here needs.
      headers.append(
        String(decoding: line[..<colon], as: UTF8.self),
        String(decoding: Self.trimmed(line[line.index(after: colon)...]), as: UTF8.self))
    }
    return bytes.count
  }

  /// Called for each piece of the body, decompressed.
  func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    bodyBytes += bytes.count
    guard (200..<300).contains(status) else {
      let room = Self.maximumErrorBodyBytes - body.count
      body.append(contentsOf: bytes.prefix(room))
      isStoppedEarly = bytes.count > room
      return isStoppedEarly ? 0 : bytes.count
    }
    guard bodyBytes <= settings.maximumBodyBytes else {
      return stop(
        FeedError(
          .tooLarge, "the body is larger than \(settings.maximumBodyBytes) bytes", url: url,
          advice: "ask for smaller pages"))
    }
    do {
      try onChunk(bytes)
    } catch {
      return stop(error)
    }
    return bytes.count
  }

  /// Fewer bytes than were given make libcurl stop.
  private func stop(_ error: any Error) -> Int {
    thrown = error
    return 0
  }

  /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
  private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
    let digits = line.drop { $0 != ASCII.space }.dropFirst().prefix(3)
    guard digits.count == 3, digits.allSatisfy(URIReference.isDigit) else { return 0 }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
    trimmed(bytes[...])
  }

  private static func trimmed(
    _ bytes: Slice<UnsafeRawBufferPointer>
  ) -> Slice<UnsafeRawBufferPointer> {
    var rest = bytes
    while let first = rest.first, ASCII.isBlank(first) { rest = rest.dropFirst() }
    while let last = rest.last, ASCII.isBlank(last) { rest = rest.dropLast() }
    return rest
  }
}

private enum ASCII {
  static let space: UInt8 = 0x20
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
