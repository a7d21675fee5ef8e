// Steps of optimisers, element by element. No product is fused with a sum, so that every processor gives the
// same bits.
#pragma once
#include <stddef.h>

// The constants of a step of Adam. With gradient g, mean m, square s and weight w:
// d = g + gradient_decay * w; m = mean_decay * m + (1 - mean_decay) * d;
// s = square_decay * s + (1 - square_decay) * d * d;
// w = w * kept_weight - rate * m / (sqrt(s) * inverse_root + epsilon).
typedef struct {
  float kept_weight, gradient_decay, mean_decay, square_decay, rate, inverse_root, epsilon;
} adam_step;

// Moves `count` weights and their moments.
void optimiser_adam(const adam_step *step, size_t count, const float *gradients, float *means,
                    float *squares, float *weights, int threads);

// The constants of a step of gradient descent with momentum. With gradient g, velocity v and weight w:
// d = g + decay * w; v = momentum * v + d; w = w - rate * (gradient_share * d + velocity_share * v).
typedef struct {
  float rate, momentum, velocity_share, gradient_share, decay;
} momentum_step;

// Moves `count` weights and their velocities.
void optimiser_momentum(const momentum_step *step, size_t count, const float *gradients,
                        float *velocities, float *weights, int threads);
