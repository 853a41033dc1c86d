// AWS' flow logs of a VPC: fields between blanks, which a header line names, or in the default order
// (Amazon VPC User Guide, "Flow log records"). Parquet files are not read.

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum VPCFlow {
  static let format = EventFormat(
    name: "aws-vpcflow", deviceVendor: "Amazon", deviceProduct: "VPC Flow Logs",
    eventType: "flow", tables: [.network], isOurs: { isHeader($0) || isRecord($0) },
    makeReader: { VPCFlowReader() })

  /// Names alone, with both addresses among them.
  fileprivate static func isHeader(_ line: FieldBytes) -> Bool {
    var cursor = LineCursor(line)
    var (hasSource, hasDestination) = (false, false)
    while let word = cursor.word() {
      guard word.allSatisfy({ $0 &- 0x61 < 26 || $0 == 0x2d }) else { return false }
      if word.equals("srcaddr") || word.equals("pkt-srcaddr") { hasSource = true }
      if word.equals("dstaddr") || word.equals("pkt-dstaddr") { hasDestination = true }
    }
    return hasSource && hasDestination
  }

  /// A version, and a network interface among the first fields.
  private static func isRecord(_ line: FieldBytes) -> Bool {
    var cursor = LineCursor(line)
    guard var word = cursor.word() else { return false }
    if isStamp(word) {
      guard let next = cursor.word() else { return false }
      word = next
    }
    guard word.count == 1, word[0] &- 0x32 < 8 else { return false }
    for _ in 0..<6 {
      guard let word = cursor.word() else { return false }
      if word.starts(with: "eni-") { return true }
    }
    return false
  }

  /// `2021-08-01T00:00:00.000Z`, which an export of CloudWatch puts first.
  fileprivate static func isStamp(_ word: FieldBytes) -> Bool {
    word.count >= 20 && word[4] == 0x2d && word[10] == 0x54
  }
}

private final class VPCFlowReader: EventReader {
  /// The fields in their order; nil for one of no meaning here.
  private enum Field: String {
    case version, srcaddr, dstaddr, srcport, dstport, `protocol`, packets, bytes, start, end, action
    case interface = "interface-id"
    case status = "log-status"
    case packetSource = "pkt-srcaddr"
    case packetDestination = "pkt-dstaddr"
    case flags = "tcp-flags"
    case direction = "flow-direction"
  }

  private var order: [(field: Field?, name: [UInt8])] = []
  private var words: [FieldBytes] = []
  private var hasHeader = false

  /// The default, and behind it what the guide lists for versions 3 to 5, in its order.
  private static let documented =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
    + "action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region "
    + "az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction "
    + "traffic-path"
  private static let defaultCount = 14
  private static let maximumWords = 100

  init() { order = Self.documented.split(separator: " ").map { Self.named(Array($0.utf8)) } }

  func skim(_ line: FieldBytes, _ events: LogEvents) {
    if VPCFlow.isHeader(line) { takeHeader(line) }
  }

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if VPCFlow.isHeader(line) {
      takeHeader(line)
      return .nothing
    }
    split(line)
    guard hasHeader || words.count == Self.defaultCount || words.count == order.count else {
      return .rejected(
        "a record of \(words.count) fields without a header line: the fields have no names")
    }
    guard words.count == order.count || !hasHeader else {
      return .rejected("\(words.count) fields, and the header names \(order.count)")
    }
    // Without a header, the order is the default's only if the last of its fields says so.
    guard
      hasHeader || words[13].equals("OK") || words[13].equals("NODATA")
        || words[13].equals("SKIPDATA")
    else {
      return .rejected(
        "a record of \(words.count) fields without a header line: the fields have no names")
    }
    if let status = value(.status), !status.equals("OK") {
      return .skipped(LogText.shown(status))
    }
    guard order.contains(where: { $0.field == .start || $0.field == .end }) else {
      return .rejected("the header names neither start nor end: the flow has no time")
    }
    readFlow(events)
    return .network
  }

  private func takeHeader(_ line: FieldBytes) {
    split(line)
    order = words.map { Self.named(Array($0)) }
    hasHeader = true
  }

  private static func named(_ name: [UInt8]) -> (field: Field?, name: [UInt8]) {
    (Field(rawValue: String(decoding: name, as: UTF8.self)), name)
  }

  private func split(_ line: FieldBytes) {
    words.removeAll(keepingCapacity: true)
    var cursor = LineCursor(line)
    while let word = cursor.word(), words.count < Self.maximumWords {
      if words.isEmpty, VPCFlow.isStamp(word) { continue }
      words.append(word)
    }
  }

  private func value(_ field: Field) -> FieldBytes? {
    for (index, named) in order.enumerated() where named.field == field && index < words.count {
      return words[index].orNil
    }
    return nil
  }

  private func readFlow(_ events: LogEvents) {
    let network = events.network
    let start = value(.start).flatMap(events.clock.unix)
    network.endTime = value(.end).flatMap(events.clock.unix)
    network.time = start ?? network.endTime
    // Behind a NAT or transit gateway srcaddr and dstaddr are the gateway's; the packet's are the peers'.
    network.sourceIP = value(.packetSource) ?? value(.srcaddr)
    network.destinationIP = value(.packetDestination) ?? value(.dstaddr)
    (network.sourcePort, network.destinationPort) = (value(.srcport), value(.dstport))
    network.transport = value(.protocol)
    // One way; what came back is a record of its own.
    (network.sentBytes, network.sentPackets) = (value(.bytes), value(.packets))
    network.action = value(.action)
    network.history = value(.flags)
    network.computer = value(.interface)
    if let direction = value(.direction) {
      network.direction =
        direction.equals("ingress") ? .inbound : direction.equals("egress") ? .outbound : nil
    }
    addFurther(network)
  }

  private func addFurther(_ network: NetworkEvent) {
    for (index, named) in order.enumerated() where index < words.count {
      let isFurther: Bool =
        switch named.field {
        case nil: true
        case .srcaddr: !words[index].elementsEqual(network.sourceIP ?? words[index])
        case .dstaddr: !words[index].elementsEqual(network.destinationIP ?? words[index])
        default: false
        }
      guard isFurther, let value = words[index].orNil else { continue }
      named.name.withUnsafeBytes { network.further.append($0, value) }
    }
  }
}
