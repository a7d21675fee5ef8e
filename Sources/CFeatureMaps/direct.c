#include "direct.h"

#include <string.h>

#include "parallel.h"

// The floats of unfolded maps that results are computed of at a time: 768 KB, about what the second
// level of a cache holds beside the filters.
#define STRIP_FLOATS (192u << 10)

// The pixels of a strip, at least and at most: enough to read the filters seldom.
#define STRIP_PIXELS_LEAST 28
#define STRIP_PIXELS_MOST 168

// The pixels that a filter gradient sums over before it adds the sum to those before. Part of its order.
#define SEGMENT 256

// The terms of a filter that a thread sums gradients of at a time.
#define GROUP_TERMS 128

// The pieces that a filter gradient is divided into, about, so that each thread has work. As it is
// divided by shapes alone, more threads than that gain nothing.
#define GRADIENT_PIECES 16

// The results of one pass that read the same places of the kernel: all of a convolution; of an input
// gradient with a stride s those in every s-th row and column from the first on.
typedef struct {
  size_t first_y, first_x;    // of the results, in the map that is written
  size_t rows, columns;       // of the results
  size_t step;                // between two results, in the map that is written
  size_t pixels;              // all results of the batch
  ptrdiff_t origin_y, origin_x;  // of the place that the first result reads with the first of its taps
  ptrdiff_t advance;          // between the places that two results read with the same tap
  ptrdiff_t direction;        // between the places that two taps read
  size_t taps_y, taps_x;      // places of the kernel that count
  size_t tap_y, tap_x;        // the first of them
  size_t tap_step;            // from one to the next
  size_t terms;               // taps times channels
  size_t packed;              // where its packed filters begin
} result_class;

// The maps that a pass reads.
typedef struct {
  const float *maps;
  size_t channels, blocks, height, width;
} map_reader;

// Where a result's places begin in the map that is read.
typedef struct {
  size_t image;
  ptrdiff_t y, x;
} pixel_place;

typedef struct {
  const direct_geometry *geometry;
  map_reader reader;
  const float *packed;
  map_finish finish;
  float *destination;
  size_t result_channels, result_height, result_width;
  const result_class *classes;
  size_t class_count;
  bool reads_plain;  // the maps are plain images of three channels
  bool is_unfolded;  // the maps lie as unfolded ones would: kernels of one place, without stride
  float *scratch;
  size_t scratch_stride;
  size_t panel_groups;
} results_work;

typedef struct {
  const direct_geometry *geometry;
  map_reader reader;
  result_class class;
  const float *gradient;
  float *sums, *scratch;
  size_t scratch_stride, parts, groups;
  float *filter_gradient, *bias_gradient;
} gradient_work;

static inline size_t result_length(const direct_geometry *g, size_t length) {
  return (length + 2 * g->padding - g->kernel) / g->stride + 1;
}

// The vectors of a panel: two, or the last one alone.
static inline size_t panel_vectors(size_t blocks, size_t panel) {
  return smaller(2, blocks - 2 * panel);
}

static size_t strip_pixels(const result_class *class) {
  size_t fitting = STRIP_FLOATS / (class->terms ? class->terms : 1) / 14 * 14;
  size_t pixels = fitting < STRIP_PIXELS_LEAST ? STRIP_PIXELS_LEAST : fitting;
  return smaller(smaller(pixels, STRIP_PIXELS_MOST), class->pixels);
}

// Pixels that follow each other in a segment: where their places and their gradients begin.
typedef struct {
  size_t unfolded, gradient, count;
} pixel_run;

// The floats of a row of places, three channels each, that `columns` results of a row read.
static size_t plain_row_length(const direct_geometry *g, size_t columns) {
  return ((columns - 1) * g->stride + g->kernel) * 3;
}

// Packs the rows of plain images of three channels that results of one row read: `length` floats of each
// from `place` on, the channels of a pixel beside each other, rows `stride` floats apart.
static void pack_plain_rows(const map_reader *r, const direct_geometry *g, pixel_place place,
                            size_t length, size_t stride, float *packed) {
  size_t area = r->height * r->width, pixels = length / 3;
  for (size_t v = 0; v < g->kernel; v++, packed += stride) {
    size_t y = (size_t)(place.y + (ptrdiff_t)v);
    if (y >= r->height) {
      for (size_t i = 0; i < length; i++) packed[i] = 0;
      continue;
    }
    const float *row = r->maps + place.image * 3 * area + y * r->width;
    for (size_t p = 0; p < pixels; p++) {
      size_t x = (size_t)(place.x + (ptrdiff_t)p);
      bool inside = x < r->width;
      for (size_t c = 0; c < 3; c++) packed[p * 3 + c] = inside ? row[c * area + x] : 0;
    }
  }
}

