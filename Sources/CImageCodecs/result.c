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

int cimage_admit(
    cimage_result *result, uint64_t max_pixels, const uint8_t *pixels, size_t capacity) {
  /* As libpng's default. Resampling keeps weights for every pixel of a side, and no picture of
     anything is a ribbon. */
  enum { max_side = 1000000 };
  uint64_t count = (uint64_t)result->width * result->height;
  if (count > max_pixels || count > SIZE_MAX / 3) {
    cimage_fail(result, CIMAGE_TOO_LARGE, "more pixels than the limit");
    return 0;
  }
  if (result->width > max_side || result->height > max_side) {
    cimage_fail(result, CIMAGE_TOO_LARGE, "a side has more than 1000000 pixels");
    return 0;
  }
  if (pixels != NULL) {
    if (count * 3 <= capacity) return 1;
    cimage_fail(result, CIMAGE_DAMAGED, "its size changed while it was read");
    return 0;
  }
  /* Swift's arrays end the process when there is no memory, so it is tried here. */
  void *room = malloc((size_t)count * 3);
  if (room == NULL) {
    cimage_fail(result, CIMAGE_NO_MEMORY, "no memory for the pixels");
    return 0;
  }
  free(room);
  return 1;
}
