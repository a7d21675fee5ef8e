// Feature maps as they lie: plain, (batch, channel, height, width), or in blocks of channels,
// (batch, channel / lanes, height, width, lanes).
#pragma once
#include <stddef.h>

// Copies maps from one layout to another; lanes are 8 or 16, or 1 for plain maps. Channels that only fill
// up a last block become 0.
void maps_copy(size_t batch, size_t channels, size_t area, size_t source_lanes, const float *source,
               size_t destination_lanes, float *destination, int threads);
