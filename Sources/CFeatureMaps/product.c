#include "product.h"

#include "panel.h"
#include "parallel.h"

// The elements of the left factor that are multiplied at a time: 512 KB of floats, about what the second
// level of a cache holds beside the columns.
#define STRIP_ELEMENTS (128u << 10)

// The most elements of a vector, and so the columns that a panel is filled up to.
#define LANES_MOST 16

typedef struct {
  const product_shape *shape;
  const void *left, *right;
  void *product, *packed, *scratch;
  size_t scratch_stride, strip, panel_groups;
} product_work;

static size_t strip_length(const product_shape *s) {
  return smaller(strip_rows(STRIP_ELEMENTS, s->inner), s->rows);
}

static size_t left_count(const product_shape *s) {
  return strip_length(s) * divided(s->inner, LANES_MOST) * LANES_MOST;
}

static size_t right_count(const product_shape *s) {
  return divided(s->columns, LANES_MOST) * LANES_MOST * s->inner;
}

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define ELEMENT float
#define LANES 8
#define ROWS 6
#define SUFFIX floats_avx2
#include "product_template.h"
#undef ELEMENT
#undef LANES
#undef ROWS
#undef SUFFIX

#define ELEMENT double
#define LANES 4
#define ROWS 6
#define SUFFIX doubles_avx2
#include "product_template.h"
#undef ELEMENT
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define ELEMENT float
#define LANES 16
#define ROWS 14
#define SUFFIX floats_avx512
#include "product_template.h"
#undef ELEMENT
#undef LANES
#undef ROWS
#undef SUFFIX

#define ELEMENT double
#define LANES 8
#define ROWS 14
#define SUFFIX doubles_avx512
#include "product_template.h"
#undef ELEMENT
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop

size_t product_scratch_count(const product_shape *shape, int threads) {
  return right_count(shape) + (size_t)threads * left_count(shape);
}

// Packs the right factor, then multiplies strips of rows with groups of panels of columns.
static void multiply(product_work *work, size_t lanes, pieces_body *pack, pieces_body *multiply,
                     int threads) {
  const product_shape *s = work->shape;
  if (s->rows == 0 || s->columns == 0) return;
  size_t panels = divided(divided(s->columns, lanes), 2);
  work->scratch_stride = left_count(s);
  work->strip = strip_length(s);
  size_t strips = divided(s->rows, work->strip), wanted = threads > 1 ? 4 * (size_t)threads : 1;
  work->panel_groups = strips >= wanted ? 1 : smaller(panels, divided(wanted, strips));
  pieces_run(panels, threads, pack, work);
  pieces_run(strips * work->panel_groups, threads, multiply, work);
}

// Multiplies in the instantiation for this processor.
#define MULTIPLY(type, lanes)                                                                    \
  do {                                                                                           \
    product_work work = {.shape = shape,                                                         \
                         .left = left,                                                           \
                         .right = right,                                                         \
                         .product = product,                                                     \
                         .packed = scratch,                                                      \
                         .scratch = scratch + right_count(shape)};                               \
    if (processor_pairs_lanes()) {                                                               \
      multiply(&work, lanes, pack_##type##_avx2, multiply_##type##_avx2, threads);               \
    } else {                                                                                     \
      multiply(&work, 2 * (lanes), pack_##type##_avx512, multiply_##type##_avx512, threads);     \
    }                                                                                            \
  } while (0)

void product_floats(const product_shape *shape, const float *left, const float *right, float *product,
                    float *scratch, int threads) {
  MULTIPLY(floats, 8);
}

void product_doubles(const product_shape *shape, const double *left, const double *right,
                     double *product, double *scratch, int threads) {
  MULTIPLY(doubles, 4);
}
