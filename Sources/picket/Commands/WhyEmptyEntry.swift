// A report of `--why-empty` as JSON. The names of its members are an interface: README, "Why a hunt has no
// rows".

import Foundation
import Hunting
import Output

struct WhyEmptyEntry: Encodable {
  struct Pipeline: Encodable {
    var title: String
    var steps: [Step]
  }

  struct Step: Encodable {
    var text: String
    var line: Int
    /// Nil where nobody knows: `unknown` says why.
    var rows: Int64?
    /// Whether counting ended at `rows`.
    var isAtLeast: Bool
    var unknown: String?
    var isCause: Bool
    var inputs: [Pipeline]
  }

  struct Cause: Encodable {
    var stage: String
    var line: Int
    var findings: [Finding]
  }

  struct Finding: Encodable {
    var text: String
    var samples: [Sample]
  }

  struct Sample: Encodable {
    /// Values as text by their columns.
    var row: [String: String]
    var note: String
  }

  var hunt: String
  var rows: Int64?
  var isAtLeast: Bool
  var unknown: String?
  var notes: [String]
  var pipelines: [Pipeline]
  var causes: [Cause]

  init(_ report: StageReport) {
    hunt = report.hunt
    (rows, isAtLeast, unknown) = Self.parts(report.count)
    notes = report.notes
    pipelines = report.pipelines.map(Self.pipeline)
    causes = report.causes.map { cause in
      Cause(
        stage: cause.stage, line: cause.line,
        findings: cause.findings.map { finding in
          Finding(text: finding.text, samples: finding.samples.map(Self.sample))
        })
    }
  }

  private static func parts(_ count: StageCount) -> (Int64?, Bool, String?) {
    switch count {
    case .exactly(let rows): (rows, false, nil)
    case .atLeast(let rows): (rows, true, nil)
    case .unknown(let reason): (nil, false, reason)
    }
  }

  private static func pipeline(_ pipeline: StageReport.Pipeline) -> Pipeline {
    Pipeline(
      title: pipeline.title,
      steps: pipeline.steps.map { step in
        let (rows, isAtLeast, unknown) = parts(step.count)
        return Step(
          text: step.text, line: step.line, rows: rows, isAtLeast: isAtLeast, unknown: unknown,
          isCause: step.isCause, inputs: step.inputs.map(Self.pipeline))
      })
  }

  private static func sample(_ sample: StageReport.Sample) -> Sample {
    Sample(
      row: Dictionary(sample.fields.map { ($0.column, $0.value) }) { first, _ in first },
      note: sample.note)
  }
}
