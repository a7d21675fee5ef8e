// One instantiation of the convolutions and their input gradients, for LANES channels a block and the
// instruction set in force. ROWS results by two vectors of filters are what sums keep in registers.

#include "panel_template.h"

// Rows in blocks of LANES terms.
PANEL(panel, LANES, LANES, )

// Places of images of three channels, beside each other, of every pixel or of every second one.
PANEL(panel_of_threes, 3, block_terms, size_t block_terms, )
PANEL(panel_of_sixes, 6, block_terms, size_t block_terms, )

#define VECTOR NAME(vector)

#include "unfold_template.h"

// Finishes the sums of some results and stores them, result p at `places[p]` of the first block.
static void NAME(finish)(const results_work *work, size_t pixels, size_t panel, size_t vectors,
                         VECTOR (*sums)[2], const size_t *places) {
  size_t area = work->result_height * work->result_width;
  for (size_t half = 0; half < vectors; half++) {
    size_t block = 2 * panel + half;
    VECTOR bias = {0};
    if (work->finish.bias) {
      size_t lanes = smaller(LANES, work->result_channels - block * LANES);
      for (size_t lane = 0; lane < lanes; lane++) {
        bias[lane] = work->finish.bias[block * LANES + lane];
      }
    }
    float *map = work->destination + block * area * LANES;
    for (size_t p = 0; p < pixels; p++) {
      VECTOR *out = (VECTOR *)(map + places[p]);
      VECTOR value = sums[p][half];
      if (work->finish.bias) value += bias;
      if (work->finish.adds_destination) value += *out;
      if (work->finish.rectifies) {
        typedef __typeof__(value < 0.0f) mask;
        value = (VECTOR)((mask)value & ~(value < 0.0f));
      }
      *out = value;
    }
  }
}

// Computes some rows of results of an image of three channels, with all filters.
static void NAME(plain_strip)(const results_work *work, size_t image, span rows, float *packed) {
  const direct_geometry *g = work->geometry;
  const result_class *class = work->classes;
  size_t blocks = divided(g->filters, LANES), columns = class->columns;
  size_t length = plain_row_length(g, class), tiles = divided(columns, ROWS);
  pack_plain_rows(&work->reader, g, class, image, rows.first, rows.end - rows.first, packed);
  for (size_t panel = 0; panel < divided(blocks, 2); panel++) {
    size_t vectors = panel_vectors(blocks, panel);
    const float *filters = work->packed + panel * 2 * LANES * class->terms;
    for (size_t tile = 0; tile < tiles * (rows.end - rows.first); tile++) {
      size_t row = tile / tiles, start = columns * (tile % tiles) / tiles;
      size_t pixels = columns * (tile % tiles + 1) / tiles - start;
      size_t places[ROWS];
      for (size_t p = 0; p < pixels; p++) {
        places[p] = ((image * blocks * class->rows + rows.first + row) * columns + start + p) * LANES;
      }
      const float *left = packed + (row * length + start * 3) * g->stride;
      VECTOR sums[ROWS][2];
      if (g->stride == 1) {
        NAME(panel_of_threes)(pixels, vectors, class->terms, 3 * g->kernel, left, length, filters, false, sums);
      } else {
        NAME(panel_of_sixes)(pixels, vectors, class->terms, 3 * g->kernel, left, length, filters, false, sums);
      }
      NAME(finish)(work, pixels, panel, vectors, sums, places);
    }
  }
}

// Computes a strip of results with some panels of filters.
static void NAME(strip)(const results_work *work, const result_class *class, size_t first,
                        size_t count, size_t first_panel, size_t end_panel, float *scratch) {
  size_t blocks = divided(work->result_channels, LANES);
  size_t area = work->result_height * work->result_width, class_area = class->rows * class->columns;
  size_t places[STRIP_ROWS_MOST];
  for (size_t p = 0; p < count; p++) {
    size_t pixel = first + p, row = pixel % class_area / class->columns;
    size_t y = class->first_y + row * class->step;
    size_t x = class->first_x + pixel % class->columns * class->step;
    places[p] = (pixel / class_area * blocks * area + y * work->result_width + x) * LANES;
  }
  const float *unfolded = scratch;
  size_t block_stride = count * LANES;
  if (work->is_unfolded && first / area == (first + count - 1) / area) {
    block_stride = area * LANES;
    unfolded = work->reader.maps + (first / area * work->reader.blocks * area + first % area) * LANES;
  } else {
    NAME(unfold)(&work->reader, class, work->geometry->kernel, first, count, 0, class->terms, scratch);
  }
  for (size_t panel = first_panel; panel < end_panel; panel++) {
    size_t vectors = panel_vectors(blocks, panel);
    const float *filters = work->packed + class->packed + panel * 2 * LANES * class->terms;
    size_t tiles = divided(count, ROWS), term = 0, end;
    VECTOR sums[STRIP_ROWS_MOST][2];
    do {
      end = smaller(term + PANEL_TERMS(LANES, sizeof(float)), class->terms);
      for (size_t tile = 0; tile < tiles; tile++) {
        size_t start = count * tile / tiles, pixels = count * (tile + 1) / tiles - start;
        NAME(panel)(pixels, vectors, end - term,
                    unfolded + start * LANES + term / LANES * block_stride, block_stride,
                    filters + term * vectors * LANES, term > 0, sums + start);
        if (end < class->terms) continue;
        NAME(finish)(work, pixels, panel, vectors, sums + start, places + start);
      }
      term = end;
    } while (term < class->terms);
  }
}

// A strip of results of one of the classes, and a group of panels.
static void NAME(results_piece)(void *context, size_t piece, size_t worker) {
  const results_work *work = context;
  if (work->reads_plain) {
    size_t strips = divided(work->classes->rows, PLAIN_ROWS);
    return NAME(plain_strip)(work, piece / strips, span_of(work->classes->rows, PLAIN_ROWS, piece % strips),
                             work->scratch + worker * work->scratch_stride);
  }
  size_t panels = divided(divided(work->result_channels, LANES), 2), groups = work->panel_groups;
  size_t strip = piece / groups, group = piece % groups;
  const result_class *class = work->classes;
  for (size_t strips; (strips = strip_count(class)) <= strip; class++) strip -= strips;
  size_t length = strip_pixels(class), first = strip * length;
  NAME(strip)(work, class, first, smaller(length, class->pixels - first), panels * group / groups,
              panels * (group + 1) / groups, work->scratch + worker * work->scratch_stride);
}

#undef VECTOR
