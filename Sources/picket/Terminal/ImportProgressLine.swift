// One line that tells how far an import is, on a terminal only.

import Foundation
import Logs

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
    let shown = text.filter { !$0.isNewline && $0 != "\u{1b}" }
    FileHandle.standardError.write(Data("\r\u{1b}[K\(shown)".utf8))
    isDirty = !text.isEmpty
  }
}
