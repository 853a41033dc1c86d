// A MISP export: an event, the events of a search (`response`), or its attributes. An event's tags stand
// behind its attributes as a rule, so that these wait for its end, within a bound.

internal import Indicators
internal import JSON
internal import Warehouse

final class MISPReader: FeedFileReader {
  let session: IngestSession
  let page: FeedPage
  private var isCut = false
  private let context: MappingContext
  private let takesContext: Bool
  private let path: String
  private let parser = JSONParser()
  private var stream = JSONTreeStream(enters: MISPReader.enters)
  /// The events that are open, or what stands around them; each with its attributes so far.
  private var scopes: [Scope] = []
  private var waiting = 0
  private var index = 0
  private var isMISP = false

  private struct Scope {
    var event = MISPEvent()
    var elements: [[UInt8]] = []
  }

  /// Bytes of attributes that wait for the end of their event.
  static let maximumWaiting = 64 << 20

  var notes: [String] {
    var notes: [String] = []
    let other = session.counts.other
    if other > 0 {
      notes.append(
        "\(other) attributes and objects are not marked to_ids and stand in ThreatIntelObjects only: "
          + "--all-attributes makes indicators of them")
    }
    if isCut {
      notes.append(
        "an event has more than \(Self.maximumWaiting >> 20) MiB of attributes: what it says of "
          + "itself behind them is not on all of their rows")
    }
    return notes
  }

  init(
    session: IngestSession, page: FeedPage, context: MappingContext, takesContext: Bool,
    path: String
  ) {
    self.session = session
    self.page = page
    self.context = context
    self.takesContext = takesContext
    self.path = path
  }

  /// Whether the file is a MISP export, by the members that its first bytes name.
  static func begins(with bytes: UnsafeRawBufferPointer) -> Bool {
    final class Names { var isMISP: Bool? }
    let names = Names()
    var stream = JSONTreeStream { path, _ in
      if let name = path.last ?? "", !name.isEmpty, names.isMISP == nil {
        if ["Event", "response", "Attribute", "Object"].contains(name) { names.isMISP = true }
        if ["objects", "data", "iocs"].contains(name) { names.isMISP = false }
      }
      return path.allSatisfy { $0 == nil } && path.count < 2
    }
    try? stream.feed(bytes) { _, _ in }
    return names.isMISP ?? false
  }

  private static func enters(_ path: [JSONTreeStream.Step], isArray: Bool) -> Bool {
    guard let last = path.last else { return true }
    switch last {
    case nil:
      let list = path.dropLast().last ?? "response"
      return !isArray && list == "response"
    case "response": return true
    case "Event": return !isArray
    case "Attribute", "Object", "Tag": return isArray
    default: return false
    }
  }

  func feed(_ bytes: UnsafeRawBufferPointer) throws {
    try stream.feed(bytes) { try take($0, $1) }
  }

  func finish() throws {
    try stream.finish()
    guard isMISP else {
      throw FeedFileError(path: path, reason: "is JSON, but no MISP event with attributes")
    }
  }

  /// Takes what is waiting, where the file broke off.
  func salvage() throws {
    while let scope = scopes.popLast() { try take(scope) }
  }

  private func take(_ path: [JSONTreeStream.Step], _ part: JSONTreeStream.Part) throws {
    switch part {
    case .begin(let isArray):
      if !isArray { scopes.append(Scope()) }
    case .end(let isArray):
      if !isArray, let scope = scopes.popLast() { try take(scope) }
    case .value(_, let content):
      let isElement = path.last == .some(nil)
      let name = (isElement ? path.dropLast().last : path.last) ?? nil
      guard let name, !scopes.isEmpty else { return }
      try take(content, name: name, isElement: isElement)
    }
  }

  private func take(
    _ content: JSONElement.Content, name: String, isElement: Bool
  ) throws {
    let isContent = name == "Attribute" || name == "Object"
    switch content {
    case .refused(let error):
      guard isContent else { return }
      index += 1
      try page.reject(Rejection(objectId: "#\(index)", reason: "\(error)", excerpt: ""))
    case .bytes(let bytes) where isContent:
      isMISP = true
      scopes[scopes.count - 1].elements.append(Array(bytes))
      waiting += bytes.count
      if waiting > Self.maximumWaiting { try makeRoom() }
    case .bytes(let bytes):
      if name == "info" || name == "Orgc" { isMISP = true }
      try parser.withDocument(bytes) { value in
        if name == "Tag", isElement, let tag = value["name"]?.string {
          scopes[scopes.count - 1].event.tags.append(tag)
        } else if !isElement {
          scopes[scopes.count - 1].event.take(name, value)
        }
      }
    }
  }

  private func makeRoom() throws {
    isCut = true
    let place = scopes.count - 1
    let scope = scopes[place]
    scopes[place].elements = []
    try take(scope)
  }

  private func take(_ scope: Scope) throws {
    let mapping = MISPMapping(context: context, event: scope.event, takesContext: takesContext)
    for element in scope.elements {
      try element.withUnsafeBytes { try page.take(.bytes($0), index: index, by: mapping) }
      index += 1
    }
    waiting = 0
  }
}
