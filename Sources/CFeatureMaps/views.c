#include "views.h"

#include <string.h>

#pragma clang fp contract(off)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

typedef float lanes __attribute__((vector_size(32), aligned(4)));
typedef float pixel __attribute__((vector_size(16), aligned(4)));
typedef uint8_t bytes __attribute__((vector_size(8), aligned(1)));

// The vectors that are summed at a time, so that one sum does not wait for the other.
enum { VECTORS = 4, BLOCK = 8 * VECTORS };

static inline lanes widened(const uint8_t *source) {
  return __builtin_convertvector(*(const bytes *)source, lanes);
}

static inline lanes loaded(const float *source) { return *(const lanes *)source; }

// Defines the sums of `terms` rows that stand `pitch` elements apart: BLOCK columns at a time, then one.
#define DEFINE_SUMS(name, type, load)                                                        \
  static inline void name(const type *rows, size_t pitch, const float *weights, size_t terms, \
                          size_t count, float *restrict result) {                            \
    size_t column = 0;                                                                       \
    for (; column + BLOCK <= count; column += BLOCK) {                                       \
      lanes sums[VECTORS] = {{0}, {0}, {0}, {0}};                                            \
      for (size_t term = 0; term < terms; term++) {                                          \
        const type *source = rows + term * pitch + column;                                   \
        _Pragma("unroll") for (size_t part = 0; part < VECTORS; part++) {                    \
          sums[part] += weights[term] * load(source + 8 * part);                             \
        }                                                                                    \
      }                                                                                      \
      _Pragma("unroll") for (size_t part = 0; part < VECTORS; part++) {                      \
        *(lanes *)(result + column + 8 * part) = sums[part];                                 \
      }                                                                                      \
    }                                                                                        \
    for (; column + 8 <= count; column += 8) {                                               \
      lanes sum = {0};                                                                       \
      for (size_t term = 0; term < terms; term++) {                                          \
        sum += weights[term] * load(rows + term * pitch + column);                           \
      }                                                                                      \
      *(lanes *)(result + column) = sum;                                                     \
    }                                                                                        \
    for (; column < count; column++) {                                                       \
      float sum = 0;                                                                         \
      for (size_t term = 0; term < terms; term++) {                                          \
        sum += weights[term] * (float)rows[term * pitch + column];                           \
      }                                                                                      \
      result[column] = sum;                                                                  \
    }                                                                                        \
  }

DEFINE_SUMS(sums_of_bytes, uint8_t, widened)
DEFINE_SUMS(sums_of_floats, float, loaded)

// Sums `terms` pixels of a line to one.
static inline __attribute__((always_inline)) pixel sum_at(const float *line, const view_axis *columns,
                                                          size_t x, size_t terms) {
  const float *source = line + 3 * columns->firsts[x], *weights = columns->weights + columns->stride * x;
  pixel sum = {0};
  for (size_t term = 0; term < terms; term++) {
    sum += weights[term] * *(const pixel *)(source + 3 * term);
  }
  return sum;
}

// Sums pixels of a line to a row of each plane, four places at a time, which are turned into the planes.
static inline __attribute__((always_inline)) void sum_columns(const float *line, const view_axis *columns,
                                                              size_t size, bool mirrors, float *restrict row,
                                                              size_t terms) {
  size_t plane = size * size, place = 0;
  ptrdiff_t x = mirrors ? (ptrdiff_t)size - 1 : 0, step = mirrors ? -1 : 1;
  for (; place + 4 <= size; place += 4, x += 4 * step) {
    pixel a = sum_at(line, columns, (size_t)x, terms);
    pixel b = sum_at(line, columns, (size_t)(x + step), terms);
    pixel c = sum_at(line, columns, (size_t)(x + 2 * step), terms);
    pixel d = sum_at(line, columns, (size_t)(x + 3 * step), terms);
    pixel ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    pixel blue = __builtin_shufflevector(__builtin_shufflevector(a, b, 2, 6, 2, 6),
                                         __builtin_shufflevector(c, d, 2, 6, 2, 6), 0, 1, 4, 5);
    *(pixel *)(row + place) = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    *(pixel *)(row + plane + place) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    *(pixel *)(row + 2 * plane + place) = blue;
  }
  for (; place < size; place++, x += step) {
    pixel sum = sum_at(line, columns, (size_t)x, terms);
    for (size_t channel = 0; channel < 3; channel++) row[channel * plane + place] = sum[channel];
  }
}

