// Keys: where they come from, what is refused, and that they are never shown.

import Foundation
import Testing

@testable import Ingestion

@Suite struct CredentialTests {
  private func withFile<Result>(
    _ content: String, mode: Int, _ body: (String) throws -> Result
  ) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try #require(
      FileManager.default.createFile(
        atPath: file, contents: Data(content.utf8), attributes: [.posixPermissions: mode]))
    return try body(file)
  }

  @Test func `a key is shown nowhere`() throws {
    let key = try APIKey("sk_live_abc")
    let credential = Credential.basic(user: "analyst", key: key)
    let request = HTTPRequest(try FeedURL("https://h/"), credential: credential)
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\(credential)", dumped, "\(request)"] {
      #expect(!text.contains("sk_live"))
      #expect(!text.contains("analyst"))
    }
    #expect("\(key)" == "[redacted]")
    #expect("\(credential)" == "basic [redacted]")
    #expect(key.matches(try APIKey("sk_live_abc\n")))
    #expect(!key.matches(try APIKey("sk_live_abd")))
    #expect(!key.matches(try APIKey("sk_live_ab")))
  }

  @Test func `a key file of mode 0600 or stricter is read without its line end`() throws {
    for (mode, content) in [(0o600, "k1"), (0o400, "k1\n"), (0o600, "k1\r\n")] {
      let key = try withFile(content, mode: mode) { try APIKey(file: $0) }
      #expect(key.matches(try APIKey("k1")))
    }
  }

  @Test func `a key file that others can read is refused with the remedy`() throws {
    for mode in [0o640, 0o604, 0o644, 0o620, 0o601] {
      try withFile("k1", mode: mode) { path in
        let error = try #require(throws: FeedError.self) { try APIKey(file: path) }
        #expect(error.kind == .configuration)
        #expect(
          error.description
            == "the key file \(path) can be read by others; run: chmod 600 \(path)")
      }
    }
  }

  @Test(arguments: [
    "", "\n", "a\nb", "a\u{1}b", "k1\n\n", "kéy", String(repeating: "a", count: 8193),
  ])
  func `text that is no key is refused`(content: String) throws {
    try withFile(content, mode: 0o600) { path in
      let error = try #require(throws: FeedError.self) { try APIKey(file: path) }
      #expect(error.description.hasPrefix("the key file \(path) "))
    }
    #expect(throws: FeedError.self) { try APIKey(content) }
  }

  @Test func `a folder, a device and an absent file are no key files`() throws {
    for path in ["/tmp", "/dev/null", "/nowhere/key"] {
      let error = try #require(throws: FeedError.self) { try APIKey(file: path) }
      #expect(error.description.contains(path))
    }
  }

  @Test func `an unset variable is refused and a set one read`() throws {
    let error = try #require(throws: FeedError.self) { try APIKey(environment: "PICKET_NO_KEY") }
    #expect(
      error.description
        == "the environment variable PICKET_NO_KEY is not set; export it with the feed's API key")
    let path = try #require(ProcessInfo.processInfo.environment["PATH"])
    #expect(try APIKey(environment: "PATH").matches(try APIKey(path)))
  }

  @Test func `each style has its header`() throws {
    let key = try APIKey("open sesame")
    // RFC 7617, section 2.
    #expect(
      try Credential.basic(user: "Aladdin", key: key).header()
        == "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(try Credential.bearer(key).header() == "Authorization: Bearer open sesame")
    #expect(try Credential.xAPIKey(key).header() == "X-API-Key: open sesame")
    #expect(throws: FeedError.self) { try Credential.basic(user: "a:b", key: key).header() }
    #expect(throws: FeedError.self) { try Credential.basic(user: "a\r\nX: y", key: key).header() }
    // RFC 4648, section 10.
    #expect(
      ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map { Credential.base64(Array($0.utf8)) }
        == ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"])
  }
}
