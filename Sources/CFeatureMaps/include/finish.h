// What happens to each result of a convolution before it is stored, in this order.
#pragma once
#include <stdbool.h>

typedef struct {
  const float *bias;      // (filter), or NULL
  bool adds_destination;  // whether what the destination held is added
  bool rectifies;         // whether negative results become 0; NaN stays, so that it is seen
} map_finish;
