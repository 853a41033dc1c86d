// The hunts that ship over a world that holds a hit and near misses for each kind of match.

import Hunting
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct MatchHuntTests {
  private static let hunts = Hunt.all.map(\.name)
  /// The documented hunts, whose text and columns are not ours.
  private static let documented: Set = ["network-ip", "dns-domain"]

  @Test(arguments: hunts, [false, true])
  func `the rows of a hunt are the golden ones, with and without the ways over the matches`(
    name: String, isPruning: Bool
  ) throws {
    let hunt = try #require(Hunt.named(name))
    let table = try MatchWorld().table(hunt, isPruning: isPruning)
    try HuntGolden.compare(table.joined(separator: "\n"), with: "\(name).csv")
  }

  @Test(arguments: hunts)
  func `a hunt finds the indicators of its time and no near miss`(name: String) throws {
    let hunt = try #require(Hunt.named(name))
    let rows = try MatchWorld().table(hunt, isPruning: true).dropFirst()
    let asksAtEvent = hunt.listing?.asksAtEvent ?? false
    let found = Set(rows.map { String($0.split(separator: ",").last ?? "") })
    #expect(found == (asksAtEvent ? ["live", "lapsed"] : ["live", "later"]))
    #expect(!rows.contains { $0.contains(",10.0.0.9,") || $0.contains("near") })
    // Each hit once.
    #expect(Set(rows).count == rows.count)
  }

  @Test(arguments: Hunt.standard.map(\.name))
  func `a variant at the time of the event differs in nothing else`(name: String) throws {
    let hunt = try #require(Hunt.named(name))
    let variant = try #require(Hunt.named(name + "-at-event"))
    #expect(variant.listing?.asksAtEvent == true && variant.listing?.kind == hunt.listing?.kind)
    guard !Self.documented.contains(name) else { return }
    let words = { (text: String) in
      text.split(separator: "\n").drop { $0.hasPrefix("//") }
        .flatMap { $0.split(separator: " ") }.joined(separator: " ")
    }
    let asked =
      "TimeGenerated < ExpirationDateTime and (isnull(ValidFrom) or TimeGenerated >= ValidFrom)"
    #expect(
      words(variant.text).replacing(asked, with: "ExpirationDateTime > now()")
        .replacing("ValidFrom, ", with: "") == words(hunt.text))
  }

  @Test(arguments: hunts)
  func `no hunt reads a log but by the rows of a match`(name: String) throws {
    let hunt = try #require(Hunt.named(name))
    let runner = try MatchWorld().runner(isPruning: true)
    let plan = try runner.plan(of: try runner.compile(hunt.text, name: name))
    for node in plan.nodes where node.detail.hasPrefix("SCAN") {
      // What a match lists, the parents of a name, the elements of an answer.
      #expect(node.detail.contains("VIRTUAL TABLE"), "\(node.detail)")
    }
    let rows = plan.nodes.filter { $0.detail.contains("Row USING") }
    #expect(!rows.isEmpty)
    for node in rows { #expect(node.detail.contains("INTEGER PRIMARY KEY"), "\(node.detail)") }
  }

  @Test(arguments: hunts)
  func `every row says which kind of match it is, and through which value`(name: String) throws {
    guard !Self.documented.contains(name) else { return }
    let hunt = try #require(Hunt.named(name))
    let table = try MatchWorld().table(hunt, isPruning: true)
    let columns = table[0].split(separator: ",").map(String.init)
    let place = try #require(columns.firstIndex(of: "MatchKind"))
    #expect(columns[place + 1] == "MatchedValue")
    #expect(columns.contains("ConfidenceScore"))
    let kinds = Set(
      table.dropFirst().map {
        String($0.split(separator: ",", omittingEmptySubsequences: false)[place])
      })
    let kind = try #require(hunt.listing?.kind.rawValue)
    #expect(kinds == (name.hasPrefix("dns-answer") ? [kind, "block"] : [kind]))
    guard name.hasPrefix("network") else { return }
    #expect(columns.contains("Direction") && columns.contains("ConnectionState"))
  }

  @Test(arguments: hunts)
  func `the comment of a hunt says what it finds, the kind of match, and what Sentinel takes`(
    name: String
  ) throws {
    let hunt = try #require(Hunt.named(name))
    let comment = hunt.text.split(separator: "\n").prefix { $0.hasPrefix("//") }
    guard !Self.documented.contains(name) else { return #expect(comment.isEmpty) }
    let listing = try #require(hunt.listing)
    let match = try #require(comment.first { $0.hasPrefix("// Match: ") })
    #expect(match.contains(listing.kind.rawValue))
    let sentinel = try #require(comment.first { $0.hasPrefix("// Sentinel: ") })
    #expect(sentinel.contains("runs unchanged") == listing.runsInSentinel)
    #expect(!comment[0].hasPrefix("// Match"))
    #expect(hunt.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
