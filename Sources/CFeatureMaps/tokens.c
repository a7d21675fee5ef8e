#include "tokens.h"

#include <math.h>
#include <string.h>

#include "panel.h"
#include "parallel.h"

// The partial sums of a row.
#define PARTS 16

// The queries of a head that are computed at a time.
#define QUERIES 24

// The elements of the source of a linear layer that are multiplied at a time: 256 KB of floats, a part of
// the second level of a cache.
#define STRIP_ELEMENTS (64u << 10)

// e^x is 2^n e^r with n = round(x / ln 2): the inverse of ln 2, ln 2 in two parts, of which the first has
// zeros at its end so that its products with n are exact, and the number that a sum with rounds to a whole
// number.
#define EXP_INVERSE 1.44269504f
#define EXP_HIGH 0.693145752f
#define EXP_LOW 1.42860677e-6f
#define EXP_ROUNDER 12582912.0f

// The least argument that is not 0: 2^n is not below the smallest normal number.
#define EXP_LEAST -87.0f

// The polynomial of e^r, highest power first: within 4e-9 for |r| up to 0.3475, by weighted least squares
// with the weights of Lawson's algorithm; so are the others.
static const float EXP_TERMS[] = {0.00138142216f, 0.00836889911f, 0.0416684039f, 0.166665196f,
                                  0.49999994f,    1,              1};
#define EXP_COUNT (sizeof EXP_TERMS / sizeof *EXP_TERMS)

// erf(x) / x - 1 by powers of x squared, up to 1.
static const float ERF_NEAR[] = {7.85389639e-05f, -0.000801020535f, 0.00518832915f, -0.0268538129f,
                                 0.112835854f,    -0.37612626f,     0.128379166f};
#define ERF_NEAR_COUNT (sizeof ERF_NEAR / sizeof *ERF_NEAR)

// The logarithm of 1 - erf(x), from 1 to ERF_MOST, from where on erf rounds to 1.
static const float ERF_FAR[] = {-2.16867502e-05f, 0.000441335113f, -0.00420455541f, 0.0252082385f,
                                -0.108418547f,    -0.633219898f,   -1.12957835f,    0.000188036312f};
#define ERF_FAR_COUNT (sizeof ERF_FAR / sizeof *ERF_FAR)
#define ERF_MOST 4.0f

typedef struct {
  const tokens_patches *patches;
  const float *images;
  float *rows;
} gather_work;

// One row of patches of an image.
static void gather_piece(void *context, size_t piece, size_t worker) {
  (void)worker;
  const gather_work *work = context;
  const tokens_patches *p = work->patches;
  size_t down = p->height / p->patch, across = p->width / p->patch, side = p->patch;
  size_t image = piece / down, y = piece % down * side, length = p->channels * side * side;
  float *rows = work->rows + piece * across * length;
  for (size_t channel = 0; channel < p->channels; channel++) {
    for (size_t line = 0; line < side; line++) {
      const float *pixels =
          work->images + ((image * p->channels + channel) * p->height + y + line) * p->width;
      float *out = rows + (channel * side + line) * side;
      for (size_t patch = 0; patch < across; patch++) {
        memcpy(out + patch * length, pixels + patch * side, side * sizeof(float));
      }
    }
  }
}

void tokens_gather(const tokens_patches *patches, const float *images, float *rows, int threads) {
  gather_work work = {patches, images, rows};
  pieces_run(patches->batch * (patches->height / patches->patch), threads, gather_piece, &work);
}

typedef struct {
  size_t prefix, count, channels;
  const float *first, *own, *added;
  float *result;
} order_work;

// The tokens of a piece of an image.
#define TOKENS 64

// Some tokens of an image.
static void begin_piece(void *context, size_t piece, size_t worker) {
  (void)worker;
  const order_work *w = context;
  size_t tokens = w->prefix + w->count, pieces = divided(tokens, TOKENS), image = piece / pieces;
  span mine = span_of(tokens, TOKENS, piece % pieces);
  for (size_t token = mine.first; token < mine.end; token++) {
    const float *row = token < w->prefix
                           ? w->first + token * w->channels
                           : w->own + (image * w->count + token - w->prefix) * w->channels;
    const float *added = w->added + token * w->channels;
    float *out = w->result + (image * tokens + token) * w->channels;
    for (size_t channel = 0; channel < w->channels; channel++) out[channel] = row[channel] + added[channel];
  }
}

void tokens_begin(size_t batch, size_t prefix, size_t count, size_t channels, const float *first,
                  const float *own, const float *added, float *tokens, int threads) {
  order_work work = {prefix, count, channels, first, own, added, tokens};
  pieces_run(batch * divided(prefix + count, TOKENS), threads, begin_piece, &work);
}

// Up to 16 channels of an image, whose tokens then share cache lines.
static void maps_piece(void *context, size_t piece, size_t worker) {
  (void)worker;
  const order_work *w = context;
  size_t groups = divided(w->channels, PARTS), image = piece / groups;
  span mine = span_of(w->channels, PARTS, piece % groups);
  const float *rows = w->own + (image * (w->prefix + w->count) + w->prefix) * w->channels;
  for (size_t token = 0; token < w->count; token++) {
    for (size_t channel = mine.first; channel < mine.end; channel++) {
      w->result[(image * w->channels + channel) * w->count + token] = rows[token * w->channels + channel];
    }
  }
}

