#include "result.h"

#include <stdio.h>
#include <stdlib.h>

const char *cimage_message(const cimage_result *result) { return result->message; }

void cimage_release(cimage_result *result) {
  free(result->bytes);
  result->bytes = NULL;
  result->count = 0;
}

void cimage_fail(cimage_result *result, cimage_status status, const char *message) {
  cimage_release(result);
  result->status = status;
  snprintf(result->message, sizeof result->message, "%s", message);
}

int cimage_allocate_pixels(cimage_result *result, uint64_t max_pixels) {
  uint64_t pixels = (uint64_t)result->width * result->height;
  if (pixels > max_pixels || pixels > SIZE_MAX / 3) {
    cimage_fail(result, CIMAGE_TOO_LARGE, "more pixels than the limit");
    return 0;
  }
  result->count = (size_t)pixels * 3;
  result->bytes = malloc(result->count);
  if (result->bytes == NULL) {
    cimage_fail(result, CIMAGE_NO_MEMORY, "no memory for the pixels");
    return 0;
  }
  return 1;
}
