import CFeatureMaps
import Kernels
import Testing

/// Each kernel against a plain twin that adds in the same order, bit for bit: in every instantiation, on one
/// to four threads.
///
/// What computes 16 lanes is a switch of the whole process, so these suites run one after another. Other
/// tests may run meanwhile, because no result depends on it.
@Suite(.serialized) enum Conformance {
  @Suite struct Forms {
    @Test(.enabled(if: KernelForm.hasSixteenLanes, "the processor has no AVX-512"))
    func sixteenLanesAreComputedBothWays() {
      #expect(KernelForm.available == KernelForm.allCases)
      var pairs: [Bool] = []
      KernelForm.forEach { _ in pairs.append(processor_pairs_lanes()) }
      #expect(pairs == [true, true, false])
    }

    @Test func theFormIsLeftAsItWas() {
      let before = processor_pairs_lanes()
      KernelForm.forEach { _ in }
      #expect(processor_pairs_lanes() == before)
    }
  }
}

/// An instantiation of the kernels.
enum KernelForm: CaseIterable {
  /// Eight lanes with AVX2.
  case eightLanes

  /// Sixteen lanes as pairs of vectors of AVX2.
  case pairs

  /// Sixteen lanes with AVX-512.
  case sixteenLanes

  /// The channels of a block.
  var lanes: Int { self == .eightLanes ? 8 : 16 }

  /// Whether this processor has AVX-512.
  static let hasSixteenLanes = {
    let before = processor_pairs_lanes()
    defer { processor_set_pairs(before) }
    return processor_set_pairs(false)
  }()

  /// The forms that this processor has.
  static let available = allCases.filter { $0 != .sixteenLanes || hasSixteenLanes }

  /// Calls a closure once in each form that this processor has.
  static func forEach(_ body: (KernelForm) throws -> Void) rethrows {
    let before = processor_pairs_lanes()
    defer { processor_set_pairs(before) }
    for form in available {
      processor_set_pairs(form != .sixteenLanes)
      try body(form)
    }
  }
}

/// How a kernel runs: in which form, and on how many threads.
struct KernelRun: CustomStringConvertible {
  let form: KernelForm
  let threads: Int32

  /// The channels of a block.
  var lanes: Int { form.lanes }

  var description: String { "\(form) on \(threads) threads" }

  /// Calls a closure once in each form that this processor has, on one to four threads each.
  static func forEach(_ body: (KernelRun) throws -> Void) rethrows {
    try KernelForm.forEach { form in
      for threads in 1...4 as ClosedRange<Int32> {
        try body(KernelRun(form: form, threads: threads))
      }
    }
  }
}

/// The first of the elements that differ in a bit.
private struct Difference<Element: BinaryFloatingPoint> {
  let place: Int
  let found: Element
  let expected: Element

  /// Looks for one; what is not a number may have any bits that say so.
  init?(_ found: [Element], _ expected: [Element]) {
    let place = zip(found, expected).enumerated().first { _, pair in
      let (one, other) = pair
      return one.isNaN || other.isNaN
        ? one.isNaN != other.isNaN : one != other || one.sign != other.sign
    }?.offset
    guard let place else { return nil }
    (self.place, self.found, self.expected) = (place, found[place], expected[place])
  }
}

/// Expects the bits of the twin.
///
/// - Parameters:
///   - found: what the kernel wrote.
///   - expected: what the twin computed.
///   - result: which of the results it is.
///   - run: how the kernel ran.
///   - sourceLocation: of the expectation.
func expectSameBits<Element: BinaryFloatingPoint>(
  _ found: [Element], _ expected: [Element], _ result: String, _ run: some CustomStringConvertible,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    found.count == expected.count, "\(result), \(run.description)", sourceLocation: sourceLocation)
  let difference = Difference(found, expected)
  #expect(difference == nil, "\(result), \(run.description)", sourceLocation: sourceLocation)
}