// The strips of a class; 0 for one without results.
static size_t strip_count(const result_class *class) {
  return class->pixels == 0 ? 0 : divided(class->pixels, strip_pixels(class));
}

// MARK: - The classes of results

static result_class forward_class(const direct_geometry *g) {
  result_class class = {.rows = result_length(g, g->height),
                        .columns = result_length(g, g->width),
                        .step = 1,
                        .origin_y = -(ptrdiff_t)g->padding,
                        .origin_x = -(ptrdiff_t)g->padding,
                        .advance = (ptrdiff_t)g->stride,
                        .direction = 1,
                        .taps_y = g->kernel,
                        .taps_x = g->kernel,
                        .tap_step = 1};
  class.pixels = g->batch * class.rows * class.columns;
  class.terms = g->kernel * g->kernel * g->channels;
  return class;
}

// One axis of a class of an input gradient: results that begin with a tap below the stride. Place Y of
// the source meets places y of the destination with y * stride + tap - padding = Y.
static void input_axis(const direct_geometry *g, size_t tap, size_t length, size_t *first,
                       size_t *results, ptrdiff_t *origin, size_t *taps) {
  size_t s = g->stride;
  *first = (tap + s - g->padding % s) % s;
  *results = *first < length ? divided(length - *first, s) : 0;
  *origin = ((ptrdiff_t)(*first + g->padding) - (ptrdiff_t)tap) / (ptrdiff_t)s;
  *taps = tap < g->kernel ? divided(g->kernel - tap, s) : 0;
}

// Class i of the stride * stride ones of an input gradient.
static result_class input_class(const direct_geometry *g, size_t i) {
  result_class class = {.step = g->stride, .advance = 1, .direction = -1, .tap_step = g->stride};
  class.tap_y = i / g->stride;
  class.tap_x = i % g->stride;
  input_axis(g, class.tap_y, g->height, &class.first_y, &class.rows, &class.origin_y, &class.taps_y);
  input_axis(g, class.tap_x, g->width, &class.first_x, &class.columns, &class.origin_x,
             &class.taps_x);
  class.pixels = g->batch * class.rows * class.columns;
  class.terms = class.taps_y * class.taps_x * g->filters;
  return class;
}

static size_t class_count(const direct_geometry *g, bool transposed) {
  return transposed ? g->stride * g->stride : 1;
}

// Fills in all classes of a pass; returns the floats of their packed filters.
static size_t make_classes(const direct_geometry *g, bool transposed, result_class *classes) {
  size_t floats = 0;
  size_t width = divided(transposed ? g->channels : g->filters, g->lanes) * g->lanes;
  for (size_t i = 0; i < class_count(g, transposed); i++) {
    classes[i] = transposed ? input_class(g, i) : forward_class(g);
    classes[i].packed = floats;
    floats += classes[i].terms * width;
  }
  return floats;
}

static inline pixel_place place_of(const result_class *class, size_t pixel) {
  size_t area = class->rows * class->columns;
  pixel_place place = {
      pixel / area,
      class->origin_y + class->advance * (ptrdiff_t)(pixel % area / class->columns),
      class->origin_x + class->advance * (ptrdiff_t)(pixel % class->columns)};
  return place;
}

// The channel, and the place of the kernel counted from the first of a class, of a term.
typedef struct {
  size_t channel;
  ptrdiff_t y, x;  // what is added to the place of a result
  size_t tap;      // row * kernel + column
} term_place;

static inline term_place term_of(const result_class *class, size_t kernel, size_t channels,
                                 size_t term) {
  size_t tap = term / channels, y = tap / class->taps_x, x = tap % class->taps_x;
  term_place place = {term % channels, class->direction * (ptrdiff_t)y,
                      class->direction * (ptrdiff_t)x,
                      (class->tap_y + y * class->tap_step) * kernel + class->tap_x +
                          x * class->tap_step};
  return place;
}

// Where the element of a term lies in a filter, (channel, kernel, kernel).
static inline size_t filter_place(const result_class *class, const direct_geometry *g, size_t term) {
  term_place at = term_of(class, g->kernel, g->channels, term);
  return at.channel * g->kernel * g->kernel + at.tap;
}

// MARK: - Filters

size_t direct_filter_count(const direct_geometry *g, bool transposed) {
  result_class classes[DIRECT_KERNEL_LIMIT * DIRECT_KERNEL_LIMIT];
  return make_classes(g, transposed, classes);
}

typedef struct {
  const direct_geometry *geometry;
  const float *filters;
  float *packed;
  const result_class *classes;
  size_t class_count, panels;
  bool transposed;
} pack_work;

