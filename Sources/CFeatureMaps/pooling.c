#include "pooling.h"

#include "parallel.h"

typedef struct {
  const pooling_geometry *geometry;
  const float *source, *gradientValue;
  float *result;
} pooling_work;

// The rows or columns first ..< end of the source that a window covers.
typedef struct {
  size_t first, end;
} span;

static inline span span_of(const pooling_geometry *g, size_t place, size_t length) {
  size_t first = place * g->stride, end = first + g->window - g->padding;
  span covered = {first < g->padding ? 0 : first - g->padding, end < length ? end : length};
  return covered;
}

#define TEMPLATE "pooling_template.h"
#include "vector_forms.h"

void pooling_maximum(const pooling_geometry *geometry, const float *source, float *destination,
                     int threads) {
  pooling_work work = {geometry, source, 0, destination};
  run_region(geometry->lanes, maximum_share_avx2, maximum_share_pairs, maximum_share_avx512, &work,
             threads);
}

void pooling_maximum_gradient(const pooling_geometry *geometry, const float *source,
                              const float *destination_gradient, float *source_gradient,
                              int threads) {
  pooling_work work = {geometry, source, destination_gradient, source_gradient};
  run_region(geometry->lanes, gradient_share_avx2, gradient_share_pairs, gradient_share_avx512, &work,
             threads);
}
