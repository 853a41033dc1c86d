// What a run may take: shared by `hunt` and `query`.

import ArgumentParser
import Hunting

struct LimitOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop a run that is not done after so long: 500ms, 30s, 5m, 1h. Default: no limit.",
      valueName: "duration"),
    transform: { text in
      guard let limit = TimeLimit(text) else {
        throw ValidationError(
          "\(text) is no time limit: write it with its unit, such as 500ms, 30s, 5m or 1h")
      }
      return limit
    })
  var timeout: TimeLimit?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop a run that holds more memory than this: 512MB, 2GB. Default: no limit.",
      valueName: "size"),
    transform: { text in
      guard let limit = MemoryLimit(text) else {
        throw ValidationError(
          "\(text) is no amount of memory: write it with its unit, such as 512MB or 2GB")
      }
      guard limit.bytes >= MemoryLimit.least else {
        throw ValidationError(
          "--memory \(text) is less than the program itself needs: at least 32MB")
      }
      return limit
    })
  var memory: MemoryLimit?

  var limits: RunLimits { RunLimits(time: timeout, memory: memory) }
}