// One panel of a class of results.
static void pack_panel(void *context, size_t piece, size_t worker) {
  (void)worker;
  const pack_work *work = context;
  const direct_geometry *g = work->geometry;
  const result_class *class = work->classes + piece / work->panels;
  size_t results = work->transposed ? g->channels : g->filters;
  size_t channels = work->transposed ? g->filters : g->channels;
  size_t first = piece % work->panels * 2 * g->lanes, area = g->kernel * g->kernel;
  size_t width = panel_vectors(divided(results, g->lanes), piece % work->panels) * g->lanes;
  size_t filled = smaller(width, results - first);
  // Between two results, and between two channels of one.
  size_t result_step = work->transposed ? area : g->channels * area;
  size_t channel_step = work->transposed ? g->channels * area : area;
  float *out = work->packed + class->packed + first * class->terms;
  for (size_t tap = 0; tap < class->taps_y * class->taps_x; tap++) {
    size_t place = term_of(class, g->kernel, channels, tap * channels).tap;
    const float *in = work->filters + first * result_step + place;
    for (size_t channel = 0; channel < channels; channel++, in += channel_step, out += width) {
      for (size_t lane = 0; lane < filled; lane++) out[lane] = in[lane * result_step];
      for (size_t lane = filled; lane < width; lane++) out[lane] = 0;
    }
  }
}

void direct_pack_filters(const direct_geometry *g, const float *filters, bool transposed,
                         float *packed, int threads) {
  result_class classes[DIRECT_KERNEL_LIMIT * DIRECT_KERNEL_LIMIT];
  make_classes(g, transposed, classes);
  size_t results = transposed ? g->channels : g->filters;
  pack_work work = {.geometry = g,
                    .filters = filters,
                    .packed = packed,
                    .classes = classes,
                    .class_count = class_count(g, transposed),
                    .panels = divided(divided(results, g->lanes), 2),
                    .transposed = transposed};
  pieces_run(work.class_count * work.panels, threads, pack_panel, &work);
}

// MARK: - The order of a filter gradient

static size_t gradient_groups(const result_class *class) { return divided(class->terms, GROUP_TERMS); }

static size_t gradient_segments(const result_class *class) { return divided(class->pixels, SEGMENT); }

// The parts of the batch whose sums are made one by one. Part of the order of the sums.
static size_t gradient_parts(const result_class *class) {
  size_t parts = divided(GRADIENT_PIECES, gradient_groups(class));
  return smaller(parts, gradient_segments(class));
}

static size_t gradient_width(const direct_geometry *g) {
  return divided(g->filters, g->lanes) * g->lanes;
}

// MARK: - Instantiations

#define ELEMENT float

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define ROWS 6
#define TERMS 4
#define SUFFIX avx2
#include "direct_template.h"
#undef LANES
#undef ROWS
#undef TERMS
#undef SUFFIX

// Blocks of 16 channels without AVX-512, which let any machine test the arithmetic of the one below.
#define LANES 16
#define ROWS 3
#define TERMS 2
#define SUFFIX pairs
#include "direct_template.h"
#undef LANES
#undef ROWS
#undef TERMS
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define LANES 16
#define ROWS 14
#define TERMS 8
#define SUFFIX avx512
#include "direct_template.h"
#undef LANES
#undef ROWS
#undef TERMS
#undef SUFFIX
#pragma clang attribute pop

// For processors without AVX2 and FMA, whose bits differ.
#define LANES 8
#define ROWS 3
#define TERMS 2
#define SUFFIX portable
#include "direct_template.h"
#undef LANES
#undef ROWS
#undef TERMS
#undef SUFFIX

#undef ELEMENT

// MARK: - Convolution and input gradient

// The floats that a thread unfolds maps into.
static size_t results_thread_count(const result_class *classes, size_t count, size_t lanes) {
  size_t most = 0;
  for (size_t i = 0; i < count; i++) {
    size_t floats = strip_pixels(classes + i) * divided(classes[i].terms, lanes) * lanes;
    if (floats > most) most = floats;
  }
  return most;
}

static bool is_unfolded(const direct_geometry *g) {
  return g->kernel == 1 && g->stride == 1 && g->padding == 0;
}

// The floats of the rows that results of one row of plain images read.
static size_t plain_rows_count(const direct_geometry *g, const result_class *class) {
  return g->kernel * plain_row_length(g, class->columns);
}

size_t direct_forward_scratch_count(const direct_geometry *g, int threads) {
  result_class class = forward_class(g);
  return (size_t)threads * (g->has_plain_source ? plain_rows_count(g, &class)
                                                : results_thread_count(&class, 1, g->lanes));
}

