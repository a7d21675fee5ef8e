// One instantiation of the filter gradients, for LANES channels a block and the instruction set in force.
// Two vectors of filters by ROWS terms are what sums keep in registers.

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
#define VECTOR NAME(vector)

#include "unfold_template.h"

// Adds the products of the pixels of a segment to the sums of `terms` terms by `vectors` vectors of filters.
// Pixels of a run lie `spacing` floats apart.
static inline __attribute__((always_inline)) void NAME(gradient_tile)(
    const size_t terms, const size_t vectors, const pixel_run *runs, size_t run_count, size_t spacing,
    const float *unfolded, const float *gradient, size_t area, float *sums) {
  VECTOR own[ROWS][2];
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

// The same for a number of terms, at most ROWS, that is known only now.
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
#if ROWS > 2
    GRADIENT_CASE(3)
    GRADIENT_CASE(4)
#endif
#if ROWS > 4
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
  const direct_geometry *g = work->geometry;
  const result_class *class = &work->class;
  size_t columns = class->columns, area = class->rows * columns, made = 0, offset = 0;
  size_t image_stride = divided(g->filters, LANES) * area, row_floats = plain_row_length(g, class);
  for (size_t p = 0, length; p < count; p += length) {
    size_t image = (first + p) / area, place = (first + p) % area, first_row = place / columns;
    length = smaller(count - p, area - place);
    for (size_t q = place; q < place + length; made++) {
      size_t run = smaller(place + length - q, columns - q % columns);
      size_t read = ((q / columns - first_row) * row_floats + q % columns * 3) * g->stride;
      runs[made] = (pixel_run){offset + read, (image * image_stride + q) * LANES, run};
      q += run;
    }
    offset += pack_plain_rows(&work->reader, g, class, image, first_row,
                              (place + length - 1) / columns - first_row + 1, packed + offset);
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
    block_stride = plain_row_length(g, class);
    spacing = 3 * g->stride;
    before = 0;
  } else {
    NAME(unfold)(&work->reader, class, g->kernel, pixels.first, count, terms.first, terms.end, unfolded);
    run_count = NAME(runs_of)(work, pixels.first, count, runs);
  }
  for (size_t panel = 0; panel < divided(blocks, 2); panel++) {
    size_t vectors = panel_vectors(blocks, panel);
    const float *gradient = work->gradient + 2 * panel * area * LANES;
    float *out = sums + panel * 2 * LANES * work->group_terms;
    for (size_t term = terms.first, length; term < terms.end; term += length) {
      size_t place = (term - before) % block_terms;
      const float *in = unfolded + (term - before) / block_terms * block_stride + place;
      length = smaller(smaller(ROWS, block_terms - place), terms.end - term);
      NAME(gradient_terms)(length, vectors, runs, run_count, spacing, in, gradient, area, out);
      out += length * vectors * LANES;
    }
  }
}

// The sums of a part of the batch and a group of terms, with all filters: panels of two vectors, term
// by term.
static inline float *NAME(sums_of)(const gradient_work *work, size_t part, size_t group) {
  size_t width = gradient_width(work->geometry);
  return work->sums + (part * work->groups + group) * work->group_terms * width;
}

// The sums of a part of the batch and a group of terms.
static void NAME(gradient_piece)(void *context, size_t piece, size_t worker) {
  const gradient_work *work = context;
  const result_class *class = &work->class;
  size_t part = piece / work->groups, group = piece % work->groups;
  float *sums = NAME(sums_of)(work, part, group);
  memset(sums, 0, sizeof(float) * work->group_terms * gradient_width(work->geometry));
  size_t segments = gradient_segments(class), end = segments * (part + 1) / work->parts;
  span terms = span_of(class->terms, work->group_terms, group);
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
  for (size_t first = 0; first < class->terms; first += GROUP_TERMS) {
    size_t terms = smaller(GROUP_TERMS, class->terms - first), group = first / work->group_terms;
    size_t panel_offset = panel * 2 * LANES * work->group_terms;
    VECTOR sums[GROUP_TERMS];
    for (size_t term = 0; term < terms; term++) {
      size_t row = first % work->group_terms + term;
      size_t offset = panel_offset + (row * vectors + block % 2) * LANES;
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
