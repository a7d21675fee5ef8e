// One instantiation of the kernels, for LANES channels a block and the instruction set in force.
//
// n image, c source channel, f filter, t place in the transform, i tile of a group, (y, x) a pixel.
// NAME(x) makes the names of an instantiation its own. ROWS rows by two vectors is what the
// multiplication keeps in registers.

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4)));
#define VECTOR NAME(vector)
#define LOOSE NAME(loose)

// Replaces negative values by 0; NaN stays, so that it is seen.
static inline __attribute__((always_inline)) void NAME(rectify)(VECTOR *value) {
  typedef __typeof__(*value < 0.0f) mask;
  *value = (VECTOR)((mask)*value & ~(*value < 0.0f));
}

// MARK: - One-dimensional transforms, in place over a strided line of six or four vectors

static inline __attribute__((always_inline)) void NAME(source_line4)(VECTOR *d, size_t s) {
  VECTOR d0 = d[0], d1 = d[s], d2 = d[2 * s], d3 = d[3 * s], d4 = d[4 * s], d5 = d[5 * s];
  VECTOR even = d4 - 4.0f * d2, odd = d3 - 4.0f * d1;
  VECTOR outer = d4 - d2, inner = 2.0f * (d3 - d1);
  d[0] = 4.0f * d0 - 5.0f * d2 + d4;
  d[s] = even + odd;
  d[2 * s] = even - odd;
  d[3 * s] = outer + inner;
  d[4 * s] = outer - inner;
  d[5 * s] = 4.0f * d1 - 5.0f * d3 + d5;
}

static inline __attribute__((always_inline)) void NAME(source_line2)(VECTOR *d, size_t s) {
  VECTOR d0 = d[0], d1 = d[s], d2 = d[2 * s], d3 = d[3 * s];
  d[0] = d0 - d2;
  d[s] = d1 + d2;
  d[2 * s] = d2 - d1;
  d[3 * s] = d1 - d3;
}

static inline __attribute__((always_inline)) void NAME(result_line4)(VECTOR *m, size_t s) {
  VECTOR m0 = m[0], m1 = m[s], m2 = m[2 * s], m3 = m[3 * s], m4 = m[4 * s], m5 = m[5 * s];
  VECTOR s1 = m1 + m2, d1 = m1 - m2, s2 = m3 + m4, d2 = m3 - m4;
  m[0] = m0 + s1 + s2;
  m[s] = d1 + 2.0f * d2;
  m[2 * s] = s1 + 4.0f * s2;
  m[3 * s] = d1 + 8.0f * d2 + m5;
}

static inline __attribute__((always_inline)) void NAME(result_line2)(VECTOR *m, size_t s) {
  VECTOR m0 = m[0], m1 = m[s], m2 = m[2 * s], m3 = m[3 * s];
  m[0] = m0 + m1 + m2;
  m[s] = m1 - m2 - m3;
}

static inline __attribute__((always_inline)) void NAME(result_gradient_line4)(VECTOR *y, size_t s) {
  VECTOR y0 = y[0], y1 = y[s], y2 = y[2 * s], y3 = y[3 * s];
  VECTOR near = y0 + y2, odd = y1 + y3, far = y0 + 4.0f * y2, steep = 2.0f * y1 + 8.0f * y3;
  y[s] = near + odd;
  y[2 * s] = near - odd;
  y[3 * s] = far + steep;
  y[4 * s] = far - steep;
  y[5 * s] = y3;
}

static inline __attribute__((always_inline)) void NAME(result_gradient_line2)(VECTOR *y, size_t s) {
  VECTOR y0 = y[0], y1 = y[s];
  y[s] = y0 + y1;
  y[2 * s] = y0 - y1;
  y[3 * s] = -y1;
}

static inline __attribute__((always_inline)) void NAME(filter_line4)(VECTOR *g, size_t s) {
  VECTOR g0 = g[0], g1 = g[s], g2 = g[2 * s];
  VECTOR sum = (g0 + g2) * (-1.0f / 6), wide = g0 * (1.0f / 24) + g2 * (1.0f / 6);
  VECTOR odd = g1 * (1.0f / 6), half = g1 * (1.0f / 12);
  g[0] = g0 * 0.25f;
  g[s] = sum - odd;
  g[2 * s] = sum + odd;
  g[3 * s] = wide + half;
  g[4 * s] = wide - half;
  g[5 * s] = g2;
}

static inline __attribute__((always_inline)) void NAME(filter_line2)(VECTOR *g, size_t s) {
  VECTOR g0 = g[0], g1 = g[s], g2 = g[2 * s];
  VECTOR sum = 0.5f * (g0 + g2), odd = 0.5f * g1;
  g[s] = sum + odd;
  g[2 * s] = sum - odd;
  g[3 * s] = g2;
}

