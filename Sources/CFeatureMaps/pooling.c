#include "pooling.h"

#include "parallel.h"

typedef struct {
  const pooling_geometry *geometry;
  const float *source, *slope;
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

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define SUFFIX avx2
#include "pooling_template.h"
#undef LANES
#undef SUFFIX

#define LANES 16
#define SUFFIX pairs
#include "pooling_template.h"
#undef LANES
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define LANES 16
#define SUFFIX avx512
#include "pooling_template.h"
#undef LANES
#undef SUFFIX
#pragma clang attribute pop

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
