/// The rule that moves weights down their gradients.
public enum OptimizerSettings: SettingsChoice {
  /// Adam, with weight decay in the gradient.
  case adam(AdamSettings)

  /// Adam with decoupled weight decay.
  case adamW(AdamSettings)

  /// Stochastic gradient descent with momentum.
  case sgd(SGDSettings)

  /// Gradient descent with a rate for each layer.
  case lars(LARSSettings)

  package static let formName = "optimizer"
  package static let meaning = "The rule that moves weights down their gradients."
  package static let assumedKind = "adamw"
  package static let kinds: [SettingsKind<Self>] = [
    SettingsKind(
      "adam", "Adam, with weight decay in the gradient (Kingma and Ba 2015).", make: Self.adam
    ) { if case .adam(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "adamw", "Adam with decoupled weight decay (Loshchilov and Hutter 2019).",
      standard: AdamSettings { $0.weightDecay = 0.01 }, make: Self.adamW
    ) { if case .adamW(let settings) = $0 { settings } else { nil } },
    SettingsKind("sgd", "Stochastic gradient descent with momentum.", make: Self.sgd) {
      if case .sgd(let settings) = $0 { settings } else { nil }
    },
    SettingsKind(
      "lars",
      "Layer-wise adaptive rate scaling: a rate for each layer (You, Gitman and Ginsburg 2017).",
      make: Self.lars
    ) { if case .lars(let settings) = $0 { settings } else { nil } },
  ]

  /// The learning rate at its peak.
  public var learningRate: Double {
    switch self {
    case .adam(let settings), .adamW(let settings): settings.learningRate
    case .sgd(let settings): settings.learningRate
    case .lars(let settings): settings.learningRate
    }
  }
}

/// A rule with a learning rate and a decay of weights.
private protocol RatedSettings: SettingsObject {
  var learningRate: Double { get set }
  var weightDecay: Double { get set }
}

extension RatedSettings {
  /// The fields that every rule has.
  fileprivate static var rates: [Field<Self>] {
    [
      Field(
        "learningRate", \.learningRate, .number(.positive(to: 10)), .mandatory,
        meaning: "The learning rate at its peak."),
      Field(
        "weightDecay", \.weightDecay, .share,
        meaning:
          "What pulls the weights to 0: the factor of the weights that are added to their gradients; of "
          + "AdamW the share that a step of rate 1 removes."),
    ]
  }
}

/// The constants of Adam and of AdamW.
public struct AdamSettings: RatedSettings {
  package var learningRate = 0.001
  package var weightDecay = 0.0
  package var meanDecay = 0.9
  package var squareDecay = 0.999
  package var epsilon = 1e-8

  package init() {}

  package static let fields: [Field<Self>] =
    rates + [
      Field(
        "meanDecay", \.meanDecay, .number(.within(0...0.9999)), source: "Kingma and Ba 2015, β₁",
        meaning: "The decay of the running mean of gradients."),
      Field(
        "squareDecay", \.squareDecay, .number(.within(0...0.99999)),
        source: "Kingma and Ba 2015, β₂",
        meaning: "The decay of the running mean of squared gradients."),
      Field(
        "epsilon", \.epsilon, .number(.positive(to: 1)), source: "Kingma and Ba 2015, ε",
        meaning: "What is added to the divisor."),
    ]
}

/// The constants of stochastic gradient descent.
public struct SGDSettings: RatedSettings {
  package var learningRate = 0.001
  package var weightDecay = 0.0
  package var momentum = 0.9
  package var nesterov = false

  package init() {}

  package static let fields: [Field<Self>] =
    rates + [
      Field(
        "momentum", \.momentum, .number(.within(0...0.9999)),
        meaning: "The share of the velocity that a step keeps."),
      Field(
        "nesterov", \.nesterov, .flag, meaning: "Whether the step looks ahead by Nesterov's rule."),
    ]
}

/// The constants of layer-wise adaptive rate scaling.
public struct LARSSettings: RatedSettings {
  package var learningRate = 0.001
  package var weightDecay = 0.0
  package var momentum = 0.9
  package var trustCoefficient = 0.001
  package var epsilon = 1e-8

  package init() {}

  package static let fields: [Field<Self>] =
    rates + [
      Field(
        "momentum", \.momentum, .number(.within(0...0.9999)),
        meaning: "The share of the velocity that a step keeps."),
      Field(
        "trustCoefficient", \.trustCoefficient, .number(.positive(to: 1)),
        source: "You, Gitman and Ginsburg 2017, η",
        meaning: "The ratio of a layer's step to its weights at rate 1."),
      Field(
        "epsilon", \.epsilon, .number(.positive(to: 1)), meaning: "What is added to the divisor."),
    ]
}

/// How the learning rate moves over the steps.
public struct ScheduleSettings: SettingsObject, NamedObject {
  package var kind = ScheduleName.cosine
  package var warmupSteps = 0

  package init() {}

  package static let formName = "schedule"
  package static let meaning = "How the learning rate moves over the steps."
  package static let fields: [Field<Self>] = [
    Field(
      "kind", \.kind, .name, .mandatory,
      meaning: "The shape of the curve: \"cosine\" is a linear climb, then half a cosine down to 0."
    ),
    Field(
      "warmupSteps", \.warmupSteps, .integer(0...100_000_000), unit: "steps",
      meaning: "The linear climb to the peak, below the number of all steps."),
  ]
}
