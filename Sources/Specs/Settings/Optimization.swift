import JSON

/// The rule that moves weights down their gradients.
public enum OptimizerSettings: Sendable, Hashable {
  /// Adam with weight decay in the gradient: `{"kind": "adam", …}`.
  case adam(AdamSettings)
  /// Adam with decoupled weight decay: `{"kind": "adamw", …}`.
  case adamW(AdamSettings)
  /// Stochastic gradient descent with momentum: `{"kind": "sgd", …}`.
  case sgd(SGDSettings)
  /// Gradient descent with a rate for each layer: `{"kind": "lars", …}`.
  case lars(LARSSettings)

  enum Kind: String, CaseIterable, Codable, RegisteredName {
    case adam
    case adamW = "adamw"
    case sgd
    case lars
  }

  /// The learning rate at its peak.
  public var learningRate: Double {
    switch self {
    case .adam(let settings), .adamW(let settings): settings.learningRate
    case .sgd(let settings): settings.learningRate
    case .lars(let settings): settings.learningRate
    }
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> OptimizerSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    switch reader.name("kind", default: Kind.adamW, isRequired: true) {
    case .adam: return .adam(.read(&reader, weightDecay: 0))
    case .adamW: return .adamW(.read(&reader, weightDecay: 0.01))
    case .sgd: return .sgd(.read(&reader))
    case .lars: return .lars(.read(&reader))
    }
  }
}

/// The constants of Adam (Kingma and Ba 2015) and of AdamW (Loshchilov and Hutter 2019).
public struct AdamSettings: Sendable, Hashable, Codable {
  /// The learning rate at its peak, above 0 and at most 10; mandatory.
  public let learningRate: Double

  /// What pulls the weights to 0, from 0 to 1.
  ///
  /// Of AdamW the share that a step of rate 1 removes, 0.01 by
  /// default; of Adam the factor of the weights added to their gradients, 0 by default.
  public let weightDecay: Double

  /// The decay of the running mean of gradients (β₁), 0...0.9999; 0.9 by default.
  public let meanDecay: Double

  /// The decay of the running mean of squared gradients (β₂), 0...0.99999; 0.999 by default.
  public let squareDecay: Double

  /// What is added to the divisor (ε), above 0 and at most 1; 1e-8 by default.
  public let epsilon: Double

  package init(
    learningRate: Double, weightDecay: Double, meanDecay: Double, squareDecay: Double,
    epsilon: Double
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.meanDecay = meanDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  static func read(_ reader: inout ObjectReader, weightDecay: Double) -> AdamSettings {
    AdamSettings(
      learningRate: reader.number(
        "learningRate", default: 0.001, .positive(to: 10), isRequired: true),
      weightDecay: reader.number("weightDecay", default: weightDecay, .within(0...1)),
      meanDecay: reader.number("meanDecay", default: 0.9, .within(0...0.9999)),
      squareDecay: reader.number("squareDecay", default: 0.999, .within(0...0.99999)),
      epsilon: reader.number("epsilon", default: 1e-8, .positive(to: 1)))
  }
}

/// The constants of stochastic gradient descent.
public struct SGDSettings: Sendable, Hashable, Codable {
  /// The learning rate at its peak, above 0 and at most 10; mandatory.
  public let learningRate: Double

  /// The factor of the weights added to their gradients, 0...1; 0 by default.
  public let weightDecay: Double

  /// The share of the velocity that a step keeps, 0...0.9999; 0.9 by default.
  public let momentum: Double

  /// Whether the step looks ahead by Nesterov's rule; false by default.
  public let nesterov: Bool

  package init(
    learningRate: Double, weightDecay: Double, momentum: Double, nesterov: Bool
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.nesterov = nesterov
  }

  static func read(_ reader: inout ObjectReader) -> SGDSettings {
    SGDSettings(
      learningRate: reader.number(
        "learningRate", default: 0.001, .positive(to: 10), isRequired: true),
      weightDecay: reader.number("weightDecay", default: 0, .within(0...1)),
      momentum: reader.number("momentum", default: 0.9, .within(0...0.9999)),
      nesterov: reader.flag("nesterov", default: false))
  }
}

/// The constants of layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017).
public struct LARSSettings: Sendable, Hashable, Codable {
  /// The learning rate at its peak, above 0 and at most 10; mandatory.
  public let learningRate: Double

  /// The factor of the weights added to their gradients, 0...1; 0 by default.
  public let weightDecay: Double

  /// The share of the velocity that a step keeps, 0...0.9999; 0.9 by default.
  public let momentum: Double

  /// The ratio of a layer's step to its weights at rate 1 (η), above 0 and at most 1; 0.001 by
  /// default.
  public let trustCoefficient: Double

  /// What is added to the divisor (ε), above 0 and at most 1; 1e-8 by default.
  public let epsilon: Double

  package init(
    learningRate: Double, weightDecay: Double, momentum: Double, trustCoefficient: Double,
    epsilon: Double
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.trustCoefficient = trustCoefficient
    self.epsilon = epsilon
  }

  static func read(_ reader: inout ObjectReader) -> LARSSettings {
    LARSSettings(
      learningRate: reader.number(
        "learningRate", default: 0.001, .positive(to: 10), isRequired: true),
      weightDecay: reader.number("weightDecay", default: 0, .within(0...1)),
      momentum: reader.number("momentum", default: 0.9, .within(0...0.9999)),
      trustCoefficient: reader.number("trustCoefficient", default: 0.001, .positive(to: 1)),
      epsilon: reader.number("epsilon", default: 1e-8, .positive(to: 1)))
  }
}

/// How the learning rate moves over the steps.
public struct ScheduleSettings: Sendable, Hashable, Codable {
  /// The shape of the curve; mandatory.
  public let kind: ScheduleName

  /// The number of steps of the linear climb to the peak, below that of all steps; 0 by default.
  public let warmupSteps: Int

  package init(
    kind: ScheduleName, warmupSteps: Int
  ) {
    self.kind = kind
    self.warmupSteps = warmupSteps
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> ScheduleSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    return ScheduleSettings(
      kind: reader.name("kind", default: .cosine, isRequired: true),
      warmupSteps: reader.integer("warmupSteps", default: 0, in: 0...100_000_000))
  }
}
