// What the passes of a convolution have in common: the classes of results, and the places that they read.
#pragma once
#include <stddef.h>
#include <string.h>

#include "direct.h"
#include "parallel.h"

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

static inline size_t result_length(const direct_geometry *g, size_t length) {
  return (length + 2 * g->padding - g->kernel) / g->stride + 1;
}

// The vectors of a panel: two, or the last one alone.
static inline size_t panel_vectors(size_t blocks, size_t panel) {
  return smaller(2, blocks - 2 * panel);
}

// MARK: - The results of a convolution

static inline result_class forward_class(const direct_geometry *g) {
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

// MARK: - Plain images of three channels

// The floats of a row of places, three channels each, that a whole row of results reads.
static inline size_t plain_row_length(const direct_geometry *g, const result_class *class) {
  return ((class->columns - 1) * g->stride + g->kernel) * 3;
}

// The rows of places that some rows of results read.
static inline size_t plain_row_count(const direct_geometry *g, size_t rows) {
  return (rows - 1) * g->stride + g->kernel;
}

// Packs the places that rows `first_row` ..< `first_row + rows` of an image's results read: the channels of a
// pixel beside each other, 0 outside the image. Returns how many floats they are.
static inline size_t pack_plain_rows(const map_reader *r, const direct_geometry *g,
                                     const result_class *class, size_t image, size_t first_row,
                                     size_t rows, float *packed) {
  size_t length = plain_row_length(g, class), count = plain_row_count(g, rows);
  size_t area = r->height * r->width, before = smaller(g->padding, length / 3);
  size_t inside = smaller(length / 3 - before, r->width);
  for (size_t v = 0; v < count; v++, packed += length) {
    size_t y = first_row * g->stride + v - g->padding;
    if (y >= r->height) {
      memset(packed, 0, length * sizeof(float));
      continue;
    }
    const float *row = r->maps + image * 3 * area + y * r->width;
    float *out = packed + before * 3;
    memset(packed, 0, before * 3 * sizeof(float));
    for (size_t x = 0; x < inside; x++) {
      out[3 * x] = row[x];
      out[3 * x + 1] = row[area + x];
      out[3 * x + 2] = row[2 * area + x];
    }
    memset(out + 3 * inside, 0, (length - 3 * (before + inside)) * sizeof(float));
  }
  return count * length;
}
