// picket.yaml: what is read, and every fault with its line.

import Indicators
import KQL
import Testing

@testable import Configuration

@Suite struct FeedConfigurationTests {
  private func read(_ text: String) throws(ConfigurationError) -> [FeedSource] {
    try FeedConfiguration(yaml: text) { Suggestion.help(for: $0, among: $1) }.sources
  }

  private func faults(_ text: String) -> [String] {
    do {
      return ["no fault: \(try read(text).count) sources"]
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func `the example is read, and says what it explains`() throws {
    let sources = try read(FeedConfiguration.example)
    #expect(sources.map(\.name) == ["SOC Defenders", "SOC Defenders REST", "Partner", "Our lists"])
    #expect(sources.map(\.kind) == [.taxii, .rest, .taxii, .file])
    let taxii = sources[0]
    #expect(taxii.collections == ["all"])
    #expect(
      taxii.authentication
        == .init(style: .basic, user: "apikey", key: .environment("SOCDEFENDERS_KEY")))
    #expect(taxii.lookBack == Lookback("30d"))
    #expect(taxii.expirationPolicy == .standard)
    #expect(taxii.expiry.count == ExpirationPolicy.Kind.allCases.count)
    let rest = sources[1]
    #expect(rest.authentication?.style == .bearer)
    #expect(rest.authentication?.key == .file("socdefenders.key"))
    #expect(rest.types == ["ipv4", "domain", "url"])
    #expect(rest.confidence == ["low": 15, "medium": 50, "high": 85])
    #expect(rest.confidenceCap == 90)
    #expect(sources[2].caFile == "partner-ca.pem")
    #expect(sources[3].address == "lists/*.txt")
  }

  @Test func `what is not said has the documented defaults`() throws {
    let sources = try read(
      """
      sources:
        - {name: A, kind: taxii, url: 'https://a.example/taxii2/'}
        - {name: B, kind: rest, url: 'https://b.example'}
        - {name: C, kind: rest, url: 'https://b.example', tier: pro, auth: {key-env: K}}
        - {name: D, kind: file, path: x.txt, look-back: all, interval: 2h}
      """)
    let minute = 60 * Timestamp.ticksPerSecond
    #expect(sources.map(\.interval) == [60 * minute, 15 * minute, minute, 120 * minute])
    #expect(sources.map(\.tier) == [.pro, .free, .pro, .free])
    #expect(sources.map(\.lookBack) == [Lookback("30d"), Lookback("30d"), Lookback("30d"), nil])
    #expect(sources.map(\.authentication?.style) == [nil, nil, .bearer, nil])
    #expect(sources.map(\.line) == [2, 3, 4, 5])
    #expect(try read("sources: []") == [])
    #expect(try read("sources:") == [])
  }

  @Test func `paths are seen from the file's folder`() throws {
    var source = FeedSource(name: "A", kind: .file, address: "lists/*.txt")
    source.caFile = "/etc/ca.pem"
    source.authentication = .init(style: .basic, user: "u", key: .file("k"))
    let seen = source.resolved(in: "/srv/picket")
    #expect(seen.address == "/srv/picket/lists/*.txt")
    #expect(seen.caFile == "/etc/ca.pem")
    #expect(seen.authentication?.key == .file("/srv/picket/k"))
    #expect(source.resolved(in: "") == source)
    var feed = FeedSource(name: "A", kind: .taxii, address: "https://a.example/")
    feed.caFile = "ca.pem"
    #expect(feed.resolved(in: "/srv").address == "https://a.example/")
    #expect(feed.resolved(in: "/srv").caFile == "/srv/ca.pem")
  }

  @Test(arguments: [
    ("", "the file holds no document"),
    ("a: *b\nc: &b 1", "line 1: an alias (*name) is not supported: write its value out"),
    ("a: [", "line 2: this is no YAML"),
    ("sources: []\nsources: []", "the key 'sources' stands twice"),
    ("sources: []\n---\nsources: []", "the file holds more than one document"),
    ("- a", "line 1: the file must have members, such as 'sources:'"),
    ("feeds: []", "line 1: unknown key 'feeds': the keys are sources"),
    ("source: []", "line 1: unknown key 'source': did you mean 'sources'?"),
    ("{}", "line 1: the file has no 'sources:'"),
    ("sources: x", "line 1: 'sources' must be a list"),
    ("sources: [x]", "line 1: a source must have members, such as 'name:'"),
  ])
  func `a document that is none is refused`(text: String, fault: String) {
    let faults = faults(text)
    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
  }

  @Test(arguments: [
    ("intervall: 1h", "line 5: unknown key 'intervall': did you mean 'interval'?"),
    ("interval: 1", "line 5: 'interval' is no length of time: write 90s, 15m, 1h or 30d"),
    ("interval: 0s", "line 5: 'interval' is no length of time"),
    ("interval: [1h]", "line 5: 'interval' must be one text"),
    (
      "look-back: ever",
      "line 5: 'look-back' is no length of time: write 90s, 15m, 1h or 30d, or all"
    ),
    ("tier: gold", "line 5: 'tier' cannot be 'gold': write free, pro"),
    ("tier: fre", "line 5: 'tier' cannot be 'fre': did you mean 'free'?"),
    ("collections: {a: b}", "line 5: 'collections' must be a list of names"),
    ("collections: [[a]]", "line 5: 'collections' must be a list of names"),
    ("types: ['']", "line 5: 'types' must be a list of names"),
    ("path: x", "line 5: 'path' says nothing of a source of kind taxii"),
    ("expiry: 30", "line 5: 'expiry' must have members, such as 'address:'"),
    ("expiry: {adress: 30}", "line 5: unknown key 'adress': did you mean 'address'?"),
    ("expiry: {address: 0}", "line 5: 'address' must be a number from 1 to 36500"),
    ("expiry: {address: 1.5}", "line 5: 'address' must be whole days"),
    ("expiry: {address: x}", "line 5: 'address' must be a number from 1 to 36500"),
    ("confidence: {high: 101}", "line 5: 'high' must be a number from 0 to 100"),
    ("confidence: {high: nan}", "line 5: 'high' must be a number from 0 to 100"),
    ("confidence: {hi: 1}", "line 5: unknown key 'hi'"),
    ("confidence: {cap: -1}", "line 5: 'cap' must be a number from 0 to 100"),
    ("ca-file: ''", "line 5: 'ca-file' must be one text"),
    ("auth: x", "line 5: 'auth' must have members, such as 'style:'"),
    ("auth: {}", "line 5: 'auth' does not say where the key is: write 'key-env:' or 'key-file:'"),
    ("auth: {style: digest, key-env: K}", "line 5: 'style' is none that there is"),
    ("auth: {key-env: K, key-file: f}", "line 5: 'auth' has both 'key-env' and 'key-file'"),
    ("auth: {key-env: 'A B'}", "line 5: 'key-env' is no name of an environment variable"),
    ("auth: {key-env: 1A}", "line 5: 'key-env' is no name of an environment variable"),
    ("auth: {key_env: K}", "line 5: unknown key 'key_env': did you mean 'key-env'?"),
    ("\"a\\x1b[2J\": 1", "line 5: unknown key 'a?[2J'"),
  ])
  func `a fault in a source is told with its line`(line: String, fault: String) {
    let faults = faults(
      """
      sources:
        - name: A
          kind: taxii
          url: https://a.example/taxii2/
          \(line)
      """)
    #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
  }

  @Test(arguments: [
    ("- {kind: taxii, url: 'https://a'}", "line 2: the source has no 'name:'"),
    ("- {name: A, url: 'https://a'}", "line 2: the source has no 'kind:'"),
    ("- {name: A, kind: stix, url: 'https://a'}", "line 2: 'kind' cannot be 'stix'"),
    ("- {name: A, kind: taxi, url: 'https://a'}", "did you mean 'taxii'?"),
    ("- {name: A, kind: taxii}", "line 2: the source has no 'url:'"),
    ("- {name: A, kind: taxii, url: a.example}", "line 2: 'url' is no URL"),
    ("- {name: A, kind: taxii, url: 'ftp://a.example'}", "line 2: 'url' is no URL"),
    ("- {name: A, kind: file}", "line 2: the source has no 'path:'"),
    ("- {name: A, kind: file, path: a, url: 'https://a'}", "line 2: 'url' says nothing of"),
    ("- {name: A, kind: file, path: a, auth: {key-env: K}}", "line 2: 'auth' says nothing of"),
    ("- {name: A, kind: file, path: a, tier: pro}", "line 2: 'tier' says nothing of"),
    ("- {name: A, kind: rest, url: 'https://a', collections: [b]}", "line 2: 'collections' says"),
    (
      "- {name: A, kind: rest, url: 'https://a', auth: {style: basic, key-env: K}}",
      "line 2: SOC Defenders' REST feed takes no Basic"
    ),
    (
      "- {name: \"a\\tb\", kind: file, path: a}", "line 2: 'name' is longer than 200 bytes or holds"
    ),
    (
      "- {name: A, kind: file, path: a}\n  - {name: A, kind: file, path: b}",
      "line 3: the name 'A' is that of line 2 too"
    ),
  ])
  func `a source that lacks something is told with its line`(source: String, fault: String) {
    let faults = faults("sources:\n  \(source)")
    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
  }

  @Test(arguments: [
    "auth: {key: SECRET}", "auth: {style: bearer, token: SECRET}", "auth: {password: SECRET}",
    "auth: {key-env: SECRET}", "auth: {key-file: SECRET}", "auth: SECRET", "api-key: SECRET",
    "auth: {style: SECRET, key-env: K}", "auth: {user: SECRET, key-env: K}", "SECRET: x",
    "url: 'https://apikey:SECRET@a.example/'", "url: 'https://a.example/?api_key=SECRET'",
    "url: 'https://a.example/?x=SECRET'", "kind: SECRET", "tier: SECRET",
  ])
  func `a key in the file is refused, and never repeated`(line: String) {
    let keys = [
      "sk_live_0123456789abcdef", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
      "4f9a1b7c8d2e6f3a9b0c1d2e3f4a5b6c",
    ]
    for key in keys {
      var lines = ["name: A", "kind: taxii", "url: 'https://a.example/'"]
      let written = line.replacing("SECRET", with: key)
      let member = line.prefix { $0 != ":" }
      lines.removeAll { $0.hasPrefix(member + ":") }
      let faults = faults("sources:\n  - " + (lines + [written]).joined(separator: "\n    "))
      #expect(faults.first?.hasPrefix("line ") == true, "\(faults)")
      #expect(!faults.contains { $0.contains(key) }, "\(faults)")
    }
  }

  @Test func `everything that is wrong is told at once`() {
    let faults = faults(
      """
      sources:
        - name: A
          kind: rest
          url: https://a.example
          tier: gold
          interval: soon
        - name: A
          kind: file
      """)
    #expect(faults.count == 4, "\(faults)")
  }

  @Test func `texts without bound are refused`() {
    let large = "sources: [] #" + String(repeating: "x", count: FeedConfiguration.maximumBytes)
    #expect(faults(large) == ["the file is larger than 262144 bytes"])
    let many = String(repeating: "\n  - {name: a, kind: file, path: b}", count: 1_001)
    #expect(faults("sources:" + many).contains { $0.contains("more than 1000 sources") })
    let deep = "sources: " + String(repeating: "[", count: 2_000)
    #expect(faults(deep).count == 1)
    let long = String(repeating: "u", count: 3_000)
    #expect(faults("sources: [{name: A, kind: file, path: \(long)}]").count == 1)
  }
}