static inline __attribute__((always_inline)) void NAME(gradient_line4)(VECTOR *u, size_t s) {
  VECTOR u0 = u[0], u1 = u[s], u2 = u[2 * s], u3 = u[3 * s], u4 = u[4 * s], u5 = u[5 * s];
  VECTOR s1 = (u1 + u2) * (-1.0f / 6), s3 = u3 + u4;
  u[0] = u0 * 0.25f + s1 + s3 * (1.0f / 24);
  u[s] = (u2 - u1) * (1.0f / 6) + (u3 - u4) * (1.0f / 12);
  u[2 * s] = s1 + s3 * (1.0f / 6) + u5;
}

static inline __attribute__((always_inline)) void NAME(gradient_line2)(VECTOR *u, size_t s) {
  VECTOR u0 = u[0], u1 = u[s], u2 = u[2 * s], u3 = u[3 * s];
  u[0] = u0 + 0.5f * (u1 + u2);
  u[s] = 0.5f * (u1 - u2);
  u[2 * s] = 0.5f * (u1 + u2) + u3;
}

// Applies a line transform to the `lines` columns, then to the `rows` rows that came out, of a square
// of vectors with SIDE to a row.
#define SQUARE(line, square, columns, rows)                                          \
  do {                                                                               \
    _Pragma("unroll") for (size_t q = 0; q < (columns); q++) line((square) + q, SIDE); \
    _Pragma("unroll") for (size_t q = 0; q < (rows); q++) line((square) + q * SIDE, 1); \
  } while (0)

#define TILE 4
#include "winograd_tiles.h"
#undef TILE
#define TILE 2
#include "winograd_tiles.h"
#undef TILE

// MARK: - Multiplication

// Computes `rows` rows by two vectors of left * right. `depth` terms each; element (row, term) of
// the left factor lies at row * left_row + term * left_term; the right factor has `right_stride`
// floats from term to term. With `looks_ahead` the terms behind these are fetched, for a right factor that
// is read on and on and does not stay in a near cache.
static inline __attribute__((always_inline)) void NAME(block)(
    const size_t rows, size_t depth, const float *left, size_t left_row, size_t left_term,
    const float *right, size_t right_stride, const bool looks_ahead, float *result, size_t result_row,
    bool accumulates) {
  VECTOR sums[ROWS][2];
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    for (size_t half = 0; half < 2; half++) {
      sums[row][half] = (VECTOR){0};
      if (accumulates) sums[row][half] = *(const VECTOR *)(result + row * result_row + half * LANES);
    }
  }
  for (size_t term = 0; term < depth; term++) {
    if (looks_ahead) __builtin_prefetch(right + (depth + term) * right_stride, 0, 2);
    VECTOR first = *(const VECTOR *)(right + term * right_stride);
    VECTOR second = *(const VECTOR *)(right + term * right_stride + LANES);
    _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
      float factor = left[row * left_row + term * left_term];
      sums[row][0] += factor * first;
      sums[row][1] += factor * second;
    }
  }
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    *(VECTOR *)(result + row * result_row) = sums[row][0];
    *(VECTOR *)(result + row * result_row + LANES) = sums[row][1];
  }
}

// The same for any number of rows. The last block may be narrower; its width is decided here, so
// that each block is compiled for a fixed one.
static void NAME(panel)(size_t rows, size_t depth, const float *left, size_t left_row,
                        size_t left_term, const float *right, size_t right_stride, bool looks_ahead,
                        float *result, size_t result_row, bool accumulates) {
#define SIDED_BLOCK(count, ahead)                                                               \
  NAME(block)(count, depth, left, left_row, left_term, right, right_stride, ahead, result,      \
              result_row, accumulates)
#define BLOCK(count) (looks_ahead ? SIDED_BLOCK(count, true) : SIDED_BLOCK(count, false))
  for (; rows >= ROWS; rows -= ROWS) {
    BLOCK(ROWS);
    left += ROWS * left_row;
    result += ROWS * result_row;
  }
  for (; rows >= 4; rows -= 4) {
    BLOCK(4);
    left += 4 * left_row;
    result += 4 * result_row;
  }
  if (rows == 3) BLOCK(3);
  if (rows == 2) BLOCK(2);
  if (rows == 1) BLOCK(1);
#undef BLOCK
#undef SIDED_BLOCK
}

// MARK: - The three passes

