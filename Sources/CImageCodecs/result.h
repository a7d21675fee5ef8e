#ifndef CIMAGECODECS_RESULT_H
#define CIMAGECODECS_RESULT_H

#include "CImageCodecs.h"

/* Turns a result into a failure: frees its bytes, keeps its dimensions. */
void cimage_fail(cimage_result *result, cimage_status status, const char *message);

/* Allocates the RGB rows of a result whose dimensions are set, if the budget allows; 0 if not. */
int cimage_allocate_pixels(cimage_result *result, uint64_t max_pixels);

#endif
