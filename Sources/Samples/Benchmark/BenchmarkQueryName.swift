// A name of the benchmark's DNS log, and what a resolver answers to it.

struct BenchmarkQueryName {
  let key: UInt32
  /// How many labels stand before the registered name, and which.
  let labels: Int
  let choice: UInt64

  init(key: UInt32, labels: Int, choice: UInt64) {
    self.key = key
    self.labels = labels
    self.choice = choice
  }

  /// 30 % the registered name itself, 50 % with a label before it, 20 % with two.
  init(rank: Int) {
    let choice = BenchmarkKey.mixed(rank, 0x4E41_4D45)
    let part = choice >> 40 % 10
    self.init(
      key: BenchmarkKey.traffic(rank), labels: part < 3 ? 0 : part < 8 ? 1 : 2, choice: choice)
  }

  /// Different for different names.
  var identity: UInt64 {
    let all = UInt64(BenchmarkName.labels.count)
    let first = labels > 0 ? 1 + choice % all : 0
    let second = labels > 1 ? 1 + choice >> 16 % all : 0
    return UInt64(key) << 16 | first << 8 | second
  }
}

extension ByteFile {
  mutating func put(name: BenchmarkQueryName) {
    put(labels: name.choice, count: name.labels)
    put(domain: name.key)
  }

  /// The fields of dns.log from `qtype` to `TTLs`. The same name has the same answers each time.
  mutating func put(answers name: BenchmarkQueryName, isV6: Bool, exists: Bool) {
    put(isV6 ? "28\tAAAA\t" : "1\tA\t")
    guard exists else {
      put("3\tNXDOMAIN\tF\tF\tT\tT\t0\t-\t-")
      return
    }
    put("0\tNOERROR\tF\tF\tT\tT\t0\t")
    let mixed = BenchmarkKey.mixed(Int(name.key), 0x414E_5357_4552)
    let count = 1 + Int(mixed % 3)
    for answer in 0..<count {
      if answer > 0 { put(0x2C) }
      // From the destinations of the connections, so that no answer is an indicator's.
      let rank = (Int(mixed >> 20) + answer) % BenchmarkConnections.destinations
      let key = BenchmarkKey.traffic(rank)
      if isV6 { put(address6: key) } else { put(address: BenchmarkAddress.v4(key)) }
    }
    tab()
    for answer in 0..<count {
      if answer > 0 { put(0x2C) }
      put(decimal: 60 * (1 + Int(mixed >> 8 % 60)))
      put(".000000")
    }
  }
}
