import Training

/// Returns gradient descent with the usual momentum.
func usualDescent(
  momentum: Float = 0.9, usesNesterov: Bool = false, weightDecay: Float = 0
) -> StochasticGradientDescent {
  StochasticGradientDescent(
    momentum: momentum, usesNesterov: usesNesterov, weightDecay: weightDecay)
}

/// Returns Adam with the constants of its paper.
func usualAdam(meanDecay: Float = 0.9, weightDecay: Float = 0) -> Adam {
  Adam(meanDecay: meanDecay, squareDecay: 0.999, epsilon: 1e-8, weightDecay: weightDecay)
}

/// Returns AdamW with the constants of Adam's paper.
func usualAdamW(weightDecay: Float = 0.01) -> AdamW {
  AdamW(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: weightDecay)
}

/// Returns LARS with the usual momentum and the trust of its paper.
func usualLARS(momentum: Float = 0.9, weightDecay: Float = 0) -> LARS {
  LARS(momentum: momentum, trustCoefficient: 0.001, epsilon: 1e-8, weightDecay: weightDecay)
}
