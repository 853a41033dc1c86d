// The feed's key: from the environment or a 0600 file, never from an argument, which every user of
// the machine could read.

import ArgumentParser
import Ingestion

enum AuthenticationStyle: String, ExpressibleByArgument, CaseIterable {
  case basic
  case bearer
  case xAPIKey = "x-api-key"
}

struct CredentialOptions: ParsableArguments {
  @Option(name: .long, help: "How the key is sent. Default: basic for TAXII, bearer for REST.")
  var auth: AuthenticationStyle?

  @Option(name: .long, help: "The user name beside the key, for HTTP Basic.")
  var user = "apikey"

  @Option(
    name: .long,
    help: ArgumentHelp("The environment variable that holds the key.", valueName: "variable"))
  var apiKeyEnv: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The file that holds the key; its mode must be 0600.", valueName: "file"))
  var apiKeyFile: String?

  @Option(
    name: .long,
    help: ArgumentHelp("A CA certificate file for a private server.", valueName: "file"))
  var caFile: String?

  func validate() throws {
    if apiKeyEnv != nil, apiKeyFile != nil {
      throw ValidationError("give one of --api-key-env and --api-key-file, not both")
    }
  }

  private func key() throws -> APIKey? {
    if let apiKeyEnv { return try APIKey(environment: apiKeyEnv) }
    if let apiKeyFile { return try APIKey(file: apiKeyFile) }
    return nil
  }

  func credential(style: AuthenticationStyle) throws -> Credential? {
    guard let key = try key() else { return nil }
    switch auth ?? style {
    case .basic: return .basic(user: user, key: key)
    case .bearer: return .bearer(key)
    case .xAPIKey: return .xAPIKey(key)
    }
  }

  func transport() throws -> CurlTransport {
    var settings = CurlTransport.Settings()
    settings.userAgent = "picket/\(Picket.configuration.version)"
    settings.caFile = caFile
    return try CurlTransport(settings)
  }
}
