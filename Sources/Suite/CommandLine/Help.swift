import Configuration

/// Text cut into lines of at most `width` columns, the ones after the first indented.
func wrapped(_ text: String, width: Int = 80, indent: Int) -> String {
  var (lines, line) = ([String](), "")
  for word in text.split(separator: " ") {
    let limit = width - (lines.isEmpty ? 0 : indent)
    if !line.isEmpty, line.count + 1 + word.count > limit {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  lines.append(line)
  return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
}

/// Two columns: a name, and a text that starts at a column of its own.
func entry(_ name: String, _ text: String, indent: Int = 2, column: Int = 26) -> String {
  let start = String(repeating: " ", count: indent) + name
  let body = wrapped(text, width: 80 - column, indent: 0)
    .split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: column))
  let gap = column - start.count
  return start
    + (gap > 1
      ? String(repeating: " ", count: gap) : "\n" + String(repeating: " ", count: column))
    + body + "\n"
}

/// The exit codes, as help lists them.
let exitCodeHelp =
  wrapped(
    "exit codes: 0 done, 1 a cell failed, 2 results differ from the committed ones, 64 usage, "
      + "65 bad data, 66 missing input, 74 input or output failed, 130 interrupted", indent: 2)
  + "\n"

extension Study {
  /// The text of `--help`, made from what the study declares.
  func help(_ profile: Profile) -> String {
    var text = wrapped("\(name): \(question)", indent: 2) + "\n\n"
    text += "usage: \(name) [flags]\n\n"
    for flag in studyFlags { text += entry(flag.usage, flag.help) }
    text += "\n" + declarations(profile) + "\n" + exitCodeHelp
    return text
  }

  /// What the study declares for a profile.
  func declarations(_ profile: Profile) -> String {
    var text = "profile \(profile.rawValue)\n"
    let seeds = seeds(profile).map(\.description).joined(separator: ", ")
    text += entry("seeds", seeds)
    text += entry(variantKind, variants(profile).map(\.description).joined(separator: ", "))
    text += "\ndatasets\n"
    for use in datasets(profile) { text += entry(use.name, "\(use.path), \(use.origin)") }
    text += "\nmodels, and their parameters for --set MODEL.PARAMETER=VALUE\n"
    for model in models(profile) {
      let marks = model.name == baseline ? " The baseline." : ""
      text += entry(model.name, model.summary + marks)
      for parameter in model.defaults.listing {
        text += entry(
          "\(parameter.name)=\(parameter.value)", "\(parameter.help) (\(parameter.expected))",
          indent: 4)
      }
    }
    text += "\nmetrics\n"
    for metric in metrics {
      text += entry(metric.name, "\(metric.title); \(metric.better) is better")
    }
    return text
  }
}
