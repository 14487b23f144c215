import Engine
import Exact
import Testing

@Suite struct `A table of parameters` {
  @Test func `lists names, shapes and counts`() {
    let scope = Scope(seed: Key(seed: 1), pool: Pool())
    _ = Linear(3, 12, in: scope["head"])
    #expect(
      scope.parameters.table == """
        parameter    shape    numbers
        head.weight  [3, 12]       36
        head.bias    [12]          12
        total                      48

        """)
    _ = BatchNorm1d(12, in: scope["head"]["norm"])
    _ = scope.parameter("scale", [], .constant(1))
    #expect(scope.parameters.learnedCount == 73)
    #expect(
      scope.parameters.table == """
        parameter                  shape    numbers
        head.weight                [3, 12]       36
        head.bias                  [12]          12
        head.norm.weight           [12]          12
        head.norm.bias             [12]          12
        head.norm.runningMean      [12]          12  not learned
        head.norm.runningVariance  [12]          12  not learned
        scale                      []             1
        total                                    97  73 learned

        """)
    #expect([Parameter]().table == "parameter  shape  numbers\ntotal                   0\n")
  }
}
