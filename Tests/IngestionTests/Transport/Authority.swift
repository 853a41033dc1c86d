// A private certificate authority, and `openssl s_server` with its certificates.

import Foundation
import Testing

/// A folder with an authority, certificates for 127.0.0.1, for localhost with its www and for
/// another name, and files that hold whole answers.
final class Authority {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "picket-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    try run(
      ["req", "-x509", "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem"] + key)
    for (name, subject) in [
      ("good", "IP:127.0.0.1"), ("other", "DNS:other.example"),
      ("www", "DNS:localhost,DNS:www.localhost"),
    ] {
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

  /// The files of a certificate and its key.
  func certificate(_ name: String) -> (certificate: String, key: String) {
    (folder.appending(path: "\(name).pem").path, folder.appending(path: "\(name).key").path)
  }

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
