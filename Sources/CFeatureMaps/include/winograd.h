// Convolutions of 3x3 kernels, stride 1 and one pixel of zero padding, by Winograd's minimal
// filtering (Lavin and Gray 2016), on feature maps in blocks of channels.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "finish.h"

// The sizes of one convolution. Maps lie as (batch, channel / lanes, height, width, lanes).
typedef struct {
  size_t batch;
  size_t channels;  // of the source, a multiple of lanes
  size_t filters;   // of the destination, a multiple of 2 * lanes
  size_t height;
  size_t width;
  size_t tile;   // outputs a tile: 2 or 4 a side
  size_t lanes;  // channels a block: 8 or 16
} winograd_geometry;

// The floats that transformed filters take.
size_t winograd_filter_count(const winograd_geometry *geometry);

// The floats of working memory that `winograd_convolve` takes with a number of threads.
size_t winograd_forward_scratch_count(const winograd_geometry *geometry, int threads);

// The floats of working memory that `winograd_filter_gradient` takes with a number of threads.
size_t winograd_gradient_scratch_count(const winograd_geometry *geometry, int threads);

// Transforms filters, (filter, channel, 3, 3) for the forward pass. With `transposed`, they come as
// (channel, filter, 3, 3) and are turned by 180 degrees: what the input's gradient is made with.
void winograd_transform_filters(const winograd_geometry *geometry, const float *filters,
                                bool transposed, float *transformed, int threads);

// Convolves. The destination may not overlap the source; `scratch` is 64-byte aligned.
void winograd_convolve(const winograd_geometry *geometry, const float *source,
                       const float *transformed, map_finish finish, float *destination,
                       float *scratch, int threads);

// Computes the gradient with respect to the filters, (filter, channel, 3, 3), from the source and
// the gradient of the destination.
void winograd_filter_gradient(const winograd_geometry *geometry, const float *source,
                              const float *destination_gradient, float *filter_gradient,
                              float *scratch, int threads);
