// Files of cases and the hunts beside them: NAME.test.kql stands beside NAME.kql or NAME.yaml.

import Foundation
import Hunting

/// A file of cases with its hunt.
struct HuntCaseFile {
  /// What ends the name of a file of cases.
  static let ending = ".test.kql"

  let path: String

  /// What keeps cases from being found.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// The files of cases that an argument stands for.
  ///
  /// - Throws: `Missing` where there is none.
  static func files(of argument: String) throws -> [HuntCaseFile] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) else {
      throw Missing(description: "\(argument): no such file or folder")
    }
    if isFolder.boolValue { return try files(in: argument) }
    if argument.hasSuffix(ending) { return [HuntCaseFile(path: argument)] }
    guard let stem = stem(of: argument) else {
      throw Missing(description: "\(argument): no hunt: its name ends in .kql, .yaml or .yml")
    }
    let path = stem + ending
    guard FileManager.default.fileExists(atPath: path) else {
      throw Missing(description: "\(argument) has no cases: write them into \(path)")
    }
    return [HuntCaseFile(path: path)]
  }

  private static func files(in folder: String) throws -> [HuntCaseFile] {
    let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let files = found.filter { $0.hasSuffix(ending) }.map { "\(root)/\($0)" }.sorted()
    guard !files.isEmpty else {
      throw Missing(description: "\(folder) holds no file of cases: NAME\(ending) beside NAME.kql")
    }
    return files.map { HuntCaseFile(path: $0) }
  }

  private static func stem(of path: String) -> String? {
    ([".kql"] + HuntFile.ruleEndings).first { path.hasSuffix($0) }
      .map { String(path.dropLast($0.count)) }
  }

  /// The hunt that stands beside the cases.
  func hunt() throws -> Hunt {
    let stem = String(path.dropLast(Self.ending.count))
    let found = ([".kql"] + HuntFile.ruleEndings).map { stem + $0 }
      .filter { FileManager.default.fileExists(atPath: $0) }
    guard found.count < 2 else {
      throw Missing(
        description: "\(path): both \(found.joined(separator: " and ")) stand beside it: keep one")
    }
    guard let file = found.first else {
      throw Missing(description: "\(path): no hunt stands beside it: \(stem).kql or \(stem).yaml")
    }
    return try HuntFile.read(file)
  }
}