void tokens_maps(size_t batch, size_t prefix, size_t count, size_t channels, const float *tokens,
                 float *maps, int threads) {
  order_work work = {.prefix = prefix, .count = count, .channels = channels, .own = tokens, .result = maps};
  pieces_run(batch * divided(channels, PARTS), threads, maps_piece, &work);
}

typedef struct {
  size_t rows, channels, piece;
  float epsilon;
  const float *source, *scale, *shift;
  float *destination;
} normalise_work;

typedef struct {
  const tokens_linear_shape *shape;
  const float *source, *packed;
  float *destination;
  tokens_finish finish;
  size_t strip, panel_groups;
} linear_work;

typedef struct {
  const tokens_attention_shape *shape;
  const float *source;
  float *destination, *keys, *values, *scores;
} attention_work;

typedef struct {
  size_t count;
  float *values;
} function_work;

// The floats of a head's packed keys, of its packed values, and of a row of scores.
static size_t keys_count(const tokens_attention_shape *s) {
  return divided(s->tokens, s->lanes) * s->lanes * s->depth;
}
static size_t values_count(const tokens_attention_shape *s) {
  return divided(s->depth, s->lanes) * s->lanes * s->tokens;
}
static size_t score_stride(const tokens_attention_shape *s) {
  return divided(s->tokens, PARTS) * PARTS;
}

// Adds up the partial sums of a row.
static float sum_of_parts(float *parts) {
  for (size_t half = PARTS / 2; half > 0; half /= 2) {
    for (size_t part = 0; part < half; part++) parts[part] += parts[part + half];
  }
  return parts[0];
}

#define ELEMENT float
#define TEMPLATE "tokens_template.h"
#define ROWS_AVX2 6
#define ROWS_PAIRS 3
#define ROWS_AVX512 14

#include "vector_forms.h"

#undef ELEMENT

void tokens_normalise(size_t rows, size_t channels, float epsilon, size_t lanes, const float *source,
                      const float *scale, const float *shift, float *destination, int threads) {
  normalise_work work = {
      rows, channels, piece_length(rows, 64, threads), epsilon, source, scale, shift, destination};
  run_pieces(lanes, normalise_piece_avx2, normalise_piece_pairs, normalise_piece_avx512, &work,
             divided(rows, work.piece), threads);
}

size_t tokens_packed_count(const tokens_linear_shape *s) {
  return divided(s->outputs, s->lanes) * s->lanes * (s->inputs + 1);
}

void tokens_pack(const tokens_linear_shape *s, const float *weights, const float *biases, float *packed) {
  size_t filled = divided(s->outputs, s->lanes) * s->lanes;
  float *out = packed;
  for (size_t first = 0; first < filled; first += 2 * s->lanes) {
    size_t width = smaller(2 * s->lanes, filled - first);
    for (size_t term = 0; term < s->inputs; term++) {
      for (size_t column = first; column < first + width; column++) {
        *out++ = column < s->outputs ? weights[column * s->inputs + term] : 0;
      }
    }
  }
  for (size_t column = 0; column < filled; column++) *out++ = column < s->outputs ? biases[column] : 0;
}

void tokens_linear(const tokens_linear_shape *shape, const float *source, const float *packed,
                   tokens_finish finish, float *destination, int threads) {
  if (shape->rows == 0 || shape->outputs == 0) return;
  linear_work work = {shape, source, packed, destination, finish, 0, 1};
  size_t fitting = strip_rows(STRIP_ELEMENTS, shape->inputs);
  // Strips of about one length.
  work.strip = divided(shape->rows, divided(shape->rows, fitting));
  size_t strips = divided(shape->rows, work.strip), wanted = threads > 1 ? 4 * (size_t)threads : 1;
  size_t panels = divided(divided(shape->outputs, shape->lanes), 2);
  if (strips < wanted) work.panel_groups = smaller(panels, divided(wanted, strips));
  run_pieces(shape->lanes, linear_piece_avx2, linear_piece_pairs, linear_piece_avx512, &work,
             strips * work.panel_groups, threads);
}

size_t tokens_attention_scratch_count(const tokens_attention_shape *s, int threads) {
  size_t heads = s->batch * s->heads;
  // Each part begins at a cache line.
  size_t keys = divided(heads * keys_count(s), PARTS) * PARTS;
  size_t values = divided(heads * values_count(s), PARTS) * PARTS;
  return keys + values + (size_t)threads * QUERIES * score_stride(s);
}

void tokens_attend(const tokens_attention_shape *s, const float *source, float *destination,
                   float *scratch, int threads) {
  size_t heads = s->batch * s->heads;
  attention_work work = {.shape = s, .source = source, .destination = destination, .keys = scratch};
  work.values = work.keys + divided(heads * keys_count(s), PARTS) * PARTS;
  work.scores = work.values + divided(heads * values_count(s), PARTS) * PARTS;
  run_pieces(s->lanes, pack_piece_avx2, pack_piece_pairs, pack_piece_avx512, &work, heads, threads);
  run_pieces(s->lanes, attend_piece_avx2, attend_piece_pairs, attend_piece_avx512, &work,
             heads * divided(s->tokens, QUERIES), threads);
}

void tokens_exponential(size_t count, size_t lanes, float *values) {
  function_work work = {count, values};
  run_pieces(lanes, exponential_piece_avx2, exponential_piece_pairs, exponential_piece_avx512, &work, 1, 1);
}

void tokens_error_function(size_t count, size_t lanes, float *values) {
  function_work work = {count, values};
  run_pieces(lanes, erf_piece_avx2, erf_piece_pairs, erf_piece_avx512, &work, 1, 1);
}
