public import Records

/// What a benchmark measured, and where.
public struct BenchmarkReport: Sendable, Hashable, Codable {
  /// The processor, the cores and the memory.
  public let machine: MachineDescription

  /// The number of threads of every contender.
  public let threads: Int

  /// Whether sizes and repeats were cut, so that no mark is judged.
  public let isQuick: Bool

  /// The versions of this program, of its libraries and of the peers, by name.
  public let versions: [String: String]

  /// The float32 operations a second of a large square matrix product: the practical ceiling.
  public let productRate: Double

  /// One entry a workload, in the order they ran.
  public let workloads: [WorkloadReport]

  /// Whether each mark of the project is met.
  public let marks: [MarkOutcome]

  /// Memory over many images, or nil when it was not asked for.
  public let memory: MemoryProfile?

  /// What a reader must know, such as that there were no peers.
  public let notes: [String]

  /// Creates a report.
  public init(
    machine: MachineDescription, threads: Int, isQuick: Bool, versions: [String: String],
    productRate: Double, workloads: [WorkloadReport], marks: [MarkOutcome],
    memory: MemoryProfile?, notes: [String]
  ) {
    self.machine = machine
    self.threads = threads
    self.isQuick = isQuick
    self.versions = versions
    self.productRate = productRate
    self.workloads = workloads
    self.marks = marks
    self.memory = memory
    self.notes = notes
  }

  /// Whether every peer that was measured computed the same thing.
  public var agrees: Bool {
    workloads.allSatisfy { $0.agreements.allSatisfy(\.isWithinBound) }
  }
}

/// The times of all contenders in one workload.
public struct WorkloadReport: Sendable, Hashable, Codable {
  /// Which workload.
  public let name: WorkloadName

  /// What was done, with its sizes.
  public let title: String

  /// What is counted, in the plural: "images".
  public let unit: String

  /// How many of those one run does.
  public let unitsPerRun: Int

  /// The float32 operations of one run, two a multiplication with its addition, counted as defined;
  /// 0 for work that is not made of them.
  public let operationsPerRun: Double

  /// Ours first, then the peers that could be measured.
  public let timings: [Timing]

  /// Whether the peers computed the same thing.
  public let agreements: [Agreement]

  /// The largest resident memory of this process in the measured runs, in bytes, where it matters.
  public let peakResidentBytes: Int?

  /// What a reader must know, such as why a peer is absent.
  public let notes: [String]

  /// Creates a report.
  public init(
    name: WorkloadName, title: String, unit: String, unitsPerRun: Int, operationsPerRun: Double,
    timings: [Timing], agreements: [Agreement] = [], peakResidentBytes: Int? = nil,
    notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.unitsPerRun = unitsPerRun
    self.operationsPerRun = operationsPerRun
    self.timings = timings
    self.agreements = agreements
    self.peakResidentBytes = peakResidentBytes
    self.notes = notes
  }

  /// Returns how many units a contender does in a second, by its median run.
  public func rate(of timing: Timing) -> Double { Double(unitsPerRun) / timing.median }

  /// Returns how many times faster ours is than another contender, by the medians.
  public func advantage(over rival: Timing) -> Double? {
    timings.first(where: \.isOurs).map { rival.median / $0.median }
  }

  /// Returns a contender's operations a second as a share of those of the matrix product.
  public func share(of timing: Timing, ofProductRate productRate: Double) -> Double {
    operationsPerRun / timing.median / productRate
  }
}

/// The measured runs of one contender.
public struct Timing: Sendable, Hashable, Codable {
  /// The contender: "iir", or the name of a peer.
  public let name: String

  /// How it worked, the better of the ways it knows; empty when there is one way.
  public let variant: String

  /// Whether it is this program.
  public let isOurs: Bool

  /// The time of each run after the warm-up, in seconds, in the order they ran; at least one.
  public let seconds: [Double]

  /// Creates a timing.
  public init(name: String, variant: String = "", isOurs: Bool = false, seconds: [Double]) {
    precondition(!seconds.isEmpty, "expected at least one run of \(name), found none")
    self.name = name
    self.variant = variant
    self.isOurs = isOurs
    self.seconds = seconds
  }

  /// The median run, in seconds: the mean of the middle two when their number is even.
  public var median: Double {
    let sorted = seconds.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// How closely a peer's result agrees with ours.
public struct Agreement: Sendable, Hashable, Codable {
  /// The peer.
  public let peer: String

  /// What was compared, such as "least cosine of a descriptor".
  public let quantity: String

  /// Its value.
  public let value: Double

  /// The value beyond which the two did not compute the same thing.
  public let bound: Double

  /// Whether the value must be at least the bound, and not at most.
  public let boundIsLower: Bool

  /// Creates an agreement.
  public init(peer: String, quantity: String, value: Double, bound: Double, boundIsLower: Bool) {
    self.peer = peer
    self.quantity = quantity
    self.value = value
    self.bound = bound
    self.boundIsLower = boundIsLower
  }

  /// Whether the two computed the same thing; a value that is not a number says no.
  public var isWithinBound: Bool { boundIsLower ? value >= bound : value <= bound }
}

/// Memory of this process while it extracts descriptors of many images.
public struct MemoryProfile: Sendable, Hashable, Codable {
  /// The number of images after which it was read first.
  public let fewImages: Int

  /// The number of images in all, each of another size.
  public let allImages: Int

  /// The larger side of the prepared images, in pixels.
  public let maxSide: Int

  /// Resident memory after the few images, in bytes.
  public let residentAfterFew: Int

  /// Resident memory after all images, in bytes.
  public let residentAfterAll: Int

  /// The largest resident memory on the way, in bytes.
  public let peakResident: Int

  /// Creates a profile.
  public init(
    fewImages: Int, allImages: Int, maxSide: Int, residentAfterFew: Int, residentAfterAll: Int,
    peakResident: Int
  ) {
    self.fewImages = fewImages
    self.allImages = allImages
    self.maxSide = maxSide
    self.residentAfterFew = residentAfterFew
    self.residentAfterAll = residentAfterAll
    self.peakResident = peakResident
  }
}
