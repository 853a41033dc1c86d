// Which picket.yaml, and what stands in it.

import ArgumentParser
import Configuration
import Foundation
import KQL

struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file of sources. Default: PICKET_CONFIG, else picket.yaml beside the database.",
      valueName: "file"))
  var config: String?

  func file(besideDatabase database: String) -> ConfigurationFile {
    let named =
      config
      ?? ProcessInfo.processInfo.environment["PICKET_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    let folder = ConfigurationFile.folder(of: database)
    return ConfigurationFile(path: named ?? (folder.isEmpty ? "" : folder + "/") + "picket.yaml")
  }
}

/// A picket.yaml on the disk.
final class ConfigurationFile {
  let path: String
  /// What was read last, and of which state of the file.
  private var last: (state: State, sources: [FeedSource])?
  /// The state that was refused last, so that it is told once.
  private var refused: State?

  private struct State: Equatable {
    let modified: Int64
    let nanoseconds: Int64
    let size: Int64
    let number: UInt64
  }

  /// Why a file is no picket.yaml: a line for each thing that is wrong with it.
  struct Refused: Error {
    let lines: [String]
  }

  init(path: String) { self.path = path }

  /// Up to the last `/`; "" for a name alone.
  static func folder(of path: String) -> String {
    guard let end = path.lastIndex(of: "/") else { return "" }
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Its sources, their paths seen from here.
  func read() throws -> [FeedSource] {
    let state = try state()
    let bytes: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      bytes = Array(try handle.read(upToCount: FeedConfiguration.maximumBytes + 1) ?? Data())
    } catch {
      throw Refused(lines: ["cannot read \(path): \(error.localizedDescription)"])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Refused(lines: ["\(path) is not text in UTF-8"])
    }
    do {
      let configuration = try FeedConfiguration(yaml: text) { Suggestion.help(for: $0, among: $1) }
      let folder = Self.folder(of: path)
      let sources = configuration.sources.map { $0.resolved(in: folder) }
      last = (state, sources)
      return sources
    } catch {
      throw Refused(lines: error.diagnostics.map { "\(path), \($0)" })
    }
  }

  /// Its sources, read again where the file is another; of a file that is refused the last ones, which
  /// is said once.
  func changed() throws -> [FeedSource] {
    guard let last else { return try read() }
    let now = try? state()
    guard now != last.state, now == nil || now != refused else { return last.sources }
    do {
      let sources = try read()
      Console.say("note: \(path) was read again")
      refused = nil
      return sources
    } catch let error as Refused {
      if refused != now || now == nil && !isMissingTold {
        for line in error.lines { Console.say("error: \(line)") }
        Console.say("note: the sources stay those that were read before")
      }
      isMissingTold = now == nil
      refused = now
      return last.sources
    }
  }

  /// Whether it was said that the file is gone.
  private var isMissingTold = false

  private func state() throws -> State {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      throw Refused(lines: [
        "cannot read \(path): \(reason); picket feeds --example prints a file to begin with"
      ])
    }
    return State(
      modified: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec),
      size: Int64(status.st_size), number: UInt64(status.st_ino))
  }
}

/// A name that is no source of the file.
struct UnknownSource: Error, CustomStringConvertible {
  let name: String
  let known: [String]

  var description: String {
    let near = Suggestion.help(for: name, among: known)
    let help =
      near ?? (known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))")
    return "picket.yaml has no source \(name): \(help)"
  }
}
