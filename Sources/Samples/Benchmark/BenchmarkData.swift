// The entry of the benchmark's data: writes the parts that are asked for, and tells what is in them.

/// The files of a shape.
public enum BenchmarkData {
  /// Writes parts into a folder that exists; files of these names are replaced.
  ///
  /// - Returns: the counts of what was written.
  /// - Throws: `BenchmarkFileError`, where a file cannot be written.
  public static func write(
    _ shape: BenchmarkShape, _ parts: Set<BenchmarkPart> = Set(BenchmarkPart.standard),
    into folder: String
  ) throws -> BenchmarkTruth {
    var truth = BenchmarkTruth()
    let blocks = BenchmarkBlocks()
    if parts.contains(.indicators) {
      truth.indicators = try BenchmarkIndicatorFiles.write(shape, into: folder)
    }
    if parts.contains(.changed) {
      truth.changed = try BenchmarkIndicatorFiles.writeChanged(shape, into: folder)
    }
    if parts.contains(.blocks) {
      try BenchmarkIndicatorFiles.write(blocks, into: folder)
      truth.blocks = blocks.all.count
    }
    if parts.contains(.conn) {
      var stream = BenchmarkConnections(shape, blocks: blocks)
      let files = [
        ("conn.log", shape.rows), ("conn-append.log", shape.rows / 10),
        ("conn-new.log", shape.rows / 100),
      ]
      truth.connections = [:]
      for (name, rows) in files {
        truth.connections?[name] = try stream.write(rows, to: "\(folder)/\(name)")
      }
    }
    if parts.contains(.dns) {
      var stream = BenchmarkQueries(shape)
      truth.queries = try stream.write(to: "\(folder)/dns.log")
    }
    return truth
  }
}

extension SampleTime {
  /// `BenchmarkShape.now` in ticks.
  static var benchmarkNow: Int64 { epoch + Int64(BenchmarkShape.now) * second }
}
