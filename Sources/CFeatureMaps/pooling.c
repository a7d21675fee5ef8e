#include "pooling.h"

#include "parallel.h"

typedef struct {
  const pooling_geometry *geometry;
  const float *source, *result_gradient;
  float *result;
} pooling_work;

// The rows or columns of the source that a window covers.
static inline span window_of(const pooling_geometry *g, size_t place, size_t length) {
  size_t first = place * g->stride, end = first + g->window - g->padding;
  span covered = {first < g->padding ? 0 : first - g->padding, end < length ? end : length};
  return covered;
}

#define TEMPLATE "pooling_template.h"
#include "vector_forms.h"

void pooling_maximum(const pooling_geometry *geometry, const float *source, float *destination,
                     int threads) {
  pooling_work work = {geometry, source, 0, destination};
  run_pieces(geometry->lanes, maximum_piece_avx2, maximum_piece_pairs, maximum_piece_avx512, &work,
             geometry->planes, threads);
}

void pooling_maximum_gradient(const pooling_geometry *geometry, const float *source,
                              const float *destination_gradient, float *source_gradient,
                              int threads) {
  pooling_work work = {geometry, source, destination_gradient, source_gradient};
  run_pieces(geometry->lanes, gradient_piece_avx2, gradient_piece_pairs, gradient_piece_avx512, &work,
             geometry->planes, threads);
}
