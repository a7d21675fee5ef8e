internal import Foundation

/// One program in a race, and the ways in which it can do the work.
package struct Contender {
  let name: String
  let isOurs: Bool
  let variants: [String]
  let run: (_ variant: String) throws -> Double

  /// Creates a contender.
  ///
  /// - Parameters:
  ///   - name: "iir", or the name of a peer.
  ///   - isOurs: whether it is this program.
  ///   - variants: the ways in which it can do the work, at least one.
  ///   - run: does the work once in one of those ways, and returns the seconds it took.
  package init(
    name: String, isOurs: Bool = false, variants: [String] = [""],
    run: @escaping (_ variant: String) throws -> Double
  ) {
    precondition(!variants.isEmpty, "expected at least one variant of \(name), found none")
    self.name = name
    self.isOurs = isOurs
    self.variants = variants
    self.run = run
  }
}

/// Races contenders in turn, A B C A B C …, so that a change of the computer's mood meets all.
///
/// Synchronous, since oneDNN keeps the scratch memory of its primitives by thread: one that was
/// compiled on a thread must run on it, and a task may go on elsewhere.
package struct Alternation {
  private let repeats: Int
  private let pause: Duration
  private let observe: (String) -> Void

  /// Creates a race.
  ///
  /// - Parameters:
  ///   - repeats: the measured runs of each contender, at least 1.
  ///   - pause: how long to wait before each run, until the last contender's threads sleep.
  ///   - observe: receives what is under way.
  package init(
    repeats: Int, pause: Duration = .milliseconds(300),
    observe: @escaping (String) -> Void = { _ in }
  ) {
    precondition(repeats >= 1, "expected at least 1 repeat, found \(repeats)")
    self.repeats = repeats
    self.pause = pause
    self.observe = observe
  }

  /// Returns the times of every contender, after a warm-up that is not measured.
  ///
  /// A contender with several variants runs each once to warm up and twice to choose the one with
  /// the shortest run; that one is measured.
  ///
  /// - Parameter contenders: in the order in which they take turns.
  /// - Returns: the times in that order, and a note on every peer that failed and was left out.
  /// - Throws: what ours throws.
  package func timings(
    of contenders: [Contender]
  ) throws -> (timings: [Timing], notes: [String]) {
    var notes: [String] = []
    var chosen: [(contender: Contender, variant: String, seconds: [Double])] = []
    for contender in contenders {
      do {
        chosen.append((contender, try bestVariant(of: contender), []))
      } catch let error as PeerError where !contender.isOurs {
        notes.append(error.statement)
      }
    }
    for round in 1...repeats {
      for index in chosen.indices {
        let entry = chosen[index]
        observe("\(entry.contender.name), run \(round) of \(repeats)")
        do {
          chosen[index].seconds.append(try timed(entry.contender, entry.variant))
        } catch let error as PeerError where !entry.contender.isOurs {
          notes.append(error.statement)
          chosen[index].seconds = []
          chosen[index].variant = Self.failed
        }
      }
      chosen.removeAll { $0.variant == Self.failed }
    }
    return (
      chosen.map {
        Timing(
          name: $0.contender.name, variant: $0.variant, isOurs: $0.contender.isOurs,
          seconds: $0.seconds)
      }, notes
    )
  }

  /// The name of no variant.
  private static let failed = "\u{0}"

  private func bestVariant(of contender: Contender) throws -> String {
    var best = (variant: contender.variants[0], seconds: Double.infinity)
    for variant in contender.variants {
      let way = variant.isEmpty ? "" : " (\(variant))"
      observe("\(contender.name)\(way), warm-up")
      _ = try contender.run(variant)
      guard contender.variants.count > 1 else { break }
      for _ in 0..<2 {
        let seconds = try timed(contender, variant)
        if seconds < best.seconds { best = (variant, seconds) }
      }
    }
    return best.variant
  }

  private func timed(_ contender: Contender, _ variant: String) throws -> Double {
    Thread.sleep(forTimeInterval: pause / .seconds(1))
    return try contender.run(variant)
  }
}

/// Returns the seconds that some work takes, and its result.
func timed<Value>(_ work: () throws -> Value) rethrows -> (Double, Value) {
  let began = ContinuousClock.now
  let value = try work()
  return ((ContinuousClock.now - began) / .seconds(1), value)
}