size_t direct_input_scratch_count(const direct_geometry *g, int threads) {
  result_class classes[DIRECT_KERNEL_LIMIT * DIRECT_KERNEL_LIMIT];
  make_classes(g, true, classes);
  return (size_t)threads * results_thread_count(classes, class_count(g, true), g->lanes);
}

// Runs a pass in pieces: strips of results, and, where those are few, groups of panels of filters.
static void compute_results(results_work *work, int threads) {
  size_t strips = 0;
  for (size_t i = 0; i < work->class_count; i++) {
    strips += strip_count(work->classes + i);
  }
  size_t panels = divided(divided(work->result_channels, work->geometry->lanes), 2);
  size_t wanted = threads > 1 ? 4 * (size_t)threads : 1;
  work->panel_groups = strips == 0 || strips >= wanted ? 1 : smaller(panels, divided(wanted, strips));
  if (work->reads_plain) {
    work->scratch_stride = plain_rows_count(work->geometry, work->classes);
    strips = work->classes->pixels / work->classes->columns;
    work->panel_groups = 1;
  } else {
    work->scratch_stride =
        results_thread_count(work->classes, work->class_count, work->geometry->lanes);
  }
  run_pieces(work->geometry->lanes, EIGHT(results_piece), results_piece_pairs, results_piece_avx512,
             work, strips * work->panel_groups, threads);
}

void direct_convolve(const direct_geometry *g, const float *source, const float *packed,
                     map_finish finish, float *destination, float *scratch, int threads) {
  result_class class = forward_class(g);
  results_work work = {
      .geometry = g,
      .reader = {source, g->channels, divided(g->channels, g->lanes), g->height, g->width},
      .packed = packed,
      .finish = finish,
      .destination = destination,
      .result_channels = g->filters,
      .result_height = class.rows,
      .result_width = class.columns,
      .classes = &class,
      .class_count = 1,
      .is_unfolded = is_unfolded(g) && !g->has_plain_source,
      .reads_plain = g->has_plain_source,
      .scratch = scratch};
  compute_results(&work, threads);
}

void direct_input_gradient(const direct_geometry *g, const float *destination_gradient,
                           const float *packed, float *source_gradient, float *scratch,
                           int threads) {
  result_class classes[DIRECT_KERNEL_LIMIT * DIRECT_KERNEL_LIMIT];
  make_classes(g, true, classes);
  results_work work = {
      .geometry = g,
      .reader = {destination_gradient, g->filters, divided(g->filters, g->lanes),
                 result_length(g, g->height), result_length(g, g->width)},
      .packed = packed,
      .destination = source_gradient,
      .result_channels = g->channels,
      .result_height = g->height,
      .result_width = g->width,
      .classes = classes,
      .class_count = class_count(g, true),
      .is_unfolded = is_unfolded(g),
      .scratch = scratch};
  compute_results(&work, threads);
}

// MARK: - Filter gradient

// The floats that a thread unfolds a segment into.
static size_t gradient_thread_count(const direct_geometry *g, const result_class *class) {
  if (!g->has_plain_source) return SEGMENT * GROUP_TERMS;
  // A segment begins within a row and ends within another, at worst.
  size_t runs = smaller(SEGMENT, SEGMENT / class->columns + 2);
  return runs * plain_rows_count(g, class);
}

size_t direct_filter_scratch_count(const direct_geometry *g, int threads) {
  result_class class = forward_class(g);
  size_t terms = gradient_groups(&class) * GROUP_TERMS;
  return gradient_parts(&class) * terms * gradient_width(g) +
         (size_t)threads * gradient_thread_count(g, &class);
}

void direct_filter_gradient(const direct_geometry *g, const float *source,
                            const float *destination_gradient, float *filter_gradient,
                            float *bias_gradient, float *scratch, int threads) {
  result_class class = forward_class(g);
  size_t parts = gradient_parts(&class), groups = gradient_groups(&class);
  gradient_work work = {
      .geometry = g,
      .reader = {source, g->channels, divided(g->channels, g->lanes), g->height, g->width},
      .class = class,
      .gradient = destination_gradient,
      .sums = scratch,
      .scratch = scratch + parts * groups * GROUP_TERMS * gradient_width(g),
      .scratch_stride = gradient_thread_count(g, &class),
      .parts = parts,
      .groups = groups,
      .filter_gradient = filter_gradient,
      .bias_gradient = bias_gradient};
  run_pieces(g->lanes, EIGHT(gradient_piece), gradient_piece_pairs, gradient_piece_avx512, &work,
             parts * groups, threads);
  run_pieces(g->lanes, EIGHT(gradient_end), gradient_end_pairs, gradient_end_avx512, &work,
             divided(g->filters, g->lanes), threads);
}
