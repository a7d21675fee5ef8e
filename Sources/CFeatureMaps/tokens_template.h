// One instantiation of what is computed on tokens, for LANES elements a vector and the instruction set in
// force.

#include "panel_template.h"

typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4)));
typedef unsigned NAME(bits) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
#define VECTOR NAME(vector)
#define LOOSE NAME(loose)
#define BITS NAME(bits)

// The vectors of the partial sums of a row.
#define PART_VECTORS (PARTS / LANES)

// Vectors that follow a tile of rows, `spacing` apart: all terms lie one behind the other.
PANEL(spaced_panel, spacing, terms, size_t spacing, )

// One of two values in each lane, by a mask of all bits or none.
#define CHOSEN(mask, yes, no) ((VECTOR)(((BITS)(mask) & (BITS)(yes)) | (~(BITS)(mask) & (BITS)(no))))

// Replaces a vector by e^x of it.
static inline __attribute__((always_inline)) void NAME(exponential)(VECTOR *argument) {
  VECTOR x = *argument, none = {0};
  VECTOR shifted = x * EXP_INVERSE + EXP_ROUNDER, whole = shifted - EXP_ROUNDER;
  VECTOR rest = x - whole * EXP_HIGH;
  rest = rest - whole * EXP_LOW;
  VECTOR power = none + EXP_TERMS[0];
  _Pragma("unroll") for (size_t term = 1; term < EXP_COUNT; term++) power = power * rest + EXP_TERMS[term];
  // The whole number stands in the last bits of the sum, from where it is added to the exponent.
  VECTOR scaled = (VECTOR)((BITS)power + ((BITS)shifted << 23));
  scaled = CHOSEN(x < EXP_LEAST, none, scaled);
  *argument = CHOSEN(x == x, scaled, x);
}

// Replaces a vector by the error function of it: up to 1 by a polynomial, beyond by 1 - e^polynomial.
static inline __attribute__((always_inline)) void NAME(error_function)(VECTOR *argument) {
  VECTOR x = *argument, none = {0};
  BITS sign = (BITS)x & 0x80000000u;
  VECTOR size = (VECTOR)((BITS)x ^ sign), square = size * size;
  VECTOR near = none + ERF_NEAR[0];
  _Pragma("unroll") for (size_t term = 1; term < ERF_NEAR_COUNT; term++) near = near * square + ERF_NEAR[term];
  near = near * size + size;
  VECTOR limited = CHOSEN(size > ERF_MOST, none + ERF_MOST, size), far = none + ERF_FAR[0];
  _Pragma("unroll") for (size_t term = 1; term < ERF_FAR_COUNT; term++) far = far * limited + ERF_FAR[term];
  NAME(exponential)(&far);
  far = 1 - far;
  *argument = (VECTOR)((BITS)CHOSEN(size > 1, far, near) | sign);
}

static inline __attribute__((always_inline)) void NAME(gelu)(VECTOR *argument) {
  VECTOR half = *argument * 0.5f, value = *argument * 0.707106781f;
  NAME(error_function)(&value);
  *argument = half * value + half;
}

#define FUNCTION_PIECE(name, function)                                             \
  static void NAME(name)(void *context, size_t piece, size_t worker) {             \
    (void)piece;                                                                   \
    (void)worker;                                                                  \
    const function_work *work = context;                                           \
    for (size_t first = 0; first < work->count; first += LANES) {                  \
      size_t lanes = smaller(LANES, work->count - first);                          \
      VECTOR value = {0};                                                          \
      for (size_t lane = 0; lane < lanes; lane++) value[lane] = work->values[first + lane]; \
      NAME(function)(&value);                                                      \
      for (size_t lane = 0; lane < lanes; lane++) work->values[first + lane] = value[lane]; \
    }                                                                              \
  }

FUNCTION_PIECE(exponential_piece, exponential)
FUNCTION_PIECE(erf_piece, error_function)

// Adds up an expression of the elements of a row: `vector` of the part-th vector from `first` on, and
// `element` of a single element for those that fill up no vectors.
#define SUM_OF_ROW(length, vector, element, sum)                                   \
  do {                                                                             \
    VECTOR partial[PART_VECTORS];                                                  \
    _Pragma("unroll") for (size_t part = 0; part < PART_VECTORS; part++) partial[part] = (VECTOR){0}; \
    size_t filled = (length) / PARTS * PARTS;                                      \
    for (size_t first = 0; first < filled; first += PARTS) {                       \
      _Pragma("unroll") for (size_t part = 0; part < PART_VECTORS; part++) {       \
        size_t place = first + part * LANES;                                       \
        partial[part] += (vector);                                                 \
      }                                                                            \
    }                                                                              \
    float parts[PARTS];                                                            \
    memcpy(parts, partial, sizeof parts);                                          \
    for (size_t place = filled; place < (length); place++) parts[place - filled] += (element); \
    sum = sum_of_parts(parts);                                                     \
  } while (0)

