// EclecticIQ's TAXII server OpenTAXII, as scripts/taxii-servers installs it, on a free port of loopback.

import Foundation
import TestSupport

/// A running OpenTAXII with one empty collection; it ends with the object.
final class OpenTAXII {
  /// Whether the tests can run.
  static let isReady = PythonServer.has("opentaxii-add-api-root", "gunicorn")

  /// `http://127.0.0.1:PORT`.
  let url: String
  private let directory: TemporaryDirectory
  private let server: PythonServer

  /// The account that may read and write.
  static let user = "admin"
  static let password = "Password0"

  /// Starts a server; its databases lie in the folder.
  init(in directory: TemporaryDirectory) throws {
    self.directory = directory
    let port = try PythonServer.freePort()
    url = "http://127.0.0.1:\(port)"
    try directory.write(Self.configuration(port, directory), to: "opentaxii.yml")
    try directory.write(Self.application, to: "otx.py")
    let environment = ["OPENTAXII_CONFIG": directory.path("opentaxii.yml")]
    func run(_ name: String, _ arguments: String...) throws -> String {
      try PythonServer.run(name, arguments, environment: environment, in: directory)
    }
    _ = try run("opentaxii-add-api-root", "--title", "Tests", "--description", "x", "--default")
    let root = try run(
      "python", "-c",
      "import sqlite3, uuid; print(uuid.UUID(sqlite3.connect('data.db')"
        + ".execute('select id from opentaxii_api_root').fetchone()[0]))")
    _ = try run(
      "opentaxii-add-collection", "--rootid", root.trimmingCharacters(in: .whitespacesAndNewlines),
      "--title", "All of it", "--alias", "all", "--public")
    _ = try run("opentaxii-create-account", "-u", Self.user, "-p", Self.password, "--admin")
    // 0.9.3 does not heed --admin above.
    _ = try run(
      "opentaxii-update-account", "--username", Self.user, "--field", "admin", "--value", "yes")
    server = try PythonServer(
      "gunicorn",
      ["otx:app", "--bind", "127.0.0.1:\(port)", "--workers", "1", "--no-control-socket"],
      environment: environment, port: port, in: directory)
  }

  private static func configuration(_ port: UInt16, _ directory: TemporaryDirectory) -> String {
    """
    domain: "127.0.0.1:\(port)"
    support_basic_auth: yes
    auth_api:
      class: opentaxii.auth.sqldb.SQLDatabaseAPI
      parameters:
        db_connection: sqlite:///\(directory.path("auth.db"))
        create_tables: yes
        secret: of-the-tests-alone-0123456789abcdef
        token_ttl_secs: 3600
    taxii1:
    taxii2:
      persistence_api:
        class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
        parameters:
          db_connection: sqlite:///\(directory.path("data.db"))
          create_tables: yes
      title: Tests
      description: x
      contact: x
      public_discovery: false
      max_content_length: 209715200
      allow_custom_properties: true
    logging:
      opentaxii: warning
      root: warning
    """
  }

  /// 0.9.3 cannot write the UUIDs of its own answers as JSON: its writer gets a default.
  private static let application = """
    import functools, json, types
    import opentaxii.taxii2.http as answers
    answers.json = types.SimpleNamespace(dumps=functools.partial(json.dumps, default=str))
    from opentaxii.http import app
    """

  /// What a client of Python's own library gets: `python -c` with the server's address as argument.
  private func python(_ script: String) throws -> String {
    try PythonServer.run(
      "python", ["-c", script, url, Self.user, Self.password], in: directory)
  }

  /// Publishes objects in the collection.
  func publish(_ objects: [[String: Any]]) throws {
    try JSONSerialization.data(withJSONObject: ["objects": objects])
      .write(to: directory.url.appending(path: "envelope.json"))
    _ = try python(
      """
      import base64, json, sys, urllib.request
      url, user, password = sys.argv[1:]
      kind = "application/taxii+json;version=2.1"
      headers = {
          "Accept": kind, "Content-Type": kind,
          "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode(),
      }
      def ask(path, body=None):
          return json.load(urllib.request.urlopen(urllib.request.Request(url + path, body, headers)))
      root = ask("/taxii2/")["default"]
      status = ask(root + "collections/all/objects/", open("envelope.json", "rb").read())
      assert status["failure_count"] == 0, status
      """)
  }

  /// A token for Bearer authentication.
  func token() throws -> String {
    let text = try python(
      """
      import json, sys, urllib.parse, urllib.request
      url, user, password = sys.argv[1:]
      form = urllib.parse.urlencode({"username": user, "password": password}).encode()
      print(json.load(urllib.request.urlopen(url + "/management/auth", form))["token"])
      """)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
