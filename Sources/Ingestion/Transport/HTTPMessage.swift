// Request, response and headers, as far as a feed's reader needs them. Written by CurlTransport
// and by scripted transports in tests.

/// A GET request.
public struct HTTPRequest: Sendable {
  /// What to get.
  public var url: FeedURL
  /// The `Accept` header: goes along on every redirect.
  public var accept: String
  /// More headers; dropped, like the credential, where a redirect leaves the origin.
  public var headers: HTTPHeaders
  /// Who asks.
  public var credential: Credential?

  /// A GET request.
  public init(
    _ url: FeedURL, accept: String = "application/json", headers: HTTPHeaders = HTTPHeaders(),
    credential: Credential? = nil
  ) {
    self.url = url
    self.accept = accept
    self.headers = headers
    self.credential = credential
  }
}

/// Header fields in order; names are compared without regard to case.
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// A name and its value.
  public struct Field: Hashable, Sendable {
    /// As it was written.
    public var name: String
    /// Without white space around it.
    public var value: String

    /// A field.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// All fields in order.
  public private(set) var fields: [Field] = []

  /// No fields.
  public init() {}

  /// Fields by name.
  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field($0.0, $0.1) }
  }

  /// The first value of that name.
  public subscript(_ name: String) -> String? {
    fields.first { Self.isSame($0.name, name) }?.value
  }

  /// Adds a field behind the others.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name, value))
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
      && zip(left.utf8, right.utf8).allSatisfy { folded($0) == folded($1) }
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}

/// A redirect that was followed.
public struct HTTPHop: Hashable, Sendable {
  /// The status that asked for it: 301, 302, 303, 307 or 308.
  public var status: Int
  /// The URL that answered with it.
  public var from: FeedURL
  /// Where it led.
  public var to: FeedURL
  /// Whether credential and custom headers were sent there.
  public var keptCredential: Bool

  /// A redirect that was followed.
  public init(status: Int, from: FeedURL, to: FeedURL, keptCredential: Bool) {
    self.status = status
    self.from = from
    self.to = to
    self.keptCredential = keptCredential
  }
}

/// An answer of any status but a redirect.
public struct HTTPResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The headers of the last answer.
  public var headers: HTTPHeaders
  /// The body; empty where it was streamed. Of an answer that is no success, the first 64 KiB.
  public var body: [UInt8]
  /// The URL that answered, after redirects.
  public var url: FeedURL
  /// The redirects on the way, first one first.
  public var hops: [HTTPHop]
  /// How the last request carried a credential; nil where it carried none.
  public var credentialStyle: Credential.Style?

  /// An answer.
  public init(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], url: FeedURL,
    hops: [HTTPHop] = [], credentialStyle: Credential.Style? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.url = url
    self.hops = hops
    self.credentialStyle = credentialStyle
  }

  /// Whether the status is 2xx.
  public var isSuccess: Bool { (200..<300).contains(status) }

  /// `Content-Type` without parameters, in lower case.
  public var mediaType: String? {
    guard let value = headers["Content-Type"] else { return nil }
    let type = value.prefix { $0 != ";" }.lowercased()
    let trimmed = type.split(whereSeparator: \.isWhitespace).joined()
    return trimmed.isEmpty ? nil : trimmed
  }
}
