// A regular expression compiled to a program, and its matcher: Pike's virtual machine, which keeps all
// alternatives at once (Cox, "Regular Expression Matching: the Virtual Machine Approach"). Time is
// bounded by the length of the text times the size of the program, whatever the pattern.

/// A compiled regular expression.
final class RegexProgram {
  private enum Instruction {
    case set(Int)
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case assertion(RegexAssertion)
    case match
  }

  private static let sizeLimit = 20_000
  private var program: [Instruction] = []
  private var sets: [ScalarSet] = []
  /// How many groups capture, the whole match aside.
  let groupCount: Int
  /// Named groups.
  let names: [String: Int]

  init(
    _ pattern: String, ungreedy: Bool = false, ignoresCase: Bool = false
  ) throws(RegexError) {
    var parser = try RegexParser(pattern, ungreedy: ungreedy, ignoresCase: ignoresCase)
    let node = try parser.parse()
    groupCount = parser.groupCount
    names = parser.names
    program.append(.save(0))
    try emit(node)
    program.append(.save(1))
    program.append(.match)
  }

  // MARK: Compilation

  private func emit(_ node: RegexNode) throws(RegexError) {
    guard program.count < Self.sizeLimit else {
      throw RegexError(message: "the pattern is too large once its repetitions are written out")
    }
    switch node {
    case .empty: break
    case .set(let set):
      sets.append(set)
      program.append(.set(sets.count - 1))
    case .assertion(let assertion): program.append(.assertion(assertion))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .alternatives(let nodes): try emitAlternatives(nodes)
    case .group(let inner, let index):
      if let index { program.append(.save(2 * index)) }
      try emit(inner)
      if let index { program.append(.save(2 * index + 1)) }
    case .repeated(let inner, let least, let most, let isGreedy):
      try emitRepeated(inner, least, most, isGreedy)
    }
  }

  private func emitAlternatives(_ nodes: [RegexNode]) throws(RegexError) {
    var exits: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index < nodes.count - 1 else {
        try emit(node)
        break
      }
      let split = program.count
      program.append(.match)
      try emit(node)
      exits.append(program.count)
      program.append(.match)
      program[split] = .split(split + 1, program.count)
    }
    for exit in exits { program[exit] = .jump(program.count) }
  }

  private func emitRepeated(
    _ node: RegexNode, _ least: Int, _ most: Int?, _ isGreedy: Bool
  ) throws(RegexError) {
    for _ in 0..<least { try emit(node) }
    guard let most else {
      let split = program.count
      program.append(.match)
      try emit(node)
      program.append(.jump(split))
      program[split] =
        isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(least, most) {
      splits.append(program.count)
      program.append(.match)
      try emit(node)
    }
    for split in splits {
      program[split] =
        isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
    }
  }

  // MARK: Matching

  private struct Thread {
    var pc: Int
    var saved: [Int]
  }

  /// The first match at or after an offset: starts and ends of the match and of its groups, -1 where a
  /// group took no part; nil where there is none.
  func firstMatch(in text: [UInt32], from start: Int = 0, captures: Bool = true) -> [Int]? {
    let slots = captures ? 2 * (groupCount + 1) : 2
    var current: [Thread] = []
    var next: [Thread] = []
    var seen = [Int](repeating: -1, count: program.count)
    var result: [Int]?
    var position = start
    while position <= text.count {
      if result == nil {
        add(0, [Int](repeating: -1, count: slots), position, text, &current, &seen)
      }
      if current.isEmpty { break }
      for thread in current {
        if case .match = program[thread.pc] {
          result = thread.saved
          break
        }
        if case .set(let index) = program[thread.pc], position < text.count,
          sets[index].contains(text[position])
        {
          add(thread.pc + 1, thread.saved, position + 1, text, &next, &seen)
        }
      }
      swap(&current, &next)
      next.removeAll(keepingCapacity: true)
      position += 1
    }
    return result
  }

  /// Follows what needs no text, in order of preference; a stack, since programs are long.
  private func add(
    _ pc: Int, _ saved: [Int], _ position: Int, _ text: [UInt32], _ threads: inout [Thread],
    _ seen: inout [Int]
  ) {
    var stack = [Thread(pc: pc, saved: saved)]
    while var thread = stack.popLast() {
      guard seen[thread.pc] != position else { continue }
      seen[thread.pc] = position
      switch program[thread.pc] {
      case .jump(let target):
        thread.pc = target
        stack.append(thread)
      case .split(let first, let second):
        stack.append(Thread(pc: second, saved: thread.saved))
        thread.pc = first
        stack.append(thread)
      case .save(let slot):
        if slot < thread.saved.count { thread.saved[slot] = position }
        thread.pc += 1
        stack.append(thread)
      case .assertion(let assertion):
        guard Self.holds(assertion, position, text) else { continue }
        thread.pc += 1
        stack.append(thread)
      case .set, .match: threads.append(thread)
      }
    }
  }

  private static func holds(_ assertion: RegexAssertion, _ position: Int, _ text: [UInt32]) -> Bool
  {
    switch assertion {
    case .textStart: return position == 0
    case .textEnd: return position == text.count
    case .lineStart: return position == 0 || text[position - 1] == 10
    case .lineEnd: return position == text.count || text[position] == 10
    case .wordBoundary, .notWordBoundary:
      let before = position > 0 && ScalarClass.word.contains(text[position - 1])
      let after = position < text.count && ScalarClass.word.contains(text[position])
      return (before != after) == { if case .wordBoundary = assertion { true } else { false } }()
    }
  }

  /// All matches that do not overlap.
  func allMatches(in text: [UInt32]) -> [[Int]] {
    var matches: [[Int]] = []
    var start = 0
    while start <= text.count, let match = firstMatch(in: text, from: start) {
      matches.append(match)
      start = match[1] > match[0] ? match[1] : match[1] + 1
    }
    return matches
  }
}
