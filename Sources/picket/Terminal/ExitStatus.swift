// The exit codes, as the README documents them. 64 (usage) is ArgumentParser's own.

import ArgumentParser
import Hunting

extension ExitCode {
  /// Rows were found, and `--fail-on-hit` asked to be told.
  static let hits = ExitCode(3)
  /// Something was rejected or failed; the rest is in.
  static let partial = ExitCode(4)
  /// The lint found something, and `--strict` asked to be told.
  static let findings = ExitCode(5)
  /// Ctrl-C stopped the run: 128 and the signal's number, as a shell says it of any program.
  static let interrupted = ExitCode(130)
}

/// Runs a command's body: an error becomes one line on standard error and exit code 1.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let code as ExitCode {
    throw code
  } catch let error as ValidationError {
    throw error
  } catch is Console.BrokenPipe {
    // The reader has what it wanted (`| head`).
    throw ExitCode.success
  } catch let refused as HuntRefused {
    // Several lines: the messages of a compiler, each with its place.
    Console.say(lines: "error: \(refused)")
    throw ExitCode.failure
  } catch let refused as ConfigurationFile.Refused {
    for line in refused.lines { Console.say("error: \(line)") }
    throw ExitCode.failure
  } catch let fault as LogReadingOptions.MapFault {
    for line in fault.lines { Console.say("error: \(line)") }
    throw ExitCode.failure
  } catch let stopped as RunStopped {
    Console.say("error: \(stopped)")
    if case .interrupted = stopped.reason { throw ExitCode.interrupted }
    throw ExitCode.failure
  } catch {
    Console.say("error: \(error)")
    throw ExitCode.failure
  }
}
