// Batch normalisation of feature maps in blocks of channels, (batch, channel / lanes, height * width,
// lanes). Channels that only fill up the last block are kept 0.
//
// A channel belongs to one thread, and its sums run in an order that the shape alone decides: in each
// image four sums, pixel i going to sum i mod 4, then (0 + 1) + (2 + 3), added up image after image in
// double precision. So every number of threads, lanes and instruction set with FMA gives the same bits.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The sizes and the kind of one normalisation.
typedef struct {
  size_t batch, channels;
  size_t area;   // height * width
  size_t lanes;  // channels a block: 8 or 16
  float epsilon;
  bool rectifies;                // negative results become 0
  bool uses_running_statistics;  // mean and variance are given, not taken from the batch
} normalisation_geometry;

// Writes (source - mean) / sqrt(variance + epsilon) * scale + shift. Mean and (biased) variance of each
// channel come out, or are read with running statistics.
void normalisation_forward(const normalisation_geometry *geometry, const float *source,
                           const float *scale, const float *shift, float *mean, float *variance,
                           float *destination, int threads);

// Writes the gradients of source, scale and shift from that of the result. What was rectified is found
// again from the source.
void normalisation_backward(const normalisation_geometry *geometry, const float *source,
                            const float *mean, const float *variance, const float *scale,
                            const float *shift, const float *gradient, float *source_gradient,
                            float *scale_gradient, float *shift_gradient, int threads);