void view_resample(const uint8_t *pixels, size_t pitch, size_t width, const view_axis *rows,
                   const view_axis *columns, size_t size, bool mirrors, float *line, float *planes) {
  memset(line + 3 * width, 0, (3 * columns->terms + 1) * sizeof(float));
  for (size_t y = 0; y < size; y++) {
    float *row = planes + y * size;
    sums_of_bytes(pixels + (size_t)rows->firsts[y] * pitch, pitch, rows->weights + rows->stride * y,
                  (size_t)rows->counts[y], 3 * width, line);
    // The same for few terms with their number known, which spares the loop.
    switch (columns->terms) {
      case 2: sum_columns(line, columns, size, mirrors, row, 2); break;
      case 3: sum_columns(line, columns, size, mirrors, row, 3); break;
      case 4: sum_columns(line, columns, size, mirrors, row, 4); break;
      case 5: sum_columns(line, columns, size, mirrors, row, 5); break;
      default: sum_columns(line, columns, size, mirrors, row, columns->terms);
    }
  }
}

// The place that stands in for one beyond the border.
static inline size_t mirrored(ptrdiff_t place, size_t side) {
  size_t inside = (size_t)(place < 0 ? -place : place);
  return inside < side ? inside : 2 * (side - 1) - inside;
}

// Copies the elements that stand in for the `radius` ones before and behind `side` elements of `length`
// numbers each, which begin at `radius` elements.
static inline void pad(float *elements, size_t side, size_t radius, size_t length) {
  float *inside = elements + radius * length;
  for (size_t place = 0; place < radius; place++) {
    const float *before = inside + mirrored((ptrdiff_t)place - (ptrdiff_t)radius, side) * length;
    const float *behind = inside + mirrored((ptrdiff_t)(side + place), side) * length;
    memcpy(elements + place * length, before, length * sizeof(float));
    memcpy(inside + (side + place) * length, behind, length * sizeof(float));
  }
}

void view_blur(float *planes, size_t side, const float *kernel, size_t radius, float *scratch) {
  size_t terms = 2 * radius + 1, plane = side * side;
  float *padded = scratch, *rows = scratch + side + 2 * radius;
  for (float *target = planes; target < planes + 3 * plane; target += plane) {
    for (size_t y = 0; y < side; y++) {
      memcpy(padded + radius, target + y * side, side * sizeof(float));
      pad(padded, side, radius, 1);
      sums_of_floats(padded, 1, kernel, terms, side, rows + (radius + y) * side);
    }
    pad(rows, side, radius, side);
    sums_of_floats(rows, side, kernel, terms, plane, target);
  }
}

static inline float larger(float a, float b) { return a > b ? a : b; }

static inline float smaller(float a, float b) { return a < b ? a : b; }

static inline float clipped(float value) { return smaller(larger(value, 0), 1); }

void view_scale(float *colours, size_t count, float factor, float offset) {
  for (size_t index = 0; index < count; index++) {
    colours[index] = clipped(colours[index] * factor + offset);
  }
}

void view_saturate(float *planes, size_t plane, float factor) {
  float *restrict red = planes, *restrict green = planes + plane, *restrict blue = planes + 2 * plane;
  for (size_t index = 0; index < plane; index++) {
    float grey =
        (1 - factor) * (0.2989f * red[index] + 0.587f * green[index] + 0.114f * blue[index]);
    red[index] = clipped(red[index] * factor + grey);
    green[index] = clipped(green[index] * factor + grey);
    blue[index] = clipped(blue[index] * factor + grey);
  }
}

// How far a colour is below the largest, over the chroma, at a place of the colour circle in sixths of a
// turn, -4 to 14.
static inline float ramp(float sextant) {
  float low = sextant < 0 ? sextant + 6 : sextant;
  float high = low >= 6 ? low - 6 : low;
  float place = high >= 6 ? high - 6 : high;
  return clipped(smaller(place, 4 - place));
}

void view_turn_hue(float *planes, size_t plane, float sextants) {
  float *restrict reds = planes, *restrict greens = planes + plane, *restrict blues = planes + 2 * plane;
  for (size_t index = 0; index < plane; index++) {
    float red = reds[index], green = greens[index], blue = blues[index];
    float value = larger(larger(red, green), blue);
    float chroma = value - smaller(smaller(red, green), blue);
    float scale = 1 / (chroma == 0 ? 1 : chroma);
    // Sextants of the circle, from red over yellow; a grey has chroma 0, so its hue is idle.
    float from_blue = 4 + (red - green) * scale;
    float from_green = value == green ? 2 + (blue - red) * scale : from_blue;
    float hue = (value == red ? (green - blue) * scale : from_green) + sextants;
    reds[index] = value - chroma * ramp(hue + 5);
    greens[index] = value - chroma * ramp(hue + 3);
    blues[index] = value - chroma * ramp(hue + 1);
  }
}

void view_sums_of_eighths(const float *elements, size_t count, float sums[8]) {
  lanes sum = {0};
  for (size_t index = 0; index + 8 <= count; index += 8) sum += loaded(elements + index);
  *(lanes *)sums = sum;
}

void view_normalise(const float *restrict colours, size_t count, float mean, float scale,
                    float *restrict result) {
  for (size_t index = 0; index < count; index++) {
    result[index] = (colours[index] - mean) * scale;
  }
}

#pragma clang attribute pop
