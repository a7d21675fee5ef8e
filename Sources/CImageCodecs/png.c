#include <png.h>

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "result.h"

/* What one call owns. It lives in the caller of setjmp's frame, so longjmp cannot clobber it. */
typedef struct {
  png_structp png;
  png_infop info;
  cimage_result *result;
  const uint8_t *data; /* the bytes still to be read */
  size_t count;
  size_t allowance; /* how many of them may be read now */
  size_t capacity; /* of result->bytes, while a file is written */
} codec_state;

static void escape(png_structp png, png_const_charp message) {
  codec_state *state = png_get_error_ptr(png);
  if (state->result->status == CIMAGE_OK) cimage_fail(state->result, CIMAGE_DAMAGED, message);
  longjmp(png_jmpbuf(png), 1);
}

/* What is left to warnings does not touch the pixels: faults of the file that libpng would pass over,
   such as a wrong sum or too much data, are made errors below. */
static void stay_silent(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  codec_state *state = png_get_io_ptr(png);
  if (count > state->count) {
    cimage_fail(state->result, CIMAGE_TRUNCATED, "the file ends inside a chunk");
    png_error(png, "truncated");
  }
  if (count > state->allowance) png_error(png, "far more image data than pixels");
  state->allowance -= count;
  memcpy(target, state->data, count);
  state->data += count;
  state->count -= count;
}

static void write_bytes(png_structp png, png_bytep source, size_t count) {
  codec_state *state = png_get_io_ptr(png);
  cimage_result *result = state->result;
  if (count > state->capacity - result->count) {
    size_t capacity = (state->capacity + count) * 2;
    uint8_t *bytes = realloc(result->bytes, capacity);
    if (bytes == NULL) {
      cimage_fail(result, CIMAGE_NO_MEMORY, "no memory for the file");
      png_error(png, "no memory");
    }
    result->bytes = bytes;
    state->capacity = capacity;
  }
  memcpy(result->bytes + result->count, source, count);
  result->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

/* Text, profiles and the like are skipped unread: they do not change pixels, and a small chunk can
   unpack to a large one. So they may be of any length. */
static void skip_ancillary_chunks(png_structp png) {
  static const png_byte names[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
                                  "sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof names / 5));
  png_set_chunk_malloc_max(png, 0);
}

/* Asks libpng for 8-bit RGB: palettes and small greys expanded, 16 bits scaled by 255/65535 and
   rounded, grey replicated, alpha dropped. */
static void request_rgb8(png_structp png) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
}

/* After the last row libpng unpacks all that is left, which may be a thousand times the size of the
   file: so it gets no more bytes than eight of the longest rows of that width, and a few blocks. */
static void allow_last_row(codec_state *state) {
  state->allowance = (size_t)state->result->width * 8 * 8 + (1 << 16);
}

static void decode(
    codec_state *state, cimage_limits limits, uint8_t *pixels, size_t pixel_capacity) {
  png_structp png = state->png;
  cimage_result *result = state->result;
  if (setjmp(png_jmpbuf(png))) return;
  png_set_read_fn(png, state, read_bytes);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  skip_ancillary_chunks(png);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(png, 0);
  png_read_info(png, state->info);
  result->width = png_get_image_width(png, state->info);
  result->height = png_get_image_height(png, state->info);
  if (!cimage_admit(result, limits.max_pixels, pixels, pixel_capacity)) return;
  if (pixels == NULL) return;
  request_rgb8(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, state->info);
  size_t stride = (size_t)result->width * 3;
  if (png_get_rowbytes(png, state->info) != stride) png_error(png, "rows are not 8-bit RGB");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < result->height; y++) {
      if (pass == passes - 1 && y == result->height - 1) allow_last_row(state);
      png_read_row(png, pixels + y * stride, NULL);
    }
  }
  state->allowance = SIZE_MAX;
  png_read_end(png, NULL);
}

cimage_result cimage_decode_png(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity) {
  cimage_result result = {0};
  codec_state state = {
      .result = &result, .data = data, .count = count, .allowance = SIZE_MAX};
  state.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, escape, stay_silent);
  if (state.png != NULL) state.info = png_create_info_struct(state.png);
  if (state.info == NULL) {
    cimage_fail(&result, CIMAGE_NO_MEMORY, "no memory for the decoder");
  } else {
    decode(&state, limits, pixels, capacity);
  }
  png_destroy_read_struct(&state.png, &state.info, NULL);
  return result;
}

static void encode(codec_state *state, const uint8_t *pixels) {
  png_structp png = state->png;
  uint32_t width = state->result->width, height = state->result->height;
  if (setjmp(png_jmpbuf(png))) return;
  png_set_write_fn(png, state, write_bytes, flush_nothing);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(
      png, state->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, state->info);
  for (uint32_t y = 0; y < height; y++) {
    png_write_row(png, pixels + (size_t)y * width * 3);
  }
  png_write_end(png, NULL);
}

cimage_result cimage_encode_png(const uint8_t *pixels, uint32_t width, uint32_t height) {
  cimage_result result = {.width = width, .height = height};
  codec_state state = {.result = &result};
  state.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, escape, stay_silent);
  if (state.png != NULL) state.info = png_create_info_struct(state.png);
  if (state.info == NULL) {
    cimage_fail(&result, CIMAGE_NO_MEMORY, "no memory for the encoder");
  } else {
    encode(&state, pixels);
  }
  png_destroy_write_struct(&state.png, &state.info);
  return result;
}
