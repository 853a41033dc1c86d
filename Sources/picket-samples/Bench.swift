// `picket-samples bench`: writes the benchmark's data and the counts of what is in it.

public import ArgumentParser
import Foundation
public import Samples

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the data of the benchmark: indicators, logs, address blocks.",
    discussion: """
      Files of the names are replaced. expected.json tells what is in them: rows, hits, different \
      values. It is printed as well. The time that expiry is judged by is 2026-11-23T00:00:00Z.
      """)

  @Option(help: "The rows of conn.log and of dns.log.")
  var rows = 10_000_000

  @Option(help: "The indicators.")
  var indicators = 1_000_000

  @Option(help: "The rows of a log that hit an indicator; one in a thousand by default.")
  var hits: Int?

  @Option(
    parsing: .upToNextOption,
    help: "The parts: \(BenchmarkPart.allCases.map(\.rawValue).joined(separator: ", ")).")
  var only: [BenchmarkPart] = BenchmarkPart.standard

  @Option(help: ArgumentHelp("The folder; it is made where it is missing.", valueName: "folder"))
  var into: String

  func validate() throws {
    _ = try shape
  }

  func run() throws {
    let folder = URL(fileURLWithPath: into, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let truth = try BenchmarkData.write(try shape, Set(only), into: folder.path)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = try encoder.encode(truth) + Data("\n".utf8)
    try text.write(to: folder.appending(path: "expected.json"), options: .atomic)
    FileHandle.standardOutput.write(text)
  }

  private var shape: BenchmarkShape {
    get throws {
      guard let shape = BenchmarkShape(rows: rows, indicators: indicators, hits: hits) else {
        throw ValidationError(
          """
          --rows is from 2000 and --indicators from 1000 to \(BenchmarkShape.most), and --hits at \
          most a twentieth of the rows
          """)
      }
      return shape
    }
  }
}

/// `--only` takes the names of the parts.
extension BenchmarkPart: ExpressibleByArgument {}
