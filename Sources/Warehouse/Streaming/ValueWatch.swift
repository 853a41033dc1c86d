// Which of the values that an interner meets are wanted: asked once a value, and told row by row.

/// Watches the values of an ObservableInterner.
final class ValueWatch {
  private let isWanted: (UnsafeRawBufferPointer) -> Bool
  /// By the interner's number; '' is 0.
  @exclusivity(unchecked) private var wanted: [Bool] = [false]
  /// Wanted values that came since `forget`, by their places in the interner's memory.
  @exclusivity(unchecked) private(set) var met: [UInt32] = []

  init(_ isWanted: @escaping (UnsafeRawBufferPointer) -> Bool) { self.isWanted = isWanted }

  /// Notes that a value came; a new one has the number that follows those before.
  func meet(_ number: UInt32, at place: UInt32, in memory: ValueMemory) {
    if number == wanted.count { wanted.append(isWanted(memory.bytes(at: place))) }
    if wanted[Int(number)] { met.append(place) }
  }

  /// Forgets which values came.
  func forget() { met.removeAll(keepingCapacity: true) }

  /// Begins anew with the interner.
  func reset() {
    wanted = [false]
    forget()
  }
}
