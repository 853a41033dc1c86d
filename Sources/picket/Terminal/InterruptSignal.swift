// Ctrl-C stops the statement that runs, and so the command, without leaving anything half done.

import Dispatch
import Foundation
import SQLite

final class InterruptSignal {
  private let source: any DispatchSourceSignal

  init(interrupting interrupter: Interrupter) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { interrupter.interrupt() }
    source.resume()
  }

  func end() {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
