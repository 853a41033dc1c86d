// TLS against `openssl s_server` on loopback with a private authority.

import Foundation
import Testing

@testable import Ingestion

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct CurlTLSTests {
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