// Some rows.
static void NAME(normalise_piece)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const normalise_work *w = context;
  span rows = span_of(w->rows, w->piece, piece);
  for (size_t row = rows.first; row < rows.end; row++) {
    const float *source = w->source + row * w->channels;
    float *result = w->destination + row * w->channels;
    float sum, squares;
    SUM_OF_ROW(w->channels, *(const LOOSE *)(source + place), source[place], sum);
    float mean = (float)((double)sum / (double)w->channels);
    SUM_OF_ROW(w->channels,
               (*(const LOOSE *)(source + place) - mean) * (*(const LOOSE *)(source + place) - mean),
               (source[place] - mean) * (source[place] - mean), squares);
    float inverse = (float)(1 / sqrt((double)squares / (double)w->channels + (double)w->epsilon));
    size_t filled = w->channels / LANES * LANES;
    for (size_t place = 0; place < filled; place += LANES) {
      VECTOR normal = (*(const LOOSE *)(source + place) - mean) * inverse;
      *(LOOSE *)(result + place) =
          normal * *(const LOOSE *)(w->scale + place) + *(const LOOSE *)(w->shift + place);
    }
    for (size_t place = filled; place < w->channels; place++) {
      float normal = (source[place] - mean) * inverse;
      result[place] = normal * w->scale[place] + w->shift[place];
    }
  }
}

// Finishes and stores the sums of some rows with a panel of outputs.
static inline void NAME(store)(const linear_work *work, size_t first, size_t rows, size_t panel,
                               NAME(vector) (*sums)[2]) {
  const tokens_linear_shape *s = work->shape;
  size_t vectors = divided(s->outputs, LANES);
  const float *biases = work->packed + vectors * LANES * s->inputs;
  for (size_t half = 0; half < smaller(2, vectors - 2 * panel); half++) {
    size_t column = (2 * panel + half) * LANES, columns = smaller(LANES, s->outputs - column);
    VECTOR bias = *(const VECTOR *)(biases + column);
    for (size_t row = 0; row < rows; row++) {
      VECTOR value = sums[row][half] + bias;
      float *out = work->destination + (first + row) * s->outputs + column;
      if (work->finish.is_gelu) NAME(gelu)(&value);
      if (columns == LANES) {
        if (work->finish.adds_destination) value += *(const LOOSE *)out;
        *(LOOSE *)out = value;
      } else {
        for (size_t lane = 0; lane < columns; lane++) {
          out[lane] = work->finish.adds_destination ? value[lane] + out[lane] : value[lane];
        }
      }
    }
  }
}

// A strip of rows with a group of panels.
static void NAME(linear_piece)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const linear_work *work = context;
  const tokens_linear_shape *s = work->shape;
  size_t groups = work->panel_groups, group = piece % groups;
  size_t vectors = divided(s->outputs, LANES), panels = divided(vectors, 2);
  span rows = span_of(s->rows, work->strip, piece / groups);
  size_t count = rows.end - rows.first, tiles = divided(count, ROWS);
  for (size_t panel = panels * group / groups; panel < panels * (group + 1) / groups; panel++) {
    size_t width = smaller(2, vectors - 2 * panel);
    const float *packed = work->packed + panel * 2 * LANES * s->inputs;
    NAME(vector) sums[STRIP_ROWS_MOST][2];
    for (size_t term = 0, end; term < s->inputs; term = end) {
      end = smaller(term + PANEL_TERMS(LANES, sizeof(float)), s->inputs);
      for (size_t tile = 0; tile < tiles; tile++) {
        size_t start = count * tile / tiles, height = count * (tile + 1) / tiles - start;
        NAME(spaced_panel)(height, width, end - term, s->inputs,
                           work->source + (rows.first + start) * s->inputs + term, 0,
                           packed + term * width * LANES, term > 0, sums + start);
      }
    }
    NAME(store)(work, rows.first, count, panel, sums);
  }
}

// Packs the keys and the values of one head: keys term by term, in panels of two vectors of keys, or one at
// the end; values key by key, in panels of two vectors of channels. Places that nothing takes hold zeros.
static void NAME(pack_piece)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const attention_work *work = context;
  const tokens_attention_shape *s = work->shape;
  size_t row = 3 * s->heads * s->depth, head = piece % s->heads;
  const float *keys =
      work->source + piece / s->heads * s->tokens * row + (s->heads + head) * s->depth;
  const float *values = keys + s->heads * s->depth;
  float *out = work->keys + piece * keys_count(s);
  size_t filled = divided(s->tokens, LANES) * LANES;
  for (size_t first = 0; first < filled; first += 2 * LANES) {
    size_t width = smaller(2 * LANES, filled - first);
    for (size_t key = 0; key < width; key++) {
      bool is_key = first + key < s->tokens;
      for (size_t term = 0; term < s->depth; term++) {
        out[term * width + key] = is_key ? keys[(first + key) * row + term] : 0;
      }
    }
    out += width * s->depth;
  }
  out = work->values + piece * values_count(s);
  filled = divided(s->depth, LANES) * LANES;
  for (size_t first = 0; first < filled; first += 2 * LANES) {
    size_t width = smaller(2 * LANES, filled - first), lanes = smaller(width, s->depth - first);
    for (size_t key = 0; key < s->tokens; key++, out += width) {
      for (size_t lane = 0; lane < lanes; lane++) out[lane] = values[key * row + first + lane];
      for (size_t lane = lanes; lane < width; lane++) out[lane] = 0;
    }
  }
}

