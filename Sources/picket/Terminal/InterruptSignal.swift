// Ctrl-C stops the statement that runs, and so the command, without leaving anything half done.

import Foundation
import Hunting
import Synchronization

private enum InterruptSignal {
  static let isRaised = Atomic<Bool>(false)

  /// The first Ctrl-C asks the run to stop; the second ends the program at once, as where it waits
  /// for the reader of its output.
  static func begin() {
    // Here, and so not in the handler, the flag is made.
    isRaised.store(false, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      InterruptSignal.isRaised.store(true, ordering: .relaxed)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    // Some parents start their children with signals blocked, as the threads of a pool are.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static func end() { signal(SIGINT, SIG_DFL) }
}

extension RunWatch {
  /// The watch of a command that Ctrl-C stops, within these limits from now on.
  static func ofCommand(_ limits: RunLimits = RunLimits()) -> RunWatch {
    RunWatch(limits: limits) { InterruptSignal.isRaised.load(ordering: .relaxed) }
  }

  /// Runs `body` so that Ctrl-C makes it fail with `RunStopped`.
  func stoppable<Result>(_ body: () throws -> Result) throws -> Result {
    InterruptSignal.begin()
    defer { InterruptSignal.end() }
    return try explaining(body)
  }
}
