#include "winograd.h"

#include "parallel.h"

// The floats of transformed source and result that a thread works on at a time: 640 KB, about what the
// second level of a cache holds.
#define FORWARD_FLOATS (160u << 10)

// The floats of transformed maps that a filter gradient sums over at a time: 8 MB, so that they stay
// in the last level of a cache.
#define GRADIENT_FLOATS (2u << 20)

// The channels that a thread sums gradients of at a time, with up to four times 2 * lanes filters.
#define GRADIENT_CHANNELS 48

typedef struct {
  const winograd_geometry *geometry;
  const float *source, *transformed;
  winograd_finish finish;
  float *destination, *scratch;
  size_t tiles, group;
} forward_work;

typedef struct {
  const winograd_geometry *geometry;
  const float *filters;
  bool transposed;
  float *transformed;
} filter_work;

typedef struct {
  const winograd_geometry *geometry;
  const float *source, *gradientValue;
  float *gradient, *scratch;
  size_t tiles, group, panels;
} gradient_work;

// The working memory of a filter gradient, and the floats from one place of the transform to the next.
typedef struct {
  float *sources, *gradientValues, *sums;
  size_t source_plane, slope_plane;
} gradient_maps;

// Where a tile lies: its image, and its first output pixel.
typedef struct {
  size_t image, y, x;
} tile_place;

static size_t tiles_of(size_t length, size_t tile) { return (length + tile - 1) / tile; }

static size_t tile_count(const winograd_geometry *g) {
  return g->batch * tiles_of(g->height, g->tile) * tiles_of(g->width, g->tile);
}

static size_t place_count(const winograd_geometry *g) { return (g->tile + 2) * (g->tile + 2); }

static inline tile_place place_of(const winograd_geometry *g, size_t index) {
  size_t columns = tiles_of(g->width, g->tile), rows = tiles_of(g->height, g->tile);
  tile_place place = {index / (rows * columns), index / columns % rows * g->tile,
                      index % columns * g->tile};
  return place;
}

// The floats from one place of the transform to the next, off the powers of two at which all places
// of a tile would fall into one set of the cache.
static size_t plane_stride(size_t group, size_t channels) { return group * channels + 16; }

// The tiles that are transformed and multiplied together: as many as keep both sides of the product
// in the cache nearby, and enough to read the filters seldom.
static size_t forward_group(const winograd_geometry *g) {
  size_t floats = place_count(g) * (g->channels + g->filters);
  size_t fitting = FORWARD_FLOATS / floats / 12 * 12;
  return fitting < 24 ? 24 : fitting > 96 ? 96 : fitting;
}

static size_t forward_thread_count(const winograd_geometry *g, size_t group) {
  return place_count(g) * (plane_stride(group, g->channels) + plane_stride(group, g->filters));
}

// The tiles whose products are summed at a time: all of them, as far as memory allows.
static size_t gradient_group(const winograd_geometry *g) {
  size_t tiles = tile_count(g);
  size_t fitting = GRADIENT_FLOATS / (place_count(g) * (g->channels + g->filters));
  return tiles < fitting ? tiles : fitting < 1 ? 1 : fitting;
}

// The blocks of 2 * lanes filters that a thread sums at a time: few enough to give each thread work.
// The sums themselves do not depend on it.
static size_t gradient_panels(const winograd_geometry *g, int threads) {
  size_t rows = tiles_of(g->channels, GRADIENT_CHANNELS);
  for (size_t panels = 4; panels > 1; panels /= 2) {
    if (rows * tiles_of(g->filters, panels * 2 * g->lanes) >= 2 * (size_t)threads) return panels;
  }
  return 1;
}

static size_t gradient_sum_count(const winograd_geometry *g, size_t panels) {
  return place_count(g) * GRADIENT_CHANNELS * panels * 2 * g->lanes;
}

static gradient_maps maps_of(const gradient_work *work) {
  const winograd_geometry *g = work->geometry;
  gradient_maps maps = {.source_plane = plane_stride(work->group, g->channels),
                        .slope_plane = plane_stride(work->group, g->filters)};
  maps.sources = work->scratch;
  maps.gradientValues = maps.sources + place_count(g) * maps.source_plane;
  maps.sums = maps.gradientValues + place_count(g) * maps.slope_plane;
  return maps;
}

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define ROWS 6
#define SUFFIX avx2
#include "winograd_template.h"
#undef LANES
#undef ROWS
#undef SUFFIX

// Blocks of 16 channels without AVX-512: no processor's own layout, but it lets any machine test the
// arithmetic of the instantiation below.
#define LANES 16
#define ROWS 6
#define SUFFIX pairs
#include "winograd_template.h"
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define LANES 16
#define ROWS 12
#define SUFFIX avx512
#include "winograd_template.h"
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop

size_t winograd_filter_count(const winograd_geometry *g) {
  return place_count(g) * g->channels * g->filters;
}

size_t winograd_forward_scratch_count(const winograd_geometry *g, int threads) {
  return (size_t)threads * forward_thread_count(g, forward_group(g));
}

size_t winograd_gradient_scratch_count(const winograd_geometry *g, int threads) {
  size_t group = gradient_group(g);
  return place_count(g) * (plane_stride(group, g->channels) + plane_stride(group, g->filters)) +
         (size_t)threads * gradient_sum_count(g, gradient_panels(g, threads));
}

void winograd_transform_filters(const winograd_geometry *geometry, const float *filters,
                                bool transposed, float *transformed) {
  filter_work work = {geometry, filters, transposed, transformed};
  run_region(geometry->lanes, transform_share_avx2, transform_share_pairs, transform_share_avx512, &work, 0);
}

void winograd_convolve(const winograd_geometry *geometry, const float *source,
                       const float *transformed, winograd_finish finish, float *destination,
                       float *scratch, int threads) {
  forward_work work = {.geometry = geometry,
                       .source = source,
                       .transformed = transformed,
                       .finish = finish,
                       .destination = destination,
                       .scratch = scratch,
                       .tiles = tile_count(geometry),
                       .group = forward_group(geometry)};
  run_region(geometry->lanes, convolve_share_avx2, convolve_share_pairs, convolve_share_avx512, &work, threads);
}

void winograd_filter_gradient(const winograd_geometry *geometry, const float *source,
                              const float *destination_gradient, float *filter_gradient,
                              float *scratch, int threads) {
  gradient_work work = {.geometry = geometry,
                        .source = source,
                        .gradientValue = destination_gradient,
                        .gradient = filter_gradient,
                        .scratch = scratch,
                        .tiles = tile_count(geometry),
                        .group = gradient_group(geometry),
                        .panels = gradient_panels(geometry, threads)};
  run_region(geometry->lanes, gradient_share_avx2, gradient_share_pairs, gradient_share_avx512, &work, threads);
}
