// A raw-socket HTTP server on 127.0.0.1 that plays given bytes, also ones that no well-behaved
// server sends: cut bodies, endless waits, garbage. Tests of the transport read what it received.

import Foundation
import Synchronization

/// Plays scripted replies and keeps the requests.
public final class ScriptedServer: Sendable {
  /// What the server does with one request.
  public struct Reply: Sendable {
    /// The bytes to send as they are.
    public var bytes: [UInt8]
    /// What to do when they are sent.
    public var ending: Ending

    /// What follows the bytes.
    public enum Ending: Sendable {
      /// The connection is closed.
      case close
      /// The next request on the same connection is read.
      case keepAlive
      /// Nothing, until the client gives up.
      case stall
    }

    /// Those bytes and that ending.
    public init(_ bytes: [UInt8], ending: Ending = .close) {
      self.bytes = bytes
      self.ending = ending
    }

    /// Those characters and that ending; a Swift string's `\r\n` must be written out.
    public init(_ text: String, ending: Ending = .close) {
      self.init(Array(text.utf8), ending: ending)
    }

    /// A well-formed answer with `Content-Length`.
    public static func answer(
      _ status: String = "200 OK", headers: [String] = [], body: [UInt8] = [],
      ending: Ending = .close
    ) -> Reply {
      let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers
      return Reply(
        Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, ending: ending)
    }

    /// A redirect.
    public static func redirect(_ status: String = "302 Found", to location: String) -> Reply {
      answer(status, headers: ["Location: \(location)"])
    }
  }

  /// A request as it was received.
  public struct Request: Sendable {
    /// Path and query.
    public var target: String
    /// Header lines by lower-case name.
    public var headers: [String: String]
  }

  /// The port on 127.0.0.1.
  public let port: Int
  /// `http://127.0.0.1:PORT`.
  public var url: String { "http://127.0.0.1:\(port)" }
  /// The requests so far, in order.
  public var requests: [Request] { state.withLock { $0.requests } }
  /// How many requests so far.
  public var requestCount: Int { state.withLock { $0.requests.count } }
  /// The connections so far.
  public var connectionCount: Int { state.withLock { $0.connections } }

  private struct State {
    var requests: [Request] = []
    var connections = 0
  }

  private let listener: Int32
  private let state = Mutex(State())
  private let reply: @Sendable (Request, Int) -> Reply

  /// A server that plays the replies in order, and the last one again and again.
  public convenience init(_ replies: Reply...) throws {
    try self.init { _, number in replies[min(number, replies.count - 1)] }
  }

  /// A server that asks for a reply to each request and its number, from 0.
  public init(reply: @escaping @Sendable (Request, Int) -> Reply) throws {
    self.reply = reply
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) | listen(descriptor, 16) | getsockname(descriptor, $0, &length)
      }
    }
    guard code == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    port = Int(UInt16(bigEndian: address.sin_port))
    // The thread keeps the server only while it serves, so that `deinit` can end it; it closes the
    // socket itself, lest another server get its number while `accept` is about to be called.
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let self else {
          if connection >= 0 { close(connection) }
          close(descriptor)
          return
        }
        self.state.withLock { $0.connections += 1 }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    while let request = readRequest(connection) {
      let number = state.withLock {
        $0.requests.append(request)
        return $0.requests.count - 1
      }
      let reply = reply(request, number)
      guard write(reply.bytes, to: connection) else { return }
      switch reply.ending {
      case .close: return
      case .keepAlive: continue
      case .stall:
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
        return
      }
    }
  }

  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(
          connection, $0.baseAddress.map { $0 + sent }, $0.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private func readRequest(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard recv(connection, &byte, 1, 0) == 1 else { return nil }
      bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    let fields = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      return (line[..<colon].lowercased(), value)
    }
    return Request(
      target: words.count > 1 ? String(words[1]) : "",
      headers: Dictionary(fields, uniquingKeysWith: { $0 + ", " + $1 }))
  }
}
