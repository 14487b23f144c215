import Engine
import Testing

@Suite struct `A result that is not finite` {
  /// `swift test --filter DebugCheckTests` shows the debug build's side, as `make portable` does.
  @Test func `of finite operands ends a debug build, and no release build`() async throws {
    #if DEBUG
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        _ = Tensor([1, 0], shape: [2], in: Pool()).log()
      }
      let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
      #expect(
        message.contains(
          "log(): element 1 of the result [2] is -inf, but the operands [2] are finite"))
    #else
      #expect(Tensor([1, 0], shape: [2], in: Pool()).log().elements == [0, -.infinity])
    #endif
  }

  @Test func `of others is passed on in every build`() {
    let x = Tensor([1, .nan], shape: [2], in: Pool())
    #expect((x + 1).elements[1].isNaN)
    #expect(x.sum().scalar.isNaN)
  }
}
