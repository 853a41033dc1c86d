// The nearest name to one that does not exist.

/// Finds the name that was probably meant.
package enum Suggestion {
  /// The candidate within a third of the name's length of edits, letter case aside; the first of
  /// several. Names over 100 bytes get none: the cost is the product of the lengths.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().utf8)
    guard wanted.count <= 100 else { return nil }
    let bound = max(1, (wanted.count + 1) / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().utf8)
      guard other.count <= 100, abs(other.count - wanted.count) <= bound else { continue }
      let distance = editDistance(wanted, other)
      guard distance <= bound, distance < (best?.distance ?? Int.max) else { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// "did you mean 'X'?", or nil.
  package static func help(for name: String, among candidates: some Sequence<String>) -> String? {
    nearest(to: name, among: candidates).map { near in
      near.lowercased() == name.lowercased()
        ? "did you mean '\(near)'? Names are case-sensitive" : "did you mean '\(near)'?"
    }
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
