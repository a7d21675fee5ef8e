// One instantiation of the dot products, for LANES queries a vector and the instruction set in force.
// ROWS rows by two vectors are what the product keeps in registers, or ROWS / 2 rows by three.

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
typedef int32_t NAME(mask) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
#define VECTOR NAME(vector)

// Adds `depth` terms to the scores of `rows` rows with `vectors` vectors of queries.
//
// While it does, the lines that lie `ahead` floats behind those of the rows are fetched, unless
// `ahead` is 0: one request for the terms of one line.
static inline __attribute__((always_inline)) void NAME(block)(
    const size_t rows, const size_t vectors, size_t depth, const float *left, size_t left_row,
    const float *right, float *scores, size_t width, bool accumulates, size_t ahead) {
  VECTOR sums[2 * ROWS];
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    _Pragma("unroll") for (size_t half = 0; half < vectors; half++) {
      sums[row * vectors + half] =
          accumulates ? *(const VECTOR *)(scores + row * width + half * LANES) : (VECTOR){0};
    }
  }
  for (size_t first = 0; first < depth; first += LINE) {
    if (ahead > 0) {
      _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
        __builtin_prefetch(left + row * left_row + first + ahead, 0, 2);
      }
    }
    size_t end = depth - first < LINE ? depth : first + LINE;
    // Unrolled, it would load the values of several terms ahead, for which there are no registers.
    _Pragma("nounroll") for (size_t term = first; term < end; term++) {
      VECTOR factors[3];
      _Pragma("unroll") for (size_t half = 0; half < vectors; half++) {
        factors[half] = *(const VECTOR *)(right + (term * vectors + half) * LANES);
      }
      _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
        float value = left[row * left_row + term];
        _Pragma("unroll") for (size_t half = 0; half < vectors; half++) {
          sums[row * vectors + half] += value * factors[half];
        }
      }
    }
  }
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    _Pragma("unroll") for (size_t half = 0; half < vectors; half++) {
      *(VECTOR *)(scores + row * width + half * LANES) = sums[row * vectors + half];
    }
  }
}

// The same for any number of rows. The number is decided here, so that each block is compiled for a
// fixed one.
static inline __attribute__((always_inline)) void NAME(column)(
    const size_t vectors, size_t rows, size_t depth, const float *left, size_t left_row,
    const float *right, float *scores, size_t width, bool accumulates, size_t ahead) {
#define BLOCK(count)                                                                               \
  for (; rows >= (count); rows -= (count), left += (count) * left_row, scores += (count) * width) \
  NAME(block)(count, vectors, depth, left, left_row, right, scores, width, accumulates, ahead)
  if (vectors < 3) BLOCK(ROWS);
  BLOCK(ROWS / 2);
  BLOCK(1);
#undef BLOCK
}

static void NAME(multiply)(const scores_shape *shape, const float *packed, const float *rows,
                           size_t count, size_t ahead, float *scores) {
#define COLUMN(vectors)                                                                        \
  NAME(column)(vectors, count, depth, rows + first, dimension,                                 \
               packed + q * dimension + first * (vectors)*LANES, scores + q, width, first > 0, \
               q == 0 ? ahead : 0)
  size_t width = scores_width(shape), dimension = shape->dimension;
  for (size_t first = 0; first < dimension; first += DEPTH) {
    size_t depth = dimension - first < DEPTH ? dimension - first : DEPTH;
    for (size_t q = 0, vectors; q < width; q += vectors * LANES) {
      vectors = panel_vectors((width - q) / LANES);
      if (vectors == 3) {
        COLUMN(3);
      } else if (vectors == 2) {
        COLUMN(2);
      } else {
        COLUMN(1);
      }
    }
  }
#undef COLUMN
}

static size_t NAME(collect)(const scores_shape *shape, const float *scores, size_t count,
                            const float *bars, scores_hit *hits) {
  size_t width = scores_width(shape), found = 0;
  NAME(mask) bits;
  for (size_t lane = 0; lane < LANES; lane++) bits[lane] = 1 << lane;
  for (size_t row = 0; row < count; row++) {
    for (size_t q = 0; q < width; q += LANES) {
      const float *values = scores + row * width + q;
      NAME(mask) reached = *(const VECTOR *)values >= *(const VECTOR *)(bars + q);
      if (!__builtin_reduce_or(reached)) continue;
      // Hits are rare and alone, so the lanes that have none are not looked at one by one.
      uint32_t lanes = (uint32_t)__builtin_reduce_or(reached & bits);
      for (; lanes != 0; lanes &= lanes - 1) {
        uint32_t lane = (uint32_t)__builtin_ctz(lanes);
        scores_hit hit = {(uint32_t)q + lane, (uint32_t)row, values[lane]};
        hits[found++] = hit;
      }
    }
  }
  return found;
}

static float NAME(longest)(const float *rows, size_t count, size_t dimension, size_t *bad) {
  float longest = 0;
  for (size_t row = 0; row < count; row++) {
    const float *values = rows + row * dimension;
    float partial[4 * LANES] = {0};
    size_t term = 0;
    for (; term + 4 * LANES <= dimension; term += 4 * LANES) {
      for (size_t lane = 0; lane < 4 * LANES; lane++) {
        partial[lane] += values[term + lane] * values[term + lane];
      }
    }
    float square = 0;
    for (; term < dimension; term++) square += values[term] * values[term];
    for (size_t lane = 0; lane < 4 * LANES; lane++) square += partial[lane];
    if (!(square < INFINITY)) {
      *bad = row;
      return longest;
    }
    longest = square > longest ? square : longest;
  }
  *bad = count;
  return longest;
}

#undef VECTOR
