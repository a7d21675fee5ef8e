// Operations on each element of maps alone; the layout plays no part, so padding is computed along.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Writes first + second; negative sums become 0 if it rectifies, and NaN stays, so that it is seen.
void elementwise_add(const float *first, const float *second, float *sum, size_t count, bool rectifies,
                     int threads);

// Writes the source with negative elements replaced by 0.
void elementwise_rectify(const float *source, float *result, size_t count, int threads);

// Writes the gradient of the result where the rectified result is above 0, else 0.
void elementwise_rectify_gradient(const float *result, const float *result_gradient, float *gradient,
                                  size_t count, int threads);
