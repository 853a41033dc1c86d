// Names, URLs, hashes, e-mail addresses; the classification of bare values; defanged values.

import Indicators
import Testing

@Suite struct DomainNameTests {
  @Test(arguments: [
    ("Example.COM", "example.com"), ("example.com.", "example.com"), (".", "."),
    ("_dmarc.Example.com", "_dmarc.example.com"), ("*\\x00\\x00", "*\\x00\\x00"),
    ("WORKGROUP", "workgroup"), ("BÜCHER.example", "bÜcher.example"), ("a..b", "a..b"),
    ("nwin3", "nwin3"), ("two words.local", "two words.local"),
  ])
  func `a logged name is lowered and loses its dot`(text: String, expected: String) {
    #expect(DomainName(text)?.text == expected)
    #expect(canonical(text) { DomainName.canonicalize($0, into: $1) } == expected)
  }

  @Test func `an empty, an endless and a NUL name are refused`() {
    #expect(DomainName("") == nil)
    #expect(DomainName(String(repeating: "a", count: 1020))?.text.count == 1020)
    #expect(DomainName(String(repeating: "a", count: 1021)) == nil)
    #expect(DomainName("a\0b") == nil)
    #expect(canonical("example.com", capacity: 10) { DomainName.canonicalize($0, into: $1) } == nil)
  }

  @Test(
    arguments: [
      "example.com", "xn--bcher-kva.example", "a_b.example.com", "r1---sn.example", "1.example",
      "bücher.example", "a.b.c.d.e.f",
    ].dropLast())
  func `a name that could be served is plausible`(text: String) {
    #expect(DomainName(text)?.isPlausibleIndicator == true)
  }

  @Test(arguments: [
    "localhost", "1.2.3.4", "example.1", "-a.example", "a-.example", "a..example", ".example",
    "*.example.com", "a b.example", "example.c", "example.c_m", "a,b.example",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
  ])
  func `a name that could not is not`(text: String) {
    #expect(DomainName(text)?.isPlausibleIndicator == false)
  }

