#include "maps.h"

#include <string.h>

#include "parallel.h"

typedef struct {
  size_t channels, area, source_lanes, destination_lanes;
  const float *source;
  float *destination;
} copy_work;

// The channels of a piece: a block of the widest layout.
#define CHANNELS 16

// Up to CHANNELS channels of an image.
static void copy_piece(void *context, size_t piece, size_t worker) {
  (void)worker;
  const copy_work *w = context;
  size_t from = w->source_lanes, to = w->destination_lanes;
  size_t groups = divided(w->channels, CHANNELS), image = piece / groups;
  size_t first = piece % groups * CHANNELS, end = smaller(first + CHANNELS, w->channels);
  size_t filled = smaller(first + CHANNELS, divided(w->channels, to) * to);
  const float *source = w->source + image * divided(w->channels, from) * from * w->area;
  float *destination = w->destination + image * divided(w->channels, to) * to * w->area;
  for (size_t channel = first; channel < filled; channel++) {
    const float *in = source + channel / from * from * w->area + channel % from;
    float *out = destination + channel / to * to * w->area + channel % to;
    for (size_t pixel = 0; pixel < w->area; pixel++) {
      out[pixel * to] = channel < end ? in[pixel * from] : 0;
    }
  }
}

void maps_copy(size_t batch, size_t channels, size_t area, size_t source_lanes, const float *source,
               size_t destination_lanes, float *destination, int threads) {
  copy_work work = {channels, area, source_lanes, destination_lanes, source, destination};
  pieces_run(batch * divided(channels, CHANNELS), threads, copy_piece, &work);
}
