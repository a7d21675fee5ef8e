// The steps that make a view of a picture: colours in 0...1, in a red, a green and a blue plane of as many
// pixels each, one behind the other. No product is fused with a sum and each sum has one order, so that every
// processor gives the same bits.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is summed to each place of an axis: counts[i] elements from firsts[i] on, multiplied by the weights
// from stride * i on and added to 0 in their order. The weights beyond a count are 0, so that `terms`
// elements, the largest of the counts, may be summed for any place.
typedef struct {
  const int32_t *firsts, *counts;
  const float *weights;
  size_t stride, terms;
} view_axis;

// Makes planes of size x size pixels from interleaved bytes, rows of which stand `pitch` bytes apart: rows
// are summed to a line of `width` pixels, and its pixels to a row of each plane. Left and right are swapped
// if it mirrors. The line has room for the colours of `terms` pixels more, and for one number.
void view_resample(const uint8_t *pixels, size_t pitch, size_t width, const view_axis *rows,
                   const view_axis *columns, size_t size, bool mirrors, float *line, float *planes);

// Replaces each colour c by c * factor + offset, clipped to 0...1.
void view_scale(float *colours, size_t count, float factor, float offset);

// Replaces each colour c by c * factor + (1 - factor) * grey, clipped to 0...1; `grey` is its pixel's.
void view_saturate(float *planes, size_t plane, float factor);

// Turns the hue of each pixel by sixths of a turn, -3 to 3; its largest and smallest colour stay.
void view_turn_hue(float *planes, size_t plane, float sextants);

// Sums elements to those of one place modulo 8: the first 8 * (count / 8) of them.
void view_sums_of_eighths(const float *elements, size_t count, float sums[8]);

// Convolves the rows, then the columns, of planes of side x side pixels, which are mirrored at their border
// pixels, by a kernel of 2 * radius + 1 weights; the radius is below the side. The scratch has room for
// (side + 2 * radius) * (side + 1) numbers.
void view_blur(float *planes, size_t side, const float *kernel, size_t radius, float *scratch);

// Writes (c - mean) * scale for each colour c.
void view_normalise(const float *colours, size_t count, float mean, float scale, float *result);
