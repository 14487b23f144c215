import Exact

extension Command {
  /// Lists the studies, and the results there are of each.
  public static let list = Command(
    "list", "", "list the studies, whether they are built, and their committed results",
    flags: [], words: 0...0
  ) { _, console, workplace in
    let studies = Studies(workplace: workplace)
    for study in try studies.names() {
      let isBuilt = (try? studies.executable(of: study)) != nil
      console.write(study + (isBuilt ? "" : " (not built)") + "\n")
      for profile in Profile.allCases {
        let manifest = try studies.results(profile).manifest()
        for dataset in studies.datasets(of: study, in: manifest) {
          let digest = manifest.digest(of: "\(study)/\(dataset)")?.short ?? ""
          console.write(entry("\(profile.rawValue)/\(dataset)", "sha256 \(digest)"))
        }
      }
    }
    return .done
  }
}
