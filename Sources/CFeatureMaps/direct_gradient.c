// The gradients of a convolution with respect to its filters.
#include <string.h>

#include "direct_classes.h"

// The pixels that a filter gradient sums over before it adds the sum to those before. Part of its order.
#define SEGMENT 256

// The terms of a filter that a thread sums gradients of at a time; all of them for plain images, whose
// places are then packed once.
#define GROUP_TERMS 128

// The pieces that a filter gradient is divided into, about, so that each thread has work. As it is
// divided by shapes alone, more threads than that gain nothing.
#define GRADIENT_PIECES 16

// Pixels that follow each other in a segment: where their places and their gradients begin.
typedef struct {
  size_t unfolded, gradient, count;
} pixel_run;

typedef struct {
  const direct_geometry *geometry;
  map_reader reader;
  result_class class;
  const float *gradient;
  float *sums, *scratch;
  size_t scratch_stride, parts;
  size_t groups, group_terms;  // of the terms that are summed at a time; a multiple of GROUP_TERMS
  float *filter_gradient, *bias_gradient;
} gradient_work;

static size_t gradient_segments(const result_class *class) { return divided(class->pixels, SEGMENT); }

// The parts of the batch whose sums are made one by one. Part of the order of the sums.
static size_t gradient_parts(const result_class *class) {
  size_t parts = divided(GRADIENT_PIECES, divided(class->terms, GROUP_TERMS));
  return smaller(parts, gradient_segments(class));
}

static size_t gradient_width(const direct_geometry *g) {
  return divided(g->filters, g->lanes) * g->lanes;
}

// MARK: - Instantiations

#define ROWS_AVX2 4
#define ROWS_PAIRS 2
#define ROWS_AVX512 8
#define TEMPLATE "direct_gradient_template.h"
#include "vector_forms.h"

// The floats of the places that a segment reads.
static size_t places_count(const direct_geometry *g, const result_class *class) {
  if (!g->has_plain_source) return SEGMENT * GROUP_TERMS;
  // A segment begins within a row and ends within another, at worst; so it does with images.
  size_t rows = SEGMENT / class->columns + 2, images = SEGMENT / (class->rows * class->columns) + 2;
  return (rows * g->stride + images * g->kernel) * plain_row_length(g, class);
}

static gradient_work make_work(const direct_geometry *g) {
  gradient_work work = {.geometry = g, .class = forward_class(g)};
  size_t groups = divided(work.class.terms, GROUP_TERMS);
  work.groups = g->has_plain_source ? 1 : groups;
  work.group_terms = g->has_plain_source ? groups * GROUP_TERMS : GROUP_TERMS;
  work.parts = gradient_parts(&work.class);
  work.scratch_stride = places_count(g, &work.class);
  return work;
}

static size_t sums_count(const gradient_work *work) {
  return work->parts * work->groups * work->group_terms * gradient_width(work->geometry);
}

size_t direct_filter_scratch_count(const direct_geometry *g, int threads) {
  gradient_work work = make_work(g);
  return sums_count(&work) + (size_t)threads * work.scratch_stride;
}

void direct_filter_gradient(const direct_geometry *g, const float *source,
                            const float *destination_gradient, float *filter_gradient,
                            float *bias_gradient, float *scratch, int threads) {
  gradient_work work = make_work(g);
  work.reader =
      (map_reader){source, g->channels, divided(g->channels, g->lanes), g->height, g->width};
  work.gradient = destination_gradient;
  work.sums = scratch;
  work.scratch = scratch + sums_count(&work);
  work.filter_gradient = filter_gradient;
  work.bias_gradient = bias_gradient;
  run_pieces(g->lanes, gradient_piece_avx2, gradient_piece_pairs, gradient_piece_avx512, &work,
             work.parts * work.groups, threads);
  run_pieces(g->lanes, gradient_end_avx2, gradient_end_pairs, gradient_end_avx512, &work,
             divided(g->filters, g->lanes), threads);
}
