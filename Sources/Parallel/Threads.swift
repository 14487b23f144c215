import Engine

extension Crew {
  /// A crew of `count` threads of this machine.
  public static func threads(_ count: Int) -> Crew {
    Crew(threads: max(1, count)) { pieces, work in
      concurrently(pieces: pieces, threads: count, work)
    }
  }
}
