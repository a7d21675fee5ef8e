#include "scores.h"

#include <math.h>
#include <stdbool.h>

#include "parallel.h"

// The terms that are summed before the next queries: 16 KB of a panel of 16, which stay in the first
// level of a cache while the rows pass by.
#define DEPTH 256

// The floats of a cache line.
#define LINE 16

// The vectors of the next panel when so many are left: one alone would leave the processor waiting for
// its sums, so an odd one joins the last two.
static inline size_t panel_vectors(size_t left) { return left == 3 || left == 1 ? left : 2; }

#define ROWS_AVX2 6
#define ROWS_PAIRS 3
#define ROWS_AVX512 12
#define TEMPLATE "scores_template.h"
#include "vector_forms.h"

// The instantiation for the lanes and this processor.
#define CALL(name, lanes, ...)                                                  \
  ((lanes) == 8              ? name##_avx2(__VA_ARGS__)  \
   : processor_pairs_lanes() ? name##_pairs(__VA_ARGS__) \
                             : name##_avx512(__VA_ARGS__))

size_t scores_width(const scores_shape *shape) {
  return (shape->queries + shape->lanes - 1) / shape->lanes * shape->lanes;
}

void scores_pack(const scores_shape *shape, const float *queries, float *packed) {
  size_t width = scores_width(shape), dimension = shape->dimension;
  for (size_t first = 0, lanes; first < width; first += lanes) {
    lanes = panel_vectors((width - first) / shape->lanes) * shape->lanes;
    float *panel = packed + first * dimension;
    for (size_t lane = 0; lane < lanes; lane++) {
      bool exists = first + lane < shape->queries;
      for (size_t term = 0; term < dimension; term++) {
        panel[term * lanes + lane] = exists ? queries[(first + lane) * dimension + term] : 0;
      }
    }
  }
}

void scores_multiply(const scores_shape *shape, const float *packed, const float *rows, size_t count,
                     size_t ahead, float *scores) {
  CALL(multiply, shape->lanes, shape, packed, rows, count, ahead, scores);
}

float scores_longest_square(const float *rows, size_t count, size_t dimension, size_t *bad) {
  return CALL(longest, 8, rows, count, dimension, bad);
}

size_t scores_collect(const scores_shape *shape, const float *scores, size_t count, const float *bars,
                      scores_hit *hits) {
  return CALL(collect, shape->lanes, shape, scores, count, bars, hits);
}
