// Domain names: what stands above one. Kusto has no such function.

internal import Indicators
internal import KQL
internal import SQLite

enum DomainFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_domain_parents", argumentCount: 1) { call in
      call.result(.array(parents(of: call.text(0)).map { .string($0) }))
    }
  }

  /// The names above a name that have two labels or more, nearest first. A top-level domain says
  /// nothing of a name, so that none is given. Of an address: none.
  static func parents(of text: String) -> [String] {
    guard let name = DomainName(text), IPAddress(name.text) == nil else { return [] }
    return name.parents.filter { parent in
      guard let dot = parent.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
      return dot != parent.utf8.startIndex
    }
  }
}
