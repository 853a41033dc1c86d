// What a connection of the benchmark carried: port, protocol, duration, bytes and packets.

struct BenchmarkFlow {
  let port: Int
  let service: StaticString
  let isUDP: Bool
  let isUnanswered: Bool
  /// Microseconds.
  let duration: Int
  let sent: Int
  let received: Int

  init(_ random: inout SplitMix64) {
    let choice = random.next(below: 100)
    let other = random.next(below: 20_000)
    let isQUIC = random.next(below: 5) == 0
    (port, service) =
      switch choice {
      case 0..<60: (443, isQUIC ? "quic" : "ssl")
      case 60..<75: (80, "http")
      case 75..<88: (53, "dns")
      case 88..<92: (123, "ntp")
      case 92..<94: (22, "ssh")
      case 94..<95: (25, "smtp")
      default: (1024 + other, "-")
      }
    isUDP = port == 53 || port == 123 || (port == 443 && isQUIC)
    isUnanswered = random.next(below: 20) == 0
    duration = 200 + random.next(below: isUDP ? 400_000 : 30_000_000)
    sent = 40 + random.next(below: isUDP ? 1200 : 6000)
    let isLarge = random.next(below: 20) == 0
    received = 60 + random.next(below: isLarge ? 20_000_000 : 30_000)
  }
}

extension ByteFile {
  /// A client inside: its address, of either kind.
  mutating func put(client rank: Int, isV6: Bool) {
    if isV6 {
      put("fd00:10:20::")
      put(UInt64(0x1000 + rank), base: 16, width: 4)
    } else {
      put("10.20.")
      put(decimal: rank / 250)
      put(0x2E)
      put(decimal: 1 + rank % 250)
    }
  }

  /// The fields of conn.log from the responder's port on.
  mutating func put(flow: BenchmarkFlow) {
    put(decimal: flow.port)
    put(flow.isUDP ? "\tudp\t" : "\ttcp\t")
    put(flow.isUnanswered ? "-" : flow.service)
    tab()
    if flow.isUnanswered {
      put("-\t-\t-\tS0\tT\tF\t0\t")
      put(flow.isUDP ? "D\t1\t76\t0\t0\t-" : "S\t1\t60\t0\t0\t-")
      return
    }
    put(seconds: flow.duration)
    tab()
    put(decimal: flow.sent)
    tab()
    put(decimal: flow.received)
    put(flow.isUDP ? "\tSF\tT\tF\t0\tDd\t" : "\tSF\tT\tF\t0\tShADadFf\t")
    put(packets: 1 + flow.sent / 1400, bytes: flow.sent)
    tab()
    put(packets: 1 + flow.received / 1400, bytes: flow.received)
    put("\t-")
  }

  private mutating func put(packets: Int, bytes: Int) {
    put(decimal: packets)
    tab()
    put(decimal: bytes + 40 * packets)
  }
}

extension BenchmarkTruth.Connections {
  mutating func count(
    _ hit: BenchmarkIndicator, _ address: UInt32, isInBlock: Bool
  ) {
    hits += 1
    if isInBlock { blockHits += 1 }
    guard !hit.isExpired else { return }
    unexpiredHits += 1
    if firstHit.isEmpty {
      firstHit = [24, 16, 8, 0].map { String(address >> $0 & 255) }.joined(separator: ".")
    }
  }
}
