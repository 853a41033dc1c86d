// The start of a thread. Called by HandOver, and by the reading of compressed logs.

package import Glibc

/// A new thread.
package enum WorkThread {
  /// Starts a thread that runs `body` and ends.
  ///
  /// - Throws: `ThreadError`.
  package static func start(_ body: @escaping () -> Void) throws -> pthread_t {
    var started = pthread_t()
    let code = pthread_create(
      &started, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    guard code == 0 else { throw ThreadError(code: code) }
    return started
  }

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }
}

/// The system refused another thread.
package struct ThreadError: Error {
  let code: Int32
}
