// One line that tells how far an import is, on a terminal only: bytes, rows, rows a second, time left.

import Foundation
import Logs
import Output

final class ImportProgressLine {
  private let isShown = Console.isTalkTerminal
  private var isDirty = false
  private var began = ContinuousClock.now
  private var drawn = ContinuousClock.now

  /// Between two drawings: no eye follows more.
  private static let pause = Duration.milliseconds(100)

  func show(_ event: ImportEvent) {
    guard isShown else { return }
    switch event {
    case .began:
      clear()
      began = .now
    case .ended: clear()
    case .advanced(let path, let inserted, let place):
      guard drawn.duration(to: .now) >= Self.pause else { return }
      drawn = .now
      let seconds = began.duration(to: drawn) / .seconds(1)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      draw(
        "\(String(name.prefix(40)))  " + Self.text(rows: inserted, place: place, seconds: seconds))
    }
  }

  /// What is shown of a place.
  static func text(rows: Int, place: ReadPlace, seconds: Double) -> String {
    var parts: [String] = []
    if let size = place.size, size > 0 {
      let share = min(1, Double(place.read) / Double(size))
      parts.append("\(megabytes(place.read)) of \(megabytes(size)), \(Int(share * 100)) %")
    } else {
      parts.append(megabytes(place.content))
    }
    parts.append("\(rows) rows")
    guard seconds > 0.5 else { return parts.joined(separator: "  ") }
    parts.append("\(Int(Double(rows) / seconds)) rows/s")
    if let size = place.size, place.read > 0, size > place.read {
      let left = Double(size - place.read) * seconds / Double(place.read)
      parts.append(time(left) + " left")
    }
    return parts.joined(separator: "  ")
  }

  private static func megabytes(_ bytes: Int64) -> String { "\(bytes / 1_000_000) MB" }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole < 90 ? "\(whole) s" : "\((whole + 59) / 60) min"
  }

  private func clear() { if isDirty { draw("") } }

  private func draw(_ text: String) {
    let line = "\r\u{1b}[K" + TerminalText.escaped(text)
    try? Console.write(Array(line.utf8).span, to: STDERR_FILENO, path: "standard error")
    isDirty = !text.isEmpty
  }
}
