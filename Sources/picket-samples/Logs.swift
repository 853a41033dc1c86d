// `picket-samples logs`: writes the sample logs into a folder.

import ArgumentParser
import Foundation
import Samples

struct Logs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write conn.log and dns.log, the Zeek logs of the day before.",
    discussion: "The files' names are printed. Files of these names are replaced.")

  @Argument(help: "The folder; it is made where it is missing.", completion: .directory)
  var folder: String

  @OptionGroup var day: DayOptions

  func validate() throws {
    _ = try day.world
  }

  func run() throws {
    let world = try day.world
    let folder = URL(fileURLWithPath: folder, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in [("conn.log", world.connLog), ("dns.log", world.dnsLog)] {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file, options: .atomic)
      print(file.path)
    }
  }
}
