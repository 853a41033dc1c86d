// scan: a walk over the rows in their order with a state that each row may change.

/// The steps of a scan. Conditions and values read the input's columns and those of `states`.
struct ScanPlan {
  struct Step {
    /// Whether its matches are rows of the result.
    var isOutput: Bool
    var condition: Scalar
    /// Of each declared column.
    var values: [Scalar]
  }
  var steps: [Step]
  /// By step, what the state that is asked holds of it: the input's columns, then the declared ones.
  var states: [[Column]]
  /// The values of the declared columns where there is no state.
  var defaults: [Scalar]
}
