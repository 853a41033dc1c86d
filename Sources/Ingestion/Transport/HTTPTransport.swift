// The seam between the readers of feeds and the network: CurlTransport is the real one, and the
// tests of paging script answers behind the same protocol.

/// Sends a request and waits for its answer.
///
/// Blocking on purpose: ingestion asks for one page after the other, and a database transaction
/// belongs to one thread.
public protocol HTTPTransport: Sendable {
  /// Sends the request, follows redirects, and hands the body of a success (2xx) to `onChunk`
  /// piece by piece, decompressed. The body of any other answer is in `HTTPResponse.body`.
  ///
  /// - Throws: `FeedError` where there is no complete answer, and what `onChunk` throws, which
  ///   ends the transfer. A status such as 404 is an answer: see `HTTPResponse.failure(detail:)`.
  func send(
    _ request: HTTPRequest, onChunk: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> HTTPResponse
}

extension HTTPTransport {
  /// Sends the request and gives the whole body in the response.
  ///
  /// - Throws: `FeedError` where there is no complete answer.
  public func send(_ request: HTTPRequest) throws -> HTTPResponse {
    var body: [UInt8] = []
    var response = try send(request) { body.append(contentsOf: $0) }
    if response.isSuccess { response.body = body }
    return response
  }
}
