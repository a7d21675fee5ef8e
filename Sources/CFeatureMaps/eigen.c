#include "eigen.h"

#include <math.h>
#include <string.h>

#include "parallel.h"

// The steps after which an eigenvalue is given up.
#define STEPS_MOST 60

// The rotations that are gathered before they turn the vectors.
#define ROTATIONS_MOST 65536

// The components of the vectors that a piece turns: 64 doubles a row, so that the rows that are turned
// after one another stay in the cache.
#define COMPONENTS 64

// The vectors that a piece brings back through Householder's reflections.
#define VECTORS 8

// The rows of a piece of the reduction.
#define REDUCED_ROWS 16

// Rows `row` and `row + 1` of the vectors turn by an angle.
typedef struct {
  size_t row;
  double cosine, sine;
} rotation;

typedef struct {
  size_t size, step;
  double *matrix;
  // Of the present step: the reflection's vector, and what the last step leaves to subtract.
  const double *reflection, *last, *weights;
  double *product;
} reduction_work;

typedef struct {
  size_t size, rotations;
  const rotation *rotation;
  double *vectors;
} turn_work;

typedef struct {
  size_t size;
  const double *matrix, *factors;
  double *vectors;
} return_work;

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#include "eigen_template.h"
#undef SUFFIX
#pragma clang attribute pop


size_t eigen_scratch_count(size_t size) {
  // The diagonals, the factors, three vectors of the reduction, and the rotations.
  return 8 * (size + 8) + ROTATIONS_MOST * divided(sizeof(rotation), sizeof(double));
}

bool eigen_symmetric(size_t size, double *matrix, double *values, double *vectors, double *scratch,
                     int threads) {
  return decompose_avx2(size, matrix, values, vectors, scratch, threads);
}
