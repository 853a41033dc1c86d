// Runs the built programs as a user would.

public import Foundation

/// What a program said and how it ended.
public struct ProgramResult: Sendable {
  /// The exit code.
  public let status: Int32
  /// Standard output.
  public let output: String
  /// Standard error.
  public let errors: String
}

/// A program beside the test bundle.
public enum Program {
  /// Where the build put the products.
  public static let folder: URL = {
    // The test runner lies beside them, on Linux as `…PackageTests.xctest`.
    let runner = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return runner.deletingLastPathComponent()
  }()

  /// Starts a program that will be killed: its output goes nowhere.
  public static func start(
    _ name: String = "picket", _ arguments: [String], in directory: URL? = nil
  ) throws -> Process {
    let process = Process()
    process.currentDirectoryURL = directory
    process.executableURL = folder.appending(path: name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME"].contains($0.key)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - name: `picket`, or the path of another program.
  ///   - arguments: its arguments.
  ///   - environment: variables beside `PATH` and `HOME`; nothing else is passed on.
  ///   - input: standard input.
  ///   - folder: the working folder.
  public static func run(
    _ name: String = "picket", _ arguments: [String], environment: [String: String] = [:],
    input: String = "", in directory: URL? = nil
  ) throws -> ProgramResult {
    let scratch = try TemporaryDirectory()
    let process = Process()
    process.executableURL =
      name.contains("/") ? URL(fileURLWithPath: name) : folder.appending(path: name)
    process.arguments = arguments
    let inherited = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME"].contains($0.key)
    }
    process.environment = inherited.merging(environment) { $1 }
    process.currentDirectoryURL = directory
    // Files and not pipes: a full pipe would stop the program.
    try scratch.write(input, to: "in")
    for file in ["out", "err"] { try scratch.write("", to: file) }
    process.standardInput = try FileHandle(forReadingFrom: scratch.url.appending(path: "in"))
    process.standardOutput = try FileHandle(forWritingTo: scratch.url.appending(path: "out"))
    process.standardError = try FileHandle(forWritingTo: scratch.url.appending(path: "err"))
    try process.run()
    process.waitUntilExit()
    func text(_ file: String) throws -> String {
      String(decoding: try Data(contentsOf: scratch.url.appending(path: file)), as: UTF8.self)
    }
    return ProgramResult(
      status: process.terminationStatus, output: try text("out"), errors: try text("err"))
  }
}