// Convolves the tiles of one group: transform, multiply, transform back.
static void NAME(convolve_group)(const forward_work *work, size_t first, size_t count,
                                 float *scratch) {
  const winograd_geometry *g = work->geometry;
  size_t places = place_count(g);
  size_t source_plane = plane_stride(work->group, g->channels);
  size_t result_plane = plane_stride(work->group, g->filters);
  bool looks_ahead = g->channels * g->filters > NEAR_FILTERS;
  float *sources = scratch, *results = scratch + places * source_plane;
  if (g->tile == 4) {
    NAME(transform_source4)(g, work->source, first, count, sources, source_plane);
  } else {
    NAME(transform_source2)(g, work->source, first, count, sources, source_plane);
  }
  for (size_t t = 0; t < places; t++) {
    for (size_t f = 0; f < g->filters; f += 2 * LANES) {
      const float *filters = work->transformed + (t * g->filters + f) * g->channels;
      for (size_t c = 0; c < g->channels; c += PANEL_TERMS(LANES, sizeof(float))) {
        NAME(panel)(count, smaller(PANEL_TERMS(LANES, sizeof(float)), g->channels - c),
                    sources + t * source_plane + c, g->channels, 1, filters + c * 2 * LANES, 2 * LANES,
                    looks_ahead, results + t * result_plane + f, g->filters, c > 0);
      }
    }
  }
  if (g->tile == 4) {
    NAME(finish_result4)(work, first, count, results, result_plane);
  } else {
    NAME(finish_result2)(work, first, count, results, result_plane);
  }
}

// One group of tiles.
static void NAME(convolve_piece)(void *context, size_t piece, size_t worker) {
  const forward_work *work = context;
  float *scratch = work->scratch + worker * forward_thread_count(work->geometry, work->group);
  span tiles = span_of(work->tiles, work->group, piece);
  NAME(convolve_group)(work, tiles.first, tiles.end - tiles.first, scratch);
}

// The transforms of a block of 2 * LANES filters.
static void NAME(transform_piece)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const filter_work *work = context;
  const winograd_geometry *g = work->geometry;
  for (size_t c = 0; c < g->channels; c++) {
    if (g->tile == 4) {
      NAME(transform_filters4)(work, piece * 2 * LANES, c);
    } else {
      NAME(transform_filters2)(work, piece * 2 * LANES, c);
    }
  }
}

// Computes the gradients of some channels with some filters: sums the products of all tiles of the
// group in the transform, and transforms the sums back.
static void NAME(gradient_block)(const gradient_work *work, const gradient_maps *maps, size_t tiles,
                                 size_t c, size_t f, float *sums, bool accumulates) {
  const winograd_geometry *g = work->geometry;
  size_t channels = g->channels - c < GRADIENT_CHANNELS ? g->channels - c : GRADIENT_CHANNELS;
  size_t width = work->panels * 2 * LANES;
  size_t filters = g->filters - f < width ? g->filters - f : width;
  size_t plane = channels * filters;
  for (size_t t = 0; t < place_count(g); t++) {
    const float *sources = maps->sources + t * maps->source_plane + c;
    const float *gradients = maps->gradients + t * maps->gradient_plane + f;
    for (size_t first = 0; first < tiles; first += GRADIENT_TILES) {
      size_t count = smaller(GRADIENT_TILES, tiles - first);
      for (size_t column = 0; column < filters; column += 2 * LANES) {
        NAME(panel)(channels, count, sources + first * g->channels, 1, g->channels,
                    gradients + first * g->filters + column, g->filters, false,
                    sums + t * plane + column, filters, first > 0);
      }
    }
  }
  for (size_t row = 0; row < channels; row++) {
    for (size_t column = 0; column < filters; column += LANES) {
      const float *corner = sums + row * filters + column;
      if (g->tile == 4) {
        NAME(finish_gradient4)(work, corner, plane, f + column, c + row, accumulates);
      } else {
        NAME(finish_gradient2)(work, corner, plane, f + column, c + row, accumulates);
      }
    }
  }
}

// Transforms source and gradient of some tiles of the present group.
static void NAME(gradient_transform)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const gradient_work *work = context;
  const winograd_geometry *g = work->geometry;
  gradient_maps maps = maps_of(work);
  span tiles = span_of(work->count, work->length, piece);
  size_t start = work->first + tiles.first, length = tiles.end - tiles.first;
  float *sources = maps.sources + tiles.first * g->channels;
  float *gradients = maps.gradients + tiles.first * g->filters;
  if (g->tile == 4) {
    NAME(transform_source4)(g, work->source, start, length, sources, maps.source_plane);
    NAME(transform_gradient4)(g, work->result_gradient, start, length, gradients,
                              maps.gradient_plane);
  } else {
    NAME(transform_source2)(g, work->source, start, length, sources, maps.source_plane);
    NAME(transform_gradient2)(g, work->result_gradient, start, length, gradients,
                              maps.gradient_plane);
  }
}

// Adds the products of the present group for a block of channels and filters.
static void NAME(gradient_piece)(void *context, size_t piece, size_t worker) {
  const gradient_work *work = context;
  const winograd_geometry *g = work->geometry;
  gradient_maps maps = maps_of(work);
  size_t width = work->panels * 2 * LANES, columns = divided(g->filters, width);
  float *sums = maps.sums + worker * gradient_sum_count(g, work->panels);
  NAME(gradient_block)(work, &maps, work->count, piece / columns * GRADIENT_CHANNELS,
                       piece % columns * width, sums, work->first > 0);
}

#undef SQUARE
#undef VECTOR
#undef LOOSE
