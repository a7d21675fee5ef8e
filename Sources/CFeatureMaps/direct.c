#include "direct.h"

#include <string.h>

#include "direct_classes.h"
#include "panel.h"

// The floats of unfolded maps that results are computed of at a time: 768 KB, about what the second
// level of a cache holds beside the filters.
#define STRIP_FLOATS (192u << 10)

// The channels of maps that are read as they lie, at most.
#define READ_CHANNELS_MOST 128

// The rows of results of plain images that a thread computes at a time: neighbours read the same places.
#define PLAIN_ROWS 8

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

static size_t strip_pixels(const result_class *class) {
  return smaller(strip_rows(STRIP_FLOATS, class->terms), class->pixels);
}

// The strips of a class; 0 for one without results.
static size_t strip_count(const result_class *class) {
  return class->pixels == 0 ? 0 : divided(class->pixels, strip_pixels(class));
}

// MARK: - The classes of an input gradient

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

// MARK: - Instantiations

#define ELEMENT float

#define ROWS_AVX2 6
#define ROWS_PAIRS 3
#define ROWS_AVX512 14
#define TEMPLATE "direct_results_template.h"
#include "vector_forms.h"

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

// Whether maps can be read as they lie: with many channels each pixel's lie in as many places far apart, and a
// copy is read faster.
static bool is_unfolded(const direct_geometry *g, size_t channels) {
  return g->kernel == 1 && g->stride == 1 && g->padding == 0 && channels <= READ_CHANNELS_MOST;
}

// The floats of the places that a strip of rows of results of plain images reads.
static size_t plain_strip_count(const direct_geometry *g, const result_class *class) {
  return plain_row_count(g, smaller(PLAIN_ROWS, class->rows)) * plain_row_length(g, class);
}

size_t direct_forward_scratch_count(const direct_geometry *g, int threads) {
  result_class class = forward_class(g);
  return (size_t)threads * (g->has_plain_source ? plain_strip_count(g, &class)
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
    work->scratch_stride = plain_strip_count(work->geometry, work->classes);
    strips = work->geometry->batch * divided(work->classes->rows, PLAIN_ROWS);
    work->panel_groups = 1;
  } else {
    work->scratch_stride =
        results_thread_count(work->classes, work->class_count, work->geometry->lanes);
  }
  run_pieces(work->geometry->lanes, results_piece_avx2, results_piece_pairs, results_piece_avx512,
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
      .is_unfolded = is_unfolded(g, g->channels) && !g->has_plain_source,
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
      .is_unfolded = is_unfolded(g, g->filters),
      .scratch = scratch};
  compute_results(&work, threads);
}