// Writes the scores of some queries with all keys of a head.
static void NAME(score)(const tokens_attention_shape *s, const float *queries, size_t count,
                        const float *keys, float *scores) {
  size_t vectors = divided(s->tokens, LANES), stride = score_stride(s), tiles = divided(count, ROWS);
  size_t row = 3 * s->heads * s->depth;
  float scale = (float)(1 / sqrt((double)s->depth));
  for (size_t panel = 0; panel < divided(vectors, 2); panel++) {
    size_t width = smaller(2, vectors - 2 * panel);
    for (size_t tile = 0; tile < tiles; tile++) {
      size_t start = count * tile / tiles, height = count * (tile + 1) / tiles - start;
      NAME(vector) sums[ROWS][2];
      NAME(spaced_panel)(height, width, s->depth, row, queries + start * row, 0,
                         keys + panel * 2 * LANES * s->depth, false, sums);
      for (size_t query = 0; query < height; query++) {
        VECTOR *out = (VECTOR *)(scores + (start + query) * stride) + 2 * panel;
        for (size_t half = 0; half < width; half++) out[half] = sums[query][half] * scale;
      }
    }
  }
}

// Replaces a row of scores by e^(score - largest score), 0 behind the last one, and returns their sum.
static float NAME(soften)(const tokens_attention_shape *s, float *scores) {
  size_t stride = score_stride(s);
  for (size_t key = s->tokens; key < stride; key++) scores[key] = -INFINITY;
  VECTOR largest = *(const VECTOR *)scores;
  for (size_t key = LANES; key < stride; key += LANES) {
    VECTOR value = *(const VECTOR *)(scores + key);
    largest = CHOSEN(value > largest, value, largest);
  }
  float most = largest[0];
  for (size_t lane = 1; lane < LANES; lane++) most = largest[lane] > most ? largest[lane] : most;
  for (size_t key = 0; key < stride; key += LANES) {
    VECTOR value = *(const VECTOR *)(scores + key) - most;
    NAME(exponential)(&value);
    *(VECTOR *)(scores + key) = value;
  }
  float sum;
  SUM_OF_ROW(stride, *(const VECTOR *)(scores + place), scores[place], sum);
  return sum;
}

// Some queries of a head.
static void NAME(attend_piece)(void *context, size_t piece, size_t worker) {
  const attention_work *work = context;
  const tokens_attention_shape *s = work->shape;
  size_t blocks = divided(s->tokens, QUERIES), head = piece / blocks, image = head / s->heads;
  span mine = span_of(s->tokens, QUERIES, piece % blocks);
  size_t count = mine.end - mine.first, tiles = divided(count, ROWS), stride = score_stride(s);
  size_t width = s->heads * s->depth, channel = head % s->heads * s->depth;
  float *scores = work->scores + worker * QUERIES * stride;
  NAME(score)(s, work->source + (image * s->tokens + mine.first) * 3 * width + channel, count,
              work->keys + head * keys_count(s), scores);
  float inverses[QUERIES];
  for (size_t query = 0; query < count; query++) {
    inverses[query] = 1 / NAME(soften)(s, scores + query * stride);
  }
  size_t vectors = divided(s->depth, LANES);
  const float *values = work->values + head * values_count(s);
  for (size_t panel = 0; panel < divided(vectors, 2); panel++) {
    size_t parts = smaller(2, vectors - 2 * panel), first = panel * 2 * LANES;
    size_t lanes = smaller(parts * LANES, s->depth - first);
    NAME(vector) sums[QUERIES][2];
    for (size_t token = 0, end; token < s->tokens; token = end) {
      end = smaller(token + PANEL_TERMS(LANES, sizeof(float)), s->tokens);
      for (size_t tile = 0; tile < tiles; tile++) {
        size_t start = count * tile / tiles, height = count * (tile + 1) / tiles - start;
        NAME(spaced_panel)(height, parts, end - token, stride, scores + start * stride + token, 0,
                           values + first * s->tokens + token * parts * LANES, token > 0, sums + start);
      }
    }
    for (size_t query = 0; query < count; query++) {
      float *out = work->destination + (image * s->tokens + mine.first + query) * width + channel + first;
      const float *sum = (const float *)sums[query];
      for (size_t lane = 0; lane < lanes; lane++) out[lane] = sum[lane] * inverses[query];
    }
  }
}

#undef SUM_OF_ROW
#undef FUNCTION_PIECE
#undef CHOSEN
#undef PART_VECTORS
#undef BITS
#undef LOOSE
#undef VECTOR
