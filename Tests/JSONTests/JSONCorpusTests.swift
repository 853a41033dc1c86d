// Real feeds: the same values as Foundation reads, and the same elements as the parser finds.

import Foundation
import JSON
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent)) struct JSONCorpusTests {
  private static let faulty = "malicious_pypi_packages.misp-event.json"

  private static func files() throws -> [URL] {
    let folder = try SharedData.data("feeds")
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
  }

  @Test func `every feed file has the values that Foundation reads`() throws {
    let parser = JSONParser()
    var compared = 0
    for file in try Self.files() where file.lastPathComponent != Self.faulty {
      let data = try Data(contentsOf: file)
      let expected = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      let actual = try parser.withDocument(Array(data)) { Self.foundation($0) }
      #expect(Self.same(expected, actual), "\(file.path)")
      let text = try parser.withDocument(Array(data)) { $0.compactText }
      let again = try JSONSerialization.jsonObject(
        with: Data(text.utf8), options: .fragmentsAllowed)
      #expect(Self.same(expected, again), "compact text of \(file.path)")
      compared += 1
    }
    #expect(compared > 200)
  }

  @Test func `every bundle is cut into the objects that it holds`() throws {
    let parser = JSONParser()
    var elements = 0
    for file in try Self.files() where file.lastPathComponent != Self.faulty {
      let bytes = try Array(Data(contentsOf: file))
      let expected = try parser.withDocument(bytes) { root in
        (root.array ?? root["objects"]?.array)?.map(\.compactText)
      }
      var stream = JSONObjectStream(arrayNames: ["objects"])
      var actual: [String] = []
      for start in stride(from: 0, to: bytes.count, by: 1021) {
        try stream.feed(Array(bytes[start..<min(start + 1021, bytes.count)])) { element in
          guard case .bytes(let text) = element.content else { return }
          actual.append(try parser.withDocument(text) { $0.compactText })
        }
      }
      try stream.finish()
      #expect(actual == expected ?? [], "\(file.path)")
      #expect(stream.hasArray == (expected != nil))
      #expect(expected != nil || stream.document?.count ?? 0 > 0)
      elements += actual.count
    }
    #expect(elements > 5000)
  }

  @Test func `the invalid file of the collection is refused with its place`() throws {
    let file = try SharedData.data("feeds/eset-malware-ioc/pypi_backdoor").appending(
      path: Self.faulty)
    let bytes = try Array(Data(contentsOf: file))
    let error = try #require(throws: JSONError.self) {
      try JSONParser().withDocument(bytes) { $0.kind }
    }
    #expect(
      error.description
        == "invalid JSON at byte 1532403 (line 37374, column 9): expected a value")
  }

  private static func foundation(_ value: JSONValue) -> Any {
    switch value.kind {
    case .object:
      Dictionary(
        value.object?.map { ($0.name, foundation($0.value)) } ?? [], uniquingKeysWith: { $1 })
    case .array: value.array?.map { foundation($0) } ?? []
    case .string: value.string ?? ""
    case .integer: value.int.map { NSNumber(value: $0) } ?? NSNumber(value: value.unsignedInt ?? 0)
    case .double: NSNumber(value: value.double ?? .nan)
    case .bool: value.bool ?? false
    case .null: NSNull()
    }
  }

  private static func same(_ left: Any, _ right: Any) -> Bool {
    switch (left, right) {
    case (let left as [String: Any], let right as [String: Any]):
      left.count == right.count
        && left.allSatisfy { name, value in right[name].map { same(value, $0) } ?? false }
    case (let left as [Any], let right as [Any]):
      left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
    case (let left as String, let right as String): Array(left.utf8) == Array(right.utf8)
    case (let left as NSNumber, let right as NSNumber): left == right
    case (let left as Bool, let right as Bool): left == right
    case (is NSNull, is NSNull): true
    default: false
    }
  }
}
