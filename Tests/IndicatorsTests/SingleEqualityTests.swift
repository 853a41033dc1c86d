// The short way for one equality against the parser: the same rows and reasons for every text.

import Foundation
import Indicators
import TestSupport
import Testing

@Suite struct SingleEqualityTests {
  static let values = [
    "192.0.2.1", "192.0.2.0/24", "2001:DB8::1", "WWW.Example.com.", "http://Example.com/a=b",
    "joe@Example.com", PatternRowsTests.md5, PatternRowsTests.sha256, "", " ", "x]", "\u{e9}",
    "a\\b",
    "a\\'b", "a'b", "20265.222.45", "\u{a0}192.0.2.1",
  ]
  static let sides = [
    "ipv4-addr:value", "ipv6-addr:value", "domain-name:value", "url:value", "email-addr:value",
    "file:hashes.MD5", "file:hashes.'MD5'", "file:hashes.'SHA-256'", "file:hashes.sha256",
    "file:name", "ipv4-addr:value NOT ", "x-custom:value", "",
  ]

  /// Holds both ways against each other; true where the text is a pattern.
  func agrees(_ text: String) -> Bool {
    let short = PatternRows(text)
    guard let pattern = (try? Pattern(text)) ?? (try? Pattern(text, version: .v20)) else {
      #expect(short.error != nil, "\(text)")
      return false
    }
    let long = PatternRows(pattern)
    #expect(short.rows == long.rows && short.reasons == long.reasons, "\(text)")
    return true
  }

  @Test func `all sides with all values, spaced in all ways`() {
    var understood = 0
    for side in Self.sides {
      for value in Self.values {
        for text in [
          "[\(side) = '\(value)']", "[\(side)='\(value)']", "[ \(side)\t= \n'\(value)' ]",
          " [\(side) = '\(value)']", "[\(side) == '\(value)']", "[\(side) = '\(value)'] ",
          "[\(side) = \(value)]", "[\(side) = '\(value)' OR \(side) = '\(value)']",
        ] where agrees(text) { understood += 1 }
      }
    }
    #expect(understood > 700)
  }

  @Test func `cut and flipped patterns`() {
    var random = SeededGenerator(state: 11)
    var understood = 0
    for round in 0..<4000 {
      let side = Self.sides[round % 9]
      var bytes = Array("[\(side) = '\(Self.values[round % Self.values.count])']".utf8)
      for _ in 0..<1 + random.next() % 2 {
        let at = Int(random.next() % UInt64(bytes.count))
        let sign = PatternHostileTests.signs[
          Int(random.next() % UInt64(PatternHostileTests.signs.count))]
        if random.next() % 2 == 0 { bytes.insert(sign, at: at) } else { bytes[at] = sign }
      }
      if agrees(String(decoding: bytes, as: UTF8.self)) { understood += 1 }
    }
    #expect(understood > 100)
  }
}