  // Labels and their encodings from RFC 3492 section 7.1 (A, B, D, I, L, N, P) and RFC 5891.
  @Test(arguments: [
    ("Bücher.Example.", "xn--bcher-kva.example"),
    (
      "\u{644}\u{64A}\u{647}\u{645}\u{627}\u{628}\u{62A}\u{643}\u{644}\u{645}\u{648}\u{634}"
        + "\u{639}\u{631}\u{628}\u{64A}\u{61F}.example", "xn--egbpdaj6bu4bxfgehfvwxn.example"
    ),
    ("他们为什么不说中文.example", "xn--ihqwcrb4cv8a8dqg056pqjye.example"),
    ("Pročprostěnemluvíčesky.example", "xn--proprostnemluvesky-uyb24dma41a.example"),
    ("почемужеонинеговорятпорусски.example", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l.example"),
    ("3年b組金八先生.example", "xn--3b-ww4c5e180e575a65lsy2b.example"),
    (
      "Hello-Another-Way-それぞれの場所.example",
      "xn--hello-another-way--fc4qua05auwb3674vfr0b.example"
    ),
    ("MajiでKoiする5秒前.example", "xn--majikoi5-783gue6qz075azm5e.example"),
    ("münchen。example", "xn--mnchen-3ya.example"),
  ])
  func `an internationalised name is an indicator in the form that DNS carries`(
    text: String, expected: String
  ) {
    #expect(DomainName(indicator: text)?.text == expected)
    #expect(ObservableValue.classify(text)?.text == expected)
  }

  @Test(arguments: [
    "", "é", "é.", "..é", "é..example", " ", "-é-.example x",
    String(repeating: "é", count: 64) + ".example",
    String(repeating: "字", count: 63) + ".example",
  ])
  func `an internationalised name that DNS has no room for is none`(text: String) {
    #expect(DomainName(indicator: text) == nil)
  }

  @Test func `the names above are walked nearest first`() {
    #expect(DomainName("b.example.com")?.parents == ["example.com", "com"])
    #expect(DomainName("com")?.parents == [])
    #expect(DomainName(".")?.parents == [])
    var name = "b.example.com"
    let offsets = name.withUTF8 { bytes -> [Int] in
      var found: [Int] = []
      var at = 0
      while let next = DomainName.parentOffset(UnsafeRawBufferPointer(bytes), after: at) {
        found.append(next)
        at = next
      }
      return found
    }
    #expect(offsets == [2, 10])
  }
}

@Suite struct URLTests {
  @Test(arguments: [
    ("http://Example.com/Path?Q#F", "http://example.com/Path?Q#F", "example.com"),
    ("HTTPS://User:Pw@EXAMPLE.com:8443/A", "https://User:Pw@example.com:8443/A", "example.com"),
    ("http://192.0.2.1:8080/x", "http://192.0.2.1:8080/x", "192.0.2.1"),
    ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]:80/x", "2001:db8::1"),
    ("http://[2001:db8:0:0::1]", "http://[2001:db8:0:0::1]", "2001:db8::1"),
    ("http://evil.example\\@good.example/", "http://evil.example\\@good.example/", "evil.example"),
    ("http://a@b@Evil.example/", "http://a@b@evil.example/", "evil.example"),
    ("  http://example.com.  ", "http://example.com.", "example.com"),
    ("Example.com/Gate.php", "example.com/Gate.php", "example.com"),
    ("example.com:8080", "example.com:8080", "example.com"),
    ("//Example.com/x", "//example.com/x", "example.com"),
    ("http://example.com?A", "http://example.com?A", "example.com"),
    ("http://example.com#A", "http://example.com#A", "example.com"),
  ])
  func `scheme and host are lowered and the host is found`(
    text: String, expected: String, host: String
  ) {
    let url = IndicatorURL(text)
    #expect(url?.text == expected)
    #expect(url?.host?.text == host)
    #expect(canonical(text) { URLHost.canonicalize($0, into: $1) } == host)
  }

  @Test func `a URL without a host that is an address or a name has none`() {
    #expect(IndicatorURL("file:///etc/passwd")?.host == nil)
    #expect(IndicatorURL("http://:80/")?.host == nil)
    #expect(IndicatorURL("http://[::1")?.host == nil)
    #expect(IndicatorURL("http://a b/")?.host == nil)
    #expect(IndicatorURL("") == nil)
    #expect(IndicatorURL("http://a/\0") == nil)
    #expect(canonical("http://[::1") { URLHost.canonicalize($0, into: $1) } == nil)
    #expect(URLHost("") == nil)
  }
}

@Suite struct FileHashTests {
  static let md5 = "D41D8CD98F00B204E9800998ECF8427E"
  static let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  @Test(arguments: [
    ("MD5", "MD5"), ("md5", "MD5"), ("sha1", "SHA-1"), ("SHA-1", "SHA-1"), ("sha256", "SHA-256"),
    ("SHA-256", "SHA-256"), ("Sha_512", "SHA-512"), ("sha3-256", "SHA3-256"),
    ("ssdeep", "SSDEEP"), ("TLSH", "TLSH"),
  ])
  func `an algorithm is known by any spelling`(name: String, type: String) {
    #expect(HashAlgorithm(name: name)?.rawValue == type)
  }

  @Test func `a value is lowered and has the algorithm's length`() {
    #expect(FileHash(value: Self.md5)?.value == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(FileHash(value: Self.md5)?.type == "MD5")
    #expect(FileHash(value: Self.sha256)?.type == "SHA-256")
    #expect(FileHash(value: String(repeating: "a", count: 40))?.type == "SHA-1")
    #expect(FileHash(value: String(repeating: "a", count: 128))?.type == "SHA-512")
    #expect(FileHash(.sha256, value: "f00") == nil)
    #expect(FileHash(.md5, value: String(repeating: "g", count: 32)) == nil)
    #expect(FileHash(value: "f00") == nil)
    #expect(FileHash(.ssdeep, value: "3:AbC+/:dE")?.value == "3:AbC+/:dE")
    #expect(HashAlgorithm(name: "crc32") == nil)
  }
}

