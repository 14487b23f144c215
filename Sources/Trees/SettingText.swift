/// Reads the value of a setting from its text.
///
/// - Throws: `TreesError.setting` where `parse` makes nothing of it.
func parsed<Value>(
  _ name: String, _ text: String, _ expected: String, _ parse: (String) -> Value?
) throws(TreesError) -> Value {
  guard let value = parse(text) else {
    throw .setting(what: name, expected: expected, found: quoted(text))
  }
  return value
}

/// Reads one of an enumeration's names.
///
/// - Throws: `TreesError.setting` for any other text.
func named<Kind: CaseIterable & RawRepresentable<String>>(
  _ name: String, _ text: String
) throws(TreesError) -> Kind {
  try parsed(name, text, Kind.allCases.map(\.rawValue).joined(separator: ", ")) {
    Kind(rawValue: $0)
  }
}

/// Yes or no as LightGBM and scikit-learn write them; nil for any other text.
func truth(_ text: String) -> Bool? {
  ["true", "True", "1"].contains(text)
    ? true : ["false", "False", "0"].contains(text) ? false : nil
}
