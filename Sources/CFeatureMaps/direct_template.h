// One instantiation of the convolutions, for LANES channels a block and the instruction set in force.
// ROWS results by two vectors of filters, or two vectors by TERMS terms, is what sums keep in registers.

#include "panel_template.h"

// Places of images of three channels, beside each other, of every pixel or of every second one.
PANEL(panel_of_threes, 3, block_terms, size_t block_terms, )
PANEL(panel_of_sixes, 6, block_terms, size_t block_terms, )

#define VECTOR NAME(vector)

// MARK: - Unfolding

// Copies a term, or LANES of them, of `count` results in one row: places x, x + advance, ... of a row of
// the map, 0 outside it.
static inline __attribute__((always_inline)) void NAME(unfold_row)(
    const bool by_vectors, const float *row, size_t width, ptrdiff_t x, ptrdiff_t advance,
    size_t count, float *out) {
  size_t before = x >= 0 ? 0 : smaller(count, (size_t)((advance - 1 - x) / advance));
  ptrdiff_t room = (ptrdiff_t)width - x;
  size_t end = room <= 0 ? 0 : smaller(count, (size_t)((room + advance - 1) / advance));
  if (row == NULL || end < before) end = before = count;
  size_t p = 0;
#define COPY(value_of_vector, value)                           \
  if (by_vectors) {                                            \
    *(VECTOR *)(out + p * LANES) = (value_of_vector);          \
  } else {                                                     \
    out[p * LANES] = (value);                                  \
  }
  for (; p < before; p++) {
    COPY((VECTOR){0}, 0)
  }
  for (; p < end; p++) {
    const float *element = row + (size_t)(x + (ptrdiff_t)p * advance) * LANES;
    COPY(*(const VECTOR *)element, *element)
  }
  for (; p < count; p++) {
    COPY((VECTOR){0}, 0)
  }
#undef COPY
}

// Copies what `count` results from `first` on read of some terms, LANES terms a block: term t of result
// p goes to (t / LANES * count + p) * LANES + t % LANES. Terms beyond the last are left as they are.
static void NAME(unfold)(const map_reader *r, const result_class *class, size_t kernel, size_t first,
                         size_t count, size_t first_term, size_t end_term, float *unfolded) {
  size_t area = r->height * r->width;
  bool by_vectors = r->channels % LANES == 0;
  for (size_t term = first_term; term < end_term; term += by_vectors ? LANES : 1) {
    term_place at = term_of(class, kernel, r->channels, term);
    float *out = unfolded + (term - first_term) / LANES * count * LANES + (term - first_term) % LANES;
    for (size_t p = 0, length; p < count; p += length, out += length * LANES) {
      length = smaller(count - p, class->columns - (first + p) % class->columns);
      pixel_place place = place_of(class, first + p);
      size_t y = (size_t)(place.y + at.y);
      const float *map = r->maps + (place.image * r->blocks + at.channel / LANES) * area * LANES;
      const float *row = y < r->height ? map + y * r->width * LANES + at.channel % LANES : NULL;
      ptrdiff_t x = place.x + at.x;
      if (by_vectors) {
        NAME(unfold_row)(true, row, r->width, x, class->advance, length, out);
      } else {
        NAME(unfold_row)(false, row, r->width, x, class->advance, length, out);
      }
    }
  }
}

// MARK: - Results

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

