// TLS against `openssl s_server` on loopback with a private authority.

import Foundation
import Testing

@testable import Ingestion

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct CurlTLSTests {
  /// A folder with an authority, a certificate for 127.0.0.1 and one for another name, and files
  /// that hold whole answers.
  private final class Authority {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "picket-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
      try run(
        ["req", "-x509", "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem"] + key)
      for (name, subject) in [("good", "IP:127.0.0.1"), ("other", "DNS:other.example")] {
        try run(
          [
            "req", "-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-subj", "/CN=Server",
            "-addext", "subjectAltName=\(subject)", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", "\(name).key", "-out", "\(name).pem",
          ] + key)
      }
      try write("feed", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]")
      try write(
        "away", "HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var caFile: String { folder.appending(path: "ca.pem").path }

    private func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func run(_ arguments: [String]) throws {
      let process = process(arguments)
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }

    private func process(_ arguments: [String]) -> Process {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/openssl")
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      return process
    }

    /// Serves the folder's files as whole answers while `body` runs.
    func serve<Result>(
      _ certificate: String, _ options: [String] = [], _ body: (String) throws -> Result
    ) throws -> Result {
      let output = Pipe()
      let server = process(
        ["s_server", "-accept", "127.0.0.1:0", "-HTTP", "-cert", "\(certificate).pem"]
          + ["-key", "\(certificate).key"] + options)
      server.standardOutput = output
      try server.run()
      defer {
        // Not SIGTERM: s_server inherits the test runner's signal mask, which blocks it.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
      }
      var text = ""
      while !text.contains("ACCEPT 127.0.0.1:") || !text.hasSuffix("\n") {
        let data = output.fileHandleForReading.availableData
        try #require(!data.isEmpty, "openssl s_server ended early: \(text)")
        text += String(decoding: data, as: UTF8.self)
      }
      let port = try #require(text.split(separator: "ACCEPT").last?.split(separator: ":").last)
      return try body("https://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
  }

  private func get(_ url: String, caFile: String?) throws -> HTTPResponse {
    var settings = CurlTransport.Settings()
    settings.caFile = caFile
    settings.deadline = .seconds(20)
    return try CurlTransport(settings).send(HTTPRequest(try FeedURL(url)))
  }

  @Test func `a private authority is trusted by its file and not without`() throws {
    let authority = try Authority()
    try authority.serve("good") { url in
      let error = try #require(throws: FeedError.self) { try get(url + "/feed", caFile: nil) }
      #expect(error.kind == .tls)
      #expect(error.message == "the server's certificate is not trusted")
      let response = try get(url + "/feed", caFile: authority.caFile)
      #expect(response.body == Array("[]".utf8))
      let away = try #require(throws: FeedError.self) {
        try get(url + "/away", caFile: authority.caFile)
      }
      #expect(away.kind == .redirectRefused)
      #expect(
        away.message
          == "the server asks for a redirect from https to http (http://127.0.0.1:9/)")
    }
  }

  @Test func `a certificate for another name is refused`() throws {
    let authority = try Authority()
    try authority.serve("other") { url in
      let error = try #require(throws: FeedError.self) {
        try get(url + "/feed", caFile: authority.caFile)
      }
      #expect(error.kind == .tls)
    }
  }

  @Test func `TLS before 1_2 is refused`() throws {
    let authority = try Authority()
    try authority.serve("good", ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]) { url in
      let error = try #require(throws: FeedError.self) {
        try get(url + "/feed", caFile: authority.caFile)
      }
      #expect(error.kind == .tls)
      #expect(error.message == "no TLS connection")
    }
  }

  @Test func `a file that holds no certificate is no CA file`() throws {
    let authority = try Authority()
    try authority.serve("good") { url in
      let file = authority.folder.appending(path: "feed").path
      let error = try #require(throws: FeedError.self) { try get(url + "/feed", caFile: file) }
      #expect(error.kind == .tls)
      #expect(error.message == "the file of trusted certificate authorities cannot be used")
    }
  }
}
