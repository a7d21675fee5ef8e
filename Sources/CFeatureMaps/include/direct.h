// Convolutions as they are defined, one multiplication a term, on feature maps in blocks of channels,
// (batch, channel / lanes, height, width, lanes). Channels that only fill up the last block are 0.
//
// A lane holds one result, so that every sum has an order that the shape alone decides:
// - a result of a convolution sums its terms place by place of the kernel, row by row, and there
//   channel by channel;
// - an element of an input gradient does the same, with filters for channels;
// - an element of a filter gradient sums over the pixels of the batch, image by image and row by row, in
//   segments of 256; segments are added one after another within each of some parts of the batch, and
//   the parts one after another;
// - an element of a bias gradient adds up the same segments one after another.
// Each product is added by a fused multiply-add in single precision. So every number of threads, lanes and
// instruction set with FMA gives the same bits.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "finish.h"

// The largest kernel.
#define DIRECT_KERNEL_LIMIT 16

// The sizes of one convolution of a square kernel.
typedef struct {
  size_t batch;
  size_t channels;  // of the source
  size_t filters;   // the channels of the destination
  size_t height, width;
  size_t kernel, stride, padding;
  size_t lanes;          // channels a block: 8 or 16
  bool has_plain_source;  // it lies as (batch, 3, height, width); for strides of 1 and 2 alone
} direct_geometry;

// The floats that packed filters take; with `transposed` those of the input gradient.
size_t direct_filter_count(const direct_geometry *geometry, bool transposed);

// Packs filters, (filter, channel, kernel, kernel), as the convolution or the input gradient reads them.
void direct_pack_filters(const direct_geometry *geometry, const float *filters, bool transposed,
                         float *packed, int threads);

// The floats of working memory that each pass takes with a number of threads.
size_t direct_forward_scratch_count(const direct_geometry *geometry, int threads);
size_t direct_input_scratch_count(const direct_geometry *geometry, int threads);
size_t direct_filter_scratch_count(const direct_geometry *geometry, int threads);

// Convolves. The destination may not overlap the source; `scratch` is 64-byte aligned.
void direct_convolve(const direct_geometry *geometry, const float *source, const float *packed,
                     map_finish finish, float *destination, float *scratch, int threads);

// Computes the gradient with respect to the source, in blocks of channels, from that of the destination;
// the filters are packed `transposed`.
void direct_input_gradient(const direct_geometry *geometry, const float *destination_gradient,
                           const float *packed, float *source_gradient, float *scratch, int threads);

// Computes the gradients with respect to the filters, (filter, channel, kernel, kernel), and, unless
// it is NULL, to the bias, (filter).
void direct_filter_gradient(const direct_geometry *geometry, const float *source,
                            const float *destination_gradient, float *filter_gradient,
                            float *bias_gradient, float *scratch, int threads);