// Computes results in one row of plain images of three channels, with all filters.
static void NAME(plain_row)(const results_work *work, size_t row, float *scratch) {
  const direct_geometry *g = work->geometry;
  const result_class *class = work->classes;
  size_t blocks = divided(g->filters, LANES), columns = class->columns;
  size_t length = plain_row_length(g, columns), first = row * columns;
  pack_plain_rows(&work->reader, g, place_of(class, first), length, length, scratch);
  size_t image = first / (class->rows * columns), y = row % class->rows;
  for (size_t panel = 0; panel < divided(blocks, 2); panel++) {
    size_t vectors = panel_vectors(blocks, panel);
    const float *filters = work->packed + panel * 2 * LANES * class->terms;
    size_t tiles = divided(columns, ROWS);
    for (size_t tile = 0; tile < tiles; tile++) {
      size_t start = columns * tile / tiles, pixels = columns * (tile + 1) / tiles - start;
      size_t places[ROWS];
      for (size_t p = 0; p < pixels; p++) {
        places[p] = ((image * blocks * class->rows + y) * columns + start + p) * LANES;
      }
      const float *left = scratch + start * 3 * g->stride;
      VECTOR sums[ROWS][2];
      if (g->stride == 1) {
        NAME(panel_of_threes)(pixels, vectors, class->terms, 3 * g->kernel, left, length, filters, sums);
      } else {
        NAME(panel_of_sixes)(pixels, vectors, class->terms, 3 * g->kernel, left, length, filters, sums);
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
  size_t places[STRIP_PIXELS_MOST];
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
    size_t tiles = divided(count, ROWS);
    for (size_t tile = 0; tile < tiles; tile++) {
      size_t start = count * tile / tiles, pixels = count * (tile + 1) / tiles - start;
      VECTOR sums[ROWS][2];
      NAME(panel)(pixels, vectors, class->terms, unfolded + start * LANES, block_stride, filters, sums);
      NAME(finish)(work, pixels, panel, vectors, sums, places + start);
    }
  }
}

// A strip of results of one of the classes, and a group of panels.
static void NAME(results_piece)(void *context, size_t piece, size_t worker) {
  const results_work *work = context;
  if (work->reads_plain) {
    return NAME(plain_row)(work, piece, work->scratch + worker * work->scratch_stride);
  }
  size_t panels = divided(divided(work->result_channels, LANES), 2), groups = work->panel_groups;
  size_t strip = piece / groups, group = piece % groups;
  const result_class *class = work->classes;
  for (size_t strips; (strips = strip_count(class)) <= strip; class++) strip -= strips;
  size_t length = strip_pixels(class), first = strip * length;
  NAME(strip)(work, class, first, smaller(length, class->pixels - first), panels * group / groups,
              panels * (group + 1) / groups, work->scratch + worker * work->scratch_stride);
}

// MARK: - Filter gradient

// Adds the products of the pixels of a segment to the sums of `terms` terms by `vectors` vectors of filters.
// Pixels of a run lie `spacing` floats apart.
static inline __attribute__((always_inline)) void NAME(gradient_tile)(
    const size_t terms, const size_t vectors, const pixel_run *runs, size_t run_count, size_t spacing,
    const float *unfolded, const float *gradient, size_t area, float *sums) {
  VECTOR own[TERMS][2];
  _Pragma("unroll") for (size_t t = 0; t < terms; t++) {
    own[t][0] = (VECTOR){0};
    own[t][1] = (VECTOR){0};
  }
  for (const pixel_run *run = runs; run < runs + run_count; run++) {
    const float *in = unfolded + run->unfolded;
    const float *one = gradient + run->gradient, *two = one + area * LANES;
    for (size_t p = 0; p < run->count; p++) {
      VECTOR first = *(const VECTOR *)one;
      VECTOR second = vectors == 2 ? *(const VECTOR *)two : (VECTOR){0};
      _Pragma("unroll") for (size_t t = 0; t < terms; t++) {
        float factor = in[t];
        own[t][0] += factor * first;
        if (vectors == 2) own[t][1] += factor * second;
      }
      in += spacing;
      one += LANES;
      two += LANES;
    }
  }
  _Pragma("unroll") for (size_t t = 0; t < terms; t++) {
    VECTOR *out = (VECTOR *)(sums + t * vectors * LANES);
    out[0] += own[t][0];
    if (vectors == 2) out[1] += own[t][1];
  }
}

// The same for a number of terms, at most TERMS, that is known only now.
static void NAME(gradient_terms)(size_t terms, size_t vectors, const pixel_run *runs, size_t run_count,
                                 size_t spacing, const float *unfolded, const float *gradient,
                                 size_t area, float *sums) {
#define GRADIENT_CASE(count)                                                                        \
  case count:                                                                                       \
    if (vectors == 2)                                                                               \
      NAME(gradient_tile)(count, 2, runs, run_count, spacing, unfolded, gradient, area, sums);      \
    if (vectors == 1)                                                                               \
      NAME(gradient_tile)(count, 1, runs, run_count, spacing, unfolded, gradient, area, sums);      \
    break;
  switch (terms) {
    GRADIENT_CASE(1)
    GRADIENT_CASE(2)
#if TERMS > 2
    GRADIENT_CASE(3)
    GRADIENT_CASE(4)
#endif
#if TERMS > 4
    GRADIENT_CASE(5)
    GRADIENT_CASE(6)
    GRADIENT_CASE(7)
    GRADIENT_CASE(8)
#endif
  }
#undef GRADIENT_CASE
}

// The runs of a segment in unfolded maps: pixels of one image. Returns how many there are.
static size_t NAME(runs_of)(const gradient_work *work, size_t first, size_t count, pixel_run *runs) {
  size_t area = work->class.rows * work->class.columns, made = 0;
  size_t image_stride = divided(work->geometry->filters, LANES) * area;
  for (size_t p = 0; p < count; made++) {
    size_t place = (first + p) % area, length = smaller(count - p, area - place);
    size_t gradient = ((first + p) / area * image_stride + place) * LANES;
    runs[made] = (pixel_run){p * LANES, gradient, length};
    p += length;
  }
  return made;
}

// The runs of a segment of plain images, pixels of one row of results, whose places are packed here.
static size_t NAME(plain_runs_of)(const gradient_work *work, size_t first, size_t count, float *packed,
                                  pixel_run *runs) {
  const result_class *class = &work->class;
  size_t columns = class->columns, area = class->rows * columns, made = 0;
  size_t image_stride = divided(work->geometry->filters, LANES) * area;
  size_t floats = work->geometry->kernel * plain_row_length(work->geometry, columns);
  for (size_t p = 0; p < count; made++) {
    size_t place = (first + p) % area, length = smaller(count - p, columns - place % columns);
    size_t row_length = plain_row_length(work->geometry, length);
    pack_plain_rows(&work->reader, work->geometry, place_of(class, first + p), row_length,
                    plain_row_length(work->geometry, columns), packed + made * floats);
    size_t gradient = ((first + p) / area * image_stride + place) * LANES;
    runs[made] = (pixel_run){made * floats, gradient, length};
    p += length;
  }
  return made;
}

// Adds the products of a segment of pixels to the sums of a group of terms with all filters.
static void NAME(gradient_segment)(const gradient_work *work, span pixels, span terms, float *unfolded,
                                   float *sums) {
  const direct_geometry *g = work->geometry;
  const result_class *class = &work->class;
  size_t area = class->rows * class->columns, blocks = divided(g->filters, LANES);
  size_t count = pixels.end - pixels.first, run_count;
  pixel_run runs[SEGMENT];
  size_t block_terms = LANES, block_stride = count * LANES, spacing = LANES, before = terms.first;
  if (g->has_plain_source) {
    run_count = NAME(plain_runs_of)(work, pixels.first, count, unfolded, runs);
    block_terms = 3 * g->kernel;
    block_stride = plain_row_length(g, class->columns);
    spacing = 3 * g->stride;
    before = 0;
  } else {
    NAME(unfold)(&work->reader, class, g->kernel, pixels.first, count, terms.first, terms.end, unfolded);
    run_count = NAME(runs_of)(work, pixels.first, count, runs);
  }
  for (size_t panel = 0; panel < divided(blocks, 2); panel++) {
    size_t vectors = panel_vectors(blocks, panel);
    const float *gradient = work->gradient + 2 * panel * area * LANES;
    float *out = sums + panel * 2 * LANES * GROUP_TERMS;
    for (size_t term = terms.first, length; term < terms.end; term += length) {
      size_t place = (term - before) % block_terms;
      const float *in = unfolded + (term - before) / block_terms * block_stride + place;
      length = smaller(smaller(TERMS, block_terms - place), terms.end - term);
      NAME(gradient_terms)(length, vectors, runs, run_count, spacing, in, gradient, area, out);
      out += length * vectors * LANES;
    }
  }
}

// The sums of a part of the batch and a group of terms, with all filters: panels of two vectors, term
// by term.
static inline float *NAME(sums_of)(const gradient_work *work, size_t part, size_t group) {
  size_t width = gradient_width(work->geometry);
  return work->sums + (part * work->groups + group) * GROUP_TERMS * width;
}

// The sums of a part of the batch and a group of terms.
static void NAME(gradient_piece)(void *context, size_t piece, size_t worker) {
  const gradient_work *work = context;
  const result_class *class = &work->class;
  size_t part = piece / work->groups, group = piece % work->groups;
  float *sums = NAME(sums_of)(work, part, group);
  memset(sums, 0, sizeof(float) * GROUP_TERMS * gradient_width(work->geometry));
  size_t segments = gradient_segments(class), end = segments * (part + 1) / work->parts;
  size_t first_term = group * GROUP_TERMS;
  span terms = {first_term, smaller(first_term + GROUP_TERMS, class->terms)};
  for (size_t segment = segments * part / work->parts; segment < end; segment++) {
    NAME(gradient_segment)(work, span_of(class->pixels, SEGMENT, segment), terms,
                           work->scratch + worker * work->scratch_stride, sums);
  }
}

// Adds the parts up for a block of filters and stores the gradients as filters lie; sums up those of the
// bias.
static void NAME(gradient_end)(void *context, size_t block, size_t worker) {
  (void)worker;
  const gradient_work *work = context;
  const direct_geometry *g = work->geometry;
  const result_class *class = &work->class;
  size_t blocks = divided(g->filters, LANES), taps = g->kernel * g->kernel;
  size_t area = class->rows * class->columns;
  size_t panel = block / 2, vectors = panel_vectors(blocks, panel);
  size_t lanes = smaller(LANES, g->filters - block * LANES), places[GROUP_TERMS];
  for (size_t group = 0; group < work->groups; group++) {
    size_t first = group * GROUP_TERMS, terms = smaller(GROUP_TERMS, class->terms - first);
    VECTOR sums[GROUP_TERMS];
    for (size_t term = 0; term < terms; term++) {
      size_t offset = panel * 2 * LANES * GROUP_TERMS + (term * vectors + block % 2) * LANES;
      sums[term] = (VECTOR){0};
      for (size_t part = 0; part < work->parts; part++) {
        sums[term] += *(const VECTOR *)(NAME(sums_of)(work, part, group) + offset);
      }
    }
    for (size_t term = 0; term < terms; term++) {
      places[term] = filter_place(class, g, first + term);
    }
    for (size_t lane = 0; lane < lanes; lane++) {
      float *filter = work->filter_gradient + (block * LANES + lane) * g->channels * taps;
      for (size_t term = 0; term < terms; term++) filter[places[term]] = sums[term][lane];
    }
  }
  if (!work->bias_gradient) return;
  VECTOR total = {0};
  for (size_t first = 0; first < class->pixels; first += SEGMENT) {
    VECTOR sum = {0};
    size_t end = smaller(first + SEGMENT, class->pixels);
    for (size_t pixel = first; pixel < end; pixel++) {
      sum += ((const VECTOR *)work->gradient)[(pixel / area * blocks + block) * area + pixel % area];
    }
    total += sum;
  }
  for (size_t lane = 0; lane < lanes; lane++) {
    work->bias_gradient[block * LANES + lane] = total[lane];
  }
}

#undef VECTOR
