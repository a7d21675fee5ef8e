#include "winograd.h"

#include "panel.h"
#include "parallel.h"

// The floats of transformed source and result that a thread works on at a time: 640 KB, about what the
// second level of a cache holds.
#define FORWARD_FLOATS (160u << 10)

// The filters of a place of the transform, times channels, that stay in a near cache: 128 KB.
#define NEAR_FILTERS (32u << 10)

// The floats of transformed maps that a filter gradient sums over at a time: 8 MB, so that they stay
// in the last level of a cache.
#define GRADIENT_FLOATS (2u << 20)

// The tiles that a thread sums gradients over at a time: few enough that what they need stays in the first
// level of a cache while channels and filters go by.
#define GRADIENT_TILES 64

// The channels that a thread sums gradients of at a time, with up to four times 2 * lanes filters.
#define GRADIENT_CHANNELS 48

typedef struct {
  const winograd_geometry *geometry;
  const float *source, *transformed;
  map_finish finish;
  float *destination, *scratch;
  size_t tiles;
  size_t group;  // tiles a piece
} forward_work;

typedef struct {
  const winograd_geometry *geometry;
  const float *filters;
  bool transposed;
  float *transformed;
} filter_work;

typedef struct {
  const winograd_geometry *geometry;
  const float *source, *result_gradient;
  float *gradient, *scratch;
  size_t tiles, group, panels;
  size_t first, count;  // the tiles of the group that is summed over now
  size_t length;        // tiles a piece of the transforms
} gradient_work;

// The working memory of a filter gradient, and the floats from one place of the transform to the next.
typedef struct {
  float *sources, *gradients, *sums;
  size_t source_plane, gradient_plane;
} gradient_maps;

// Where a tile lies: its image, and its first output pixel.
typedef struct {
  size_t image, y, x;
} tile_place;

static size_t tile_count(const winograd_geometry *g) {
  return g->batch * divided(g->height, g->tile) * divided(g->width, g->tile);
}

static size_t place_count(const winograd_geometry *g) { return (g->tile + 2) * (g->tile + 2); }

static inline tile_place place_of(const winograd_geometry *g, size_t index) {
  size_t columns = divided(g->width, g->tile), rows = divided(g->height, g->tile);
  tile_place place = {index / (rows * columns), index / columns % rows * g->tile,
                      index % columns * g->tile};
  return place;
}

// The floats from one place of the transform to the next, off the powers of two at which all places
// of a tile would fall into one set of the cache.
static size_t plane_stride(size_t group, size_t channels) { return group * channels + 16; }

// The tiles that are transformed and multiplied together: as many as keep both sides of the product
// in the cache nearby, enough to read the filters seldom, and few enough to give each thread work. The
// results do not depend on it.
static size_t forward_group(const winograd_geometry *g, int threads) {
  size_t floats = place_count(g) * (g->channels + g->filters);
  size_t fitting = FORWARD_FLOATS / floats / 12 * 12;
  size_t most = fitting < 24 ? 24 : smaller(fitting, 96);
  size_t fair = divided(tile_count(g), 2 * (size_t)threads * 12) * 12;
  return smaller(most, fair);
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
  size_t rows = divided(g->channels, GRADIENT_CHANNELS);
  for (size_t panels = 4; panels > 1; panels /= 2) {
    if (rows * divided(g->filters, panels * 2 * g->lanes) >= 2 * (size_t)threads) return panels;
  }
  return 1;
}

static size_t gradient_sum_count(const winograd_geometry *g, size_t panels) {
  return place_count(g) * GRADIENT_CHANNELS * panels * 2 * g->lanes;
}

static gradient_maps maps_of(const gradient_work *work) {
  const winograd_geometry *g = work->geometry;
  gradient_maps maps = {.source_plane = plane_stride(work->group, g->channels),
                        .gradient_plane = plane_stride(work->group, g->filters)};
  maps.sources = work->scratch;
  maps.gradients = maps.sources + place_count(g) * maps.source_plane;
  maps.sums = maps.gradients + place_count(g) * maps.gradient_plane;
  return maps;
}

#define ROWS_AVX2 6
#define ROWS_PAIRS 6
#define ROWS_AVX512 12
#define TEMPLATE "winograd_template.h"
#include "vector_forms.h"

size_t winograd_filter_count(const winograd_geometry *g) {
  return place_count(g) * g->channels * g->filters;
}

size_t winograd_forward_scratch_count(const winograd_geometry *g, int threads) {
  return (size_t)threads * forward_thread_count(g, forward_group(g, threads));
}

size_t winograd_gradient_scratch_count(const winograd_geometry *g, int threads) {
  size_t group = gradient_group(g);
  return place_count(g) * (plane_stride(group, g->channels) + plane_stride(group, g->filters)) +
         (size_t)threads * gradient_sum_count(g, gradient_panels(g, threads));
}

void winograd_transform_filters(const winograd_geometry *geometry, const float *filters,
                                bool transposed, float *transformed, int threads) {
  filter_work work = {geometry, filters, transposed, transformed};
  run_pieces(geometry->lanes, transform_piece_avx2, transform_piece_pairs, transform_piece_avx512,
             &work, geometry->filters / (2 * geometry->lanes), threads);
}

void winograd_convolve(const winograd_geometry *geometry, const float *source,
                       const float *transformed, map_finish finish, float *destination,
                       float *scratch, int threads) {
  forward_work work = {.geometry = geometry,
                       .source = source,
                       .transformed = transformed,
                       .finish = finish,
                       .destination = destination,
                       .scratch = scratch,
                       .tiles = tile_count(geometry),
                       .group = forward_group(geometry, threads)};
  run_pieces(geometry->lanes, convolve_piece_avx2, convolve_piece_pairs, convolve_piece_avx512, &work,
             divided(work.tiles, work.group), threads);
}

void winograd_filter_gradient(const winograd_geometry *geometry, const float *source,
                              const float *destination_gradient, float *filter_gradient,
                              float *scratch, int threads) {
  gradient_work work = {.geometry = geometry,
                        .source = source,
                        .result_gradient = destination_gradient,
                        .gradient = filter_gradient,
                        .scratch = scratch,
                        .tiles = tile_count(geometry),
                        .group = gradient_group(geometry),
                        .panels = gradient_panels(geometry, threads)};
  size_t rows = divided(geometry->channels, GRADIENT_CHANNELS);
  size_t columns = divided(geometry->filters, work.panels * 2 * geometry->lanes);
  for (; work.first < work.tiles; work.first += work.group) {
    work.count = smaller(work.group, work.tiles - work.first);
    work.length = piece_length(work.count, 96, threads);
    run_pieces(geometry->lanes, gradient_transform_avx2, gradient_transform_pairs,
               gradient_transform_avx512, &work, divided(work.count, work.length), threads);
    run_pieces(geometry->lanes, gradient_piece_avx2, gradient_piece_pairs, gradient_piece_avx512, &work,
               rows * columns, threads);
  }
}
