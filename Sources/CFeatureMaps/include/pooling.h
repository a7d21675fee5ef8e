// Max pooling of feature maps in blocks of channels, (batch, channel / lanes, height, width, lanes).
#pragma once
#include <stddef.h>

// The sizes of one pooling.
typedef struct {
  size_t planes;  // batch * channels / lanes
  size_t height, width;
  size_t result_height, result_width;
  size_t window, stride;
  size_t padding;  // less than the window; never wins
  size_t lanes;    // channels a block: 8 or 16
} pooling_geometry;

// Writes the maximum of each window. NaN counts as the largest of all, so that it is seen.
void pooling_maximum(const pooling_geometry *geometry, const float *source, float *destination,
                     int threads);

// Writes the gradient of the source: each window's gradient goes to the element that won, the first of
// equals in row-major order, or the last NaN.
void pooling_maximum_gradient(const pooling_geometry *geometry, const float *source,
                              const float *destination_gradient, float *source_gradient,
                              int threads);
