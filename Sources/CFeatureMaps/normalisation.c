#include "normalisation.h"

#include <math.h>

#include "parallel.h"

typedef struct {
  const normalisation_geometry *geometry;
  const float *source, *scale, *shift, *gradient;
  float *mean, *variance;  // written by the batch's own statistics, else read
  float *destination, *source_gradient, *scale_gradient, *shift_gradient;
} normalisation_work;

static size_t block_count(const normalisation_geometry *g) {
  return (g->channels + g->lanes - 1) / g->lanes;
}

// The channels of a block that exist.
static size_t lane_count(const normalisation_geometry *g, size_t block) {
  size_t left = g->channels - block * g->lanes;
  return left < g->lanes ? left : g->lanes;
}

#define TEMPLATE "normalisation_template.h"
#include "vector_forms.h"

void normalisation_forward(const normalisation_geometry *geometry, const float *source,
                           const float *scale, const float *shift, float *mean, float *variance,
                           float *destination, int threads) {
  normalisation_work work = {.geometry = geometry,
                             .source = source,
                             .scale = scale,
                             .shift = shift,
                             .mean = mean,
                             .variance = variance,
                             .destination = destination};
  run_pieces(geometry->lanes, forward_piece_avx2,
             forward_piece_pairs, forward_piece_avx512, &work, block_count(geometry), threads);
}

void normalisation_backward(const normalisation_geometry *geometry, const float *source,
                            const float *mean, const float *variance, const float *scale,
                            const float *shift, const float *gradient, float *source_gradient,
                            float *scale_gradient, float *shift_gradient, int threads) {
  normalisation_work work = {.geometry = geometry,
                             .source = source,
                             .scale = scale,
                             .shift = shift,
                             .gradient = gradient,
                             .mean = (float *)mean,
                             .variance = (float *)variance,
                             .source_gradient = source_gradient,
                             .scale_gradient = scale_gradient,
                             .shift_gradient = shift_gradient};
  run_pieces(geometry->lanes, backward_piece_avx2,
             backward_piece_pairs, backward_piece_avx512, &work, block_count(geometry), threads);
}
