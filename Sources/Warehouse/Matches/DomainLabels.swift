// A name's labels: in reverse, the form in which what lies below a domain is a range; and where its
// parents begin.

internal import Indicators

/// The labels of a canonical name, where it has more than one and is no address.
struct DomainLabels {
  /// `com.example.www` for `www.example.com`.
  let reversed: [UInt8]
  /// Offsets in the name at which its proper parents of at least two labels begin, nearest first: a
  /// top-level domain is nobody's indicator.
  let parents: [Int]

  /// The labels of a name; nil for a single label and for an address.
  init?(_ name: UnsafeRawBufferPointer) {
    guard name.contains(0x2e), IPAddress(name) == nil else { return nil }
    var starts = [0]
    for (index, byte) in name.enumerated() where byte == 0x2e { starts.append(index + 1) }
    var reversed: [UInt8] = []
    reversed.reserveCapacity(name.count)
    var end = name.count
    for start in starts.reversed() {
      if !reversed.isEmpty || end < name.count { reversed.append(0x2e) }
      reversed.append(contentsOf: name[start..<end])
      end = start - 1
    }
    self.reversed = reversed
    // What begins with an empty label is no domain.
    parents = starts.dropFirst().dropLast().filter { name[$0] != 0x2e }
  }

  /// The range of `SeenName.LabelsReversed` that holds what lies below a domain, which must have two
  /// labels at least; nil for anything else.
  static func below(_ domain: String) -> (first: String, end: String)? {
    var domain = domain
    let labels = domain.withUTF8 { DomainLabels(UnsafeRawBufferPointer($0)) }
    guard let labels, !domain.hasPrefix(".") else { return nil }
    let text = String(decoding: labels.reversed, as: UTF8.self)
    return (text + ".", text + "/")
  }
}