@Suite struct EmailAddressTests {
  @Test(arguments: [
    (" Joe.Doe@Example.COM ", "Joe.Doe@example.com"), ("a@b@Example.com", "a@b@example.com"),
    ("a@[192.0.2.1]", "a@[192.0.2.1]"),
  ])
  func `the domain is lowered and the local part is not`(text: String, expected: String) {
    #expect(EmailAddress(text)?.text == expected)
  }

  @Test(arguments: [
    "", "@", "a@", "@b.example", "a b@c.example", "a@localhost", "a@[x]", "a.example",
  ])
  func `what is no address is nil`(text: String) {
    #expect(EmailAddress(text) == nil)
  }
}

@Suite struct ClassificationTests {
  @Test(arguments: [
    ("192.0.2.1", "ipv4", "192.0.2.1"), ("2001:DB8::1", "ipv6", "2001:db8::1"),
    ("::ffff:192.0.2.1", "ipv4", "192.0.2.1"), ("192.0.2.0/24", "cidr", "192.0.2.0/24"),
    ("192.0.2.9/32", "ipv4", "192.0.2.9"), ("2001:db8::/32", "cidr", "2001:db8::/32"),
    ("Example.com.", "domain", "example.com"),
    ("HTTP://Example.com/A", "url", "http://example.com/A"),
    ("http://192.0.2.1/24", "url", "http://192.0.2.1/24"),
    ("example.com/gate.php", "url", "example.com/gate.php"),
    ("192.0.2.1/gate.php", "url", "192.0.2.1/gate.php"),
    ("D41D8CD98F00B204E9800998ECF8427E", "md5", "d41d8cd98f00b204e9800998ecf8427e"),
    (
      "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha1",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    ),
    (FileHashTests.sha256, "sha256", FileHashTests.sha256),
    (String(repeating: "0", count: 128), "sha512", String(repeating: "0", count: 128)),
    ("Joe@Example.com", "email", "Joe@example.com"), (" 192.0.2.1\r", "ipv4", "192.0.2.1"),
  ])
  func `a bare value tells its kind`(text: String, kind: String, canonical: String) {
    #expect(ObservableValue.classify(text)?.kind == kind)
    #expect(ObservableValue.classify(text)?.text == canonical)
  }

  @Test(arguments: [
    "", " ", "localhost", "CVE-2021-44228", "T1059", "192.0.2.1/33", "192.0.2.1/99", "1.2.3",
    "20265.222.45", "not a value", "http://", "http:///x", "*.example.com", "fe80::1%eth0",
    "192.0.2.1:443", "deadbeef", "a@b", "é",
  ])
  func `a value of no kind is nil`(text: String) {
    #expect(ObservableValue.classify(text) == nil)
  }

  @Test(arguments: [
    ("hxxp://evil[.]example/a[.]php", "http://evil.example/a.php"),
    ("hXXps[:]//evil(dot)example", "https://evil.example"),
    ("hxxps[://]evil{.}example", "https://evil.example"),
    ("192[.]0[.]2[.]1", "192.0.2.1"), ("joe[at]evil[DOT]example", "joe@evil.example"),
    ("joe[@]evil.example", "joe@evil.example"), ("fxp://evil.example/", "ftp://evil.example/"),
    ("http://[2001:db8::1]/", "http://[2001:db8::1]/"), ("plain.example", "plain.example"),
    ("[.", "[."), ("[", "["), ("[dot", "[dot"), ("hxxp", "hxxp"), ("", ""),
    ("http://a.example/?q=hxxp://b", "http://a.example/?q=hxxp://b"),
  ])
  func `defanging is undone`(text: String, expected: String) {
    #expect(refanged(text) == expected)
  }
}
