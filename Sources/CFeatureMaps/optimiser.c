#include "optimiser.h"

#include "parallel.h"

#pragma clang fp contract(off)

// The elements of a piece: 64 KB of each operand.
#define PIECE (16u << 10)

typedef struct {
  const adam_step *step;
  size_t count;
  const float *gradients;
  float *means, *squares, *weights;
} adam_work;

typedef struct {
  const momentum_step *step;
  size_t count;
  const float *gradients;
  float *velocities, *weights;
} momentum_work;

// Defines the pieces for the instruction set in force.
#define STEPS(suffix)                                                                              \
  static void adam_piece_##suffix(void *context, size_t piece, size_t worker) {                    \
    (void)worker;                                                                                  \
    const adam_work *work = context;                                                               \
    const adam_step s = *work->step;                                                               \
    const float *restrict gradients = work->gradients;                                             \
    float *restrict means = work->means, *restrict squares = work->squares;                        \
    float *restrict weights = work->weights;                                                       \
    span mine = span_of(work->count, PIECE, piece);                                                \
    for (size_t i = mine.first; i < mine.end; i++) {                                               \
      float gradient = gradients[i] + s.gradient_decay * weights[i];                               \
      float mean = s.mean_decay * means[i] + (1 - s.mean_decay) * gradient;                        \
      float square = s.square_decay * squares[i] + (1 - s.square_decay) * gradient * gradient;     \
      weights[i] = weights[i] * s.kept_weight -                                                    \
                   s.rate * mean / (__builtin_elementwise_sqrt(square) * s.inverse_root + s.epsilon); \
      means[i] = mean;                                                                             \
      squares[i] = square;                                                                         \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void momentum_piece_##suffix(void *context, size_t piece, size_t worker) {                \
    (void)worker;                                                                                  \
    const momentum_work *work = context;                                                           \
    const momentum_step s = *work->step;                                                           \
    const float *restrict gradients = work->gradients;                                             \
    float *restrict velocities = work->velocities, *restrict weights = work->weights;              \
    span mine = span_of(work->count, PIECE, piece);                                                \
    for (size_t i = mine.first; i < mine.end; i++) {                                               \
      float gradient = gradients[i] + s.decay * weights[i];                                        \
      float velocity = s.momentum * velocities[i] + gradient;                                      \
      weights[i] -= s.rate * (s.gradient_share * gradient + s.velocity_share * velocity);          \
      velocities[i] = velocity;                                                                    \
    }                                                                                              \
  }

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
STEPS(avx2)
#pragma clang attribute pop

void optimiser_adam(const adam_step *step, size_t count, const float *gradients, float *means,
                    float *squares, float *weights, int threads) {
  adam_work work = {step, count, gradients, means, squares, weights};
  pieces_run(divided(count, PIECE), threads, adam_piece_avx2, &work);
}

void optimiser_momentum(const momentum_step *step, size_t count, const float *gradients,
                        float *velocities, float *weights, int threads) {
  momentum_work work = {step, count, gradients, velocities, weights};
  pieces_run(divided(count, PIECE), threads, momentum_piece_avx2, &work);
}
