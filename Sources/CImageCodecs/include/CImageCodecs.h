#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

/* JPEG, PNG and WebP, bytes in and bytes out. libjpeg and libpng report errors by longjmp, which Swift
   frames must never see: it starts and ends inside this target. */

typedef enum {
  CIMAGE_OK = 0,
  CIMAGE_TRUNCATED = 1,   /* the bytes end before the picture does */
  CIMAGE_DAMAGED = 2,     /* the bytes contradict the format */
  CIMAGE_TOO_LARGE = 3,   /* more pixels or scans than the limits allow */
  CIMAGE_UNSUPPORTED = 4, /* a valid file of a kind that is not read here */
  CIMAGE_NO_MEMORY = 5
} cimage_status;

typedef struct {
  uint64_t max_pixels; /* checked before anything is allocated for them */
  uint64_t max_visits; /* pixels times scans of a progressive JPEG */
  int max_scans;       /* of a progressive JPEG; each costs a pass over the picture */
  int accept_warnings; /* decode on after a warning of libjpeg though pixels are made up */
} cimage_limits;

typedef struct {
  cimage_status status;
  char message[256]; /* the reason, when status is not CIMAGE_OK; else the damage accepted, or "" */
  uint32_t width;    /* known also when the picture is too large */
  uint32_t height;
  uint8_t *bytes; /* malloc'ed: the file of an encoder; NULL from a decoder and on failure */
  size_t count;   /* the number of those bytes */
} cimage_result;

/* Decoders write red, green, blue of each pixel, row by row from the top left, to `pixels`, which has
   room for `capacity` bytes. Without `pixels` they only tell the size, checked against the limits. */
cimage_result cimage_decode_jpeg(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity);
cimage_result cimage_decode_png(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity);
cimage_result cimage_decode_webp(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity);

/* Encoders: `pixels` holds 3 * width * height bytes, as the decoders return them. */
cimage_result cimage_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality);
cimage_result cimage_encode_png(const uint8_t *pixels, uint32_t width, uint32_t height);

/* The message as a C string, since Swift sees the array as a tuple. */
const char *cimage_message(const cimage_result *result);

/* Frees the bytes of a result and forgets them. */
void cimage_release(cimage_result *result);

/* The version of libjpeg that this was compiled with, and of the libpng in use. */
const char *cimage_jpeg_version(void);
const char *cimage_png_version(void);

/* The version of the libwebp in use, as 0xMMmmrr: major, minor, revision. */
int cimage_webp_version(void);

#endif
