import Configuration
import Testing

private enum Norm: String, ParameterChoice { case batch, layer }

private struct Parameters: ModelParameters, Equatable {
  var blocks = 2
  var dropout: Float = 0.1
  var rate = 1e-3
  var norm = Norm.batch
  var isBiased = true
  var widths = [64, 32]
  var patience: Int? = 5
  var title = "mixer"

  static let declared: [Declared<Self>] = [
    Declared("blocks", \.blocks, in: 1..., "Mixing blocks."),
    Declared("dropout", \.dropout, in: 0..<1, "Share that is dropped."),
    Declared("rate", \.rate, in: 1e-6...1, "Learning rate."),
    Declared("norm", \.norm, "Normalisation."),
    Declared("biased", \.isBiased, "Whether there is a bias."),
    Declared("widths", \.widths, "Widths of the layers."),
    Declared("patience", \.patience, "Epochs without a better loss."),
    Declared("title", \.title, "A name."),
  ]
}

@Suite struct `Parameters of a model` {
  @Test(arguments: [
    ("blocks", "4", "4"), ("dropout", "0", "0.0"), ("dropout", "1e-1", "0.1"),
    ("rate", "1", "1.0"), ("norm", "layer", "\"layer\""), ("biased", "false", "false"),
    ("widths", "1,2,3", "[1, 2, 3]"), ("patience", "none", "null"), ("patience", "7", "7"),
    ("title", "a b", "\"a b\""),
  ])
  func `are set from text`(name: String, text: String, json: String) throws {
    let set = try Parameters().setting(name, to: text)
    #expect(set.json[name]?.compact == json)
    // What was recorded sets it again.
    let again = try Parameters().setting(name, to: try #require(set.json[name]?.parameterText))
    #expect(again == set)
    for other in Parameters.declared.map(\.name) where other != name {
      #expect(set.json[other] == Parameters().json[other])
    }
  }

  @Test(arguments: [
    ("blocks", "0", "blocks: expected a whole number of at least 1, found \"0\""),
    ("blocks", "2.0", "blocks: expected a whole number of at least 1, found \"2.0\""),
    ("dropout", "1", "dropout: expected a number from 0.0 to below 1.0, found \"1\""),
    ("dropout", "nan", "dropout: expected a number from 0.0 to below 1.0, found \"nan\""),
    ("rate", "0x1p-3", "rate: expected a number from 1e-06 to 1.0, found \"0x1p-3\""),
    ("rate", "1e400", "rate: expected a number from 1e-06 to 1.0, found \"1e400\""),
    ("norm", "Layer", "norm: expected batch or layer, found \"Layer\""),
    ("biased", "yes", "biased: expected true or false, found \"yes\""),
    (
      "widths", "1,,2",
      "widths: expected a whole number, or several with commas between, found \"1,,2\""
    ),
    ("patience", "", "patience: expected a whole number, or none, found \"\""),
    ("title", "", "title: expected some text, found \"\""),
    ("bloks", "1", "there is no parameter \"bloks\"; the nearest is \"blocks\""),
  ])
  func `refuse other text in one line`(name: String, text: String, message: String) {
    let error = #expect(throws: ParameterError.self) { try Parameters().setting(name, to: text) }
    #expect(error?.description == message)
  }

  @Test func `a model without any says so`() {
    let error = #expect(throws: ParameterError.self) {
      try NoParameters().setting("depth", to: "1")
    }
    #expect(error?.description == "there is no parameter \"depth\"; it has none")
  }

  @Test func `the nearest name is the one that takes the fewest edits`() {
    #expect(nearestName(to: "tsmxer", among: ["timemixer", "tsmixer", "dlinear"]) == "tsmixer")
    #expect(nearestName(to: "DLINEAR", among: ["rlinear", "dlinear"]) == "dlinear")
    #expect(nearestName(to: "x", among: ["b", "a"]) == "b")
    #expect(nearestName(to: "x", among: []) == nil)
  }
}
