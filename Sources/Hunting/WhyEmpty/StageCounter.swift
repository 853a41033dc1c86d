// Queries that may take no longer than somebody wants to wait.

internal import KQL
internal import SQLite

/// How far `--why-empty` looks.
public struct StageBounds: Sendable {
  /// Rows past which a stage is not counted further.
  public var rows: Int64 = 1_000_000
  /// Distinct values of a side of a join that are compared.
  public var values: Int64 = 200_000
  /// Samples of a finding.
  public var samples = 3
  /// How long one query may take.
  public var time = Duration.seconds(5)
  /// Makes, for each query, a question that answers true when it has taken too long; asked every ten
  /// thousand instructions of SQLite.
  public var makeLimit: @Sendable (Duration) -> (() -> Bool) = { time in
    let end = ContinuousClock.now + time
    return { ContinuousClock.now >= end }
  }

  /// Bounds that a person waits for.
  public init() {}
}

/// Runs queries within bounds.
struct StageCounter {
  let runner: HuntRunner
  let bounds: StageBounds

  /// Why a query gave no rows to look at.
  struct NoAnswer: Error {
    let reason: String
  }

  /// The rows of a query.
  ///
  /// - Throws: `NoAnswer` where it took too long, did not compile or failed on a row; what the database says.
  func rows(_ compiled: Result<CompiledQuery, KQLDiagnostics>) throws -> [[SQLite.SQLValue]] {
    switch compiled {
    case .success(let query): return try rows(of: query)
    case .failure(let diagnostics):
      throw NoAnswer(reason: diagnostics.all.first?.message ?? "it is no query of its own")
    }
  }

  private func rows(of query: CompiledQuery) throws -> [[SQLite.SQLValue]] {
    let connection = runner.connection
    let isLate = bounds.makeLimit(bounds.time)
    var isPast = false
    let watch = runner.watch
    connection.onProgress(every: 10_000) {
      isPast = isPast || isLate()
      return isPast || watch?.mustStop() ?? false
    }
    defer {
      if let watch { watch.watch(connection) } else { connection.endProgress() }
    }
    return try runner.explaining {
      do {
        var rows: [[SQLite.SQLValue]] = []
        let statement = try connection.prepare(query.sql)
        statement.bind(query.parameters.map(HuntRunner.value))
        try statement.eachRow { row in
          rows.append(query.columns.indices.map { row.value(Int32($0)) })
        }
        return rows
      } catch let error as SQLiteError where error.isInterrupted && isPast {
        throw NoAnswer(reason: "not counted within \(Self.text(bounds.time))")
      } catch let error as SQLiteError where error.isOfStatement {
        // A filter may have kept away what a later function refuses.
        throw NoAnswer(reason: error.message)
      }
    }
  }

  /// A query that gives one number.
  func count(_ compiled: Result<CompiledQuery, KQLDiagnostics>) throws -> StageCount {
    do {
      guard case .integer(let count)? = try rows(compiled).first?.first else {
        return .unknown("not counted")
      }
      return count < bounds.rows ? .exactly(count) : .atLeast(count)
    } catch let none as NoAnswer {
      return .unknown(none.reason)
    }
  }

  private static func text(_ time: Duration) -> String {
    let (seconds, rest) = time.components
    return rest == 0 ? "\(seconds) s" : "\(time)"
  }
}
