// One instantiation of batch normalisation, for LANES channels a block and the instruction set in force.

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
typedef double NAME(wide) __attribute__((vector_size(8 * LANES), aligned(8 * LANES)));
typedef int NAME(mask) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
#define VECTOR NAME(vector)
#define WIDE NAME(wide)
#define MASK NAME(mask)

// The first of an image's pixels in a block of channels.
static inline const VECTOR *NAME(pixels)(const normalisation_geometry *g, const float *maps,
                                         size_t image, size_t block) {
  return (const VECTOR *)maps + (image * block_count(g) + block) * g->area;
}

// A block's part of a vector of all channels; 0 for channels that do not exist.
static inline void NAME(load)(const normalisation_geometry *g, const float *values, size_t block,
                              VECTOR *result) {
  *result = (VECTOR){0};
  for (size_t lane = 0; lane < lane_count(g, block); lane++) {
    (*result)[lane] = values[block * LANES + lane];
  }
}

static inline void NAME(store)(const normalisation_geometry *g, const VECTOR *result, float *values,
                               size_t block) {
  for (size_t lane = 0; lane < lane_count(g, block); lane++) {
    values[block * LANES + lane] = (*result)[lane];
  }
}

// Replaces variances by what differences from the mean are multiplied by, without the scale; 0 stays for
// channels that do not exist.
static inline void NAME(invert)(const normalisation_geometry *g, size_t block, VECTOR *variance) {
  for (size_t lane = 0; lane < lane_count(g, block); lane++) {
    (*variance)[lane] = (float)(1 / sqrt((double)(*variance)[lane] + (double)g->epsilon));
  }
}

// The sums of an expression over the pixels of an image, in the order of normalisation.h.
#define SUM_OF(expression, sum)                                                    \
  do {                                                                             \
    VECTOR partial[4] = {{0}, {0}, {0}, {0}};                                      \
    size_t whole = g->area / 4 * 4;                                                \
    for (size_t first = 0; first < whole; first += 4) {                            \
      _Pragma("unroll") for (size_t part = 0; part < 4; part++) {                  \
        size_t pixel = first + part;                                               \
        partial[part] += (expression);                                             \
      }                                                                            \
    }                                                                              \
    for (size_t pixel = whole; pixel < g->area; pixel++) {                         \
      partial[pixel - whole] += (expression);                                      \
    }                                                                              \
    sum += __builtin_convertvector((partial[0] + partial[1]) + (partial[2] + partial[3]), WIDE); \
  } while (0)

// Computes the mean over batch and pixels of a block's channels.
static void NAME(mean)(const normalisation_work *work, size_t block, VECTOR *mean) {
  const normalisation_geometry *g = work->geometry;
  WIDE sum = {0};
  for (size_t image = 0; image < g->batch; image++) {
    const VECTOR *source = NAME(pixels)(g, work->source, image, block);
    SUM_OF(source[pixel], sum);
  }
  *mean = __builtin_convertvector(sum / (double)(g->batch * g->area), VECTOR);
}

static void NAME(variance)(const normalisation_work *work, size_t block, const VECTOR *mean_of_block,
                           VECTOR *variance) {
  const normalisation_geometry *g = work->geometry;
  VECTOR mean = *mean_of_block;
  WIDE sum = {0};
  for (size_t image = 0; image < g->batch; image++) {
    const VECTOR *source = NAME(pixels)(g, work->source, image, block);
    SUM_OF((source[pixel] - mean) * (source[pixel] - mean), sum);
  }
  *variance = __builtin_convertvector(sum / (double)(g->batch * g->area), VECTOR);
}

// What the pixels of a block are normalised with.
#define LOAD_BLOCK(work, block)                              \
  VECTOR mean, inverse, factor, shift;                       \
  NAME(load)(g, (work)->mean, block, &mean);                 \
  NAME(load)(g, (work)->variance, block, &inverse);          \
  NAME(load)(g, (work)->scale, block, &factor);              \
  NAME(load)(g, (work)->shift, block, &shift);               \
  NAME(invert)(g, block, &inverse);                          \
  factor *= inverse

// One block of channels.
static void NAME(forward_piece)(void *context, size_t block, size_t worker) {
  (void)worker;
  const normalisation_work *work = context;
  const normalisation_geometry *g = work->geometry;
  if (!g->uses_running_statistics) {
    VECTOR mean, variance;
    NAME(mean)(work, block, &mean);
    NAME(variance)(work, block, &mean, &variance);
    NAME(store)(g, &mean, work->mean, block);
    NAME(store)(g, &variance, work->variance, block);
  }
  LOAD_BLOCK(work, block);
  for (size_t image = 0; image < g->batch; image++) {
    const VECTOR *source = NAME(pixels)(g, work->source, image, block);
    VECTOR *result = (VECTOR *)NAME(pixels)(g, work->destination, image, block);
    for (size_t pixel = 0; pixel < g->area; pixel++) {
      VECTOR value = (source[pixel] - mean) * factor + shift;
      // NaN stays, so that it is seen.
      if (g->rectifies) value = (VECTOR)((MASK)value & ~(value < 0.0f));
      result[pixel] = value;
    }
  }
}

// What reaches the normalisation of the gradient: nothing where the result was rectified.
#define PASSED(pixel)                                                                       \
  (g->rectifies ? (VECTOR)((MASK)gradient[pixel] & ((source[pixel] - mean) * factor + shift > 0.0f)) \
                : gradient[pixel])

// One block of channels.
static void NAME(backward_piece)(void *context, size_t block, size_t worker) {
  (void)worker;
  const normalisation_work *work = context;
  const normalisation_geometry *g = work->geometry;
  LOAD_BLOCK(work, block);
  WIDE gradient_sum = {0}, product_sum = {0};
  for (size_t image = 0; image < g->batch; image++) {
    const VECTOR *source = NAME(pixels)(g, work->source, image, block);
    const VECTOR *gradient = NAME(pixels)(g, work->gradient, image, block);
    SUM_OF(PASSED(pixel), gradient_sum);
    SUM_OF(PASSED(pixel) * (source[pixel] - mean), product_sum);
  }
  WIDE wide_inverse = __builtin_convertvector(inverse, WIDE);
  WIDE normal_sum = product_sum * wide_inverse;
  VECTOR scale_gradient = __builtin_convertvector(normal_sum, VECTOR);
  VECTOR shift_gradient = __builtin_convertvector(gradient_sum, VECTOR);
  NAME(store)(g, &scale_gradient, work->scale_gradient, block);
  NAME(store)(g, &shift_gradient, work->shift_gradient, block);
  // With running statistics nothing of the statistics depends on the batch.
  double count = g->uses_running_statistics ? INFINITY : (double)(g->batch * g->area);
  VECTOR offset = __builtin_convertvector(gradient_sum / count, VECTOR);
  VECTOR tilt = __builtin_convertvector(normal_sum * wide_inverse / count, VECTOR);
  for (size_t image = 0; image < g->batch; image++) {
    const VECTOR *source = NAME(pixels)(g, work->source, image, block);
    const VECTOR *gradient = NAME(pixels)(g, work->gradient, image, block);
    VECTOR *result = (VECTOR *)NAME(pixels)(g, work->source_gradient, image, block);
    for (size_t pixel = 0; pixel < g->area; pixel++) {
      VECTOR passed = PASSED(pixel);
      result[pixel] = factor * ((passed - offset) - (source[pixel] - mean) * tilt);
    }
  }
}

#undef PASSED
#undef LOAD_BLOCK
#undef SUM_OF
#undef MASK
#undef WIDE
#undef VECTOR
