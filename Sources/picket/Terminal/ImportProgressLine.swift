// One line that tells how far an import is, on a terminal only.

import Foundation
import Logs
import Output

final class ImportProgressLine {
  private let isShown = Console.isTalkTerminal
  private var isDirty = false

  func show(_ event: ImportEvent) {
    guard isShown else { return }
    switch event {
    case .advanced(let path, let inserted, let bytes):
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let megabytes = bytes / 1_000_000
      draw("\(String(name.prefix(40)))  \(inserted) rows  \(megabytes) MB")
    case .began, .ended:
      if isDirty { draw("") }
    }
  }

  private func draw(_ text: String) {
    let line = "\r\u{1b}[K" + TerminalText.escaped(text)
    try? Console.write(Array(line.utf8).span, to: STDERR_FILENO, path: "standard error")
    isDirty = !text.isEmpty
  }
}
