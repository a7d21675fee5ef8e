#ifndef CIMAGECODECS_RESULT_H
#define CIMAGECODECS_RESULT_H

#include "CImageCodecs.h"

/* Turns a result into a failure: frees its bytes, keeps its dimensions. */
void cimage_fail(cimage_result *result, cimage_status status, const char *message);

/* Whether the RGB rows of a result whose dimensions are set are within the budget and, when pixels
   are wanted, within `capacity` bytes; else the result becomes a failure. */
int cimage_admit(
    cimage_result *result, uint64_t max_pixels, const uint8_t *pixels, size_t capacity);

#endif
