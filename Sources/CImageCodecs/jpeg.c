#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "result.h"

/* What one call owns. It lives in the caller of setjmp's frame, so longjmp cannot clobber it.
   `manager` and `progress` come first in their structs: libjpeg hands back pointers to them. */
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  cimage_result *result;
  int accept_warnings;
} error_state;

typedef struct {
  struct jpeg_progress_mgr progress;
  int max_scans;
  uint64_t max_visits; /* pixels times scans: the work that a small file can ask for */
} scan_counter;

typedef struct {
  struct jpeg_decompress_struct codec;
  error_state errors;
  scan_counter scans;
  uint8_t *pixels; /* the caller's, NULL when only the size is wanted */
  JSAMPARRAY row;
} decoder;

typedef struct {
  struct jpeg_compress_struct codec;
  error_state errors;
  unsigned char *file;
  unsigned long file_count;
} encoder;

static cimage_status status_of(int code) {
  switch (code) {
  case JWRN_JPEG_EOF:
  case JERR_INPUT_EMPTY:
  case JERR_INPUT_EOF: return CIMAGE_TRUNCATED;
  case JERR_OUT_OF_MEMORY: return CIMAGE_NO_MEMORY;
  case JERR_IMAGE_TOO_BIG: return CIMAGE_TOO_LARGE;
  case JERR_ARITH_NOTIMPL:
  case JERR_BAD_PRECISION:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_SOF_UNSUPPORTED: return CIMAGE_UNSUPPORTED;
  default: return CIMAGE_DAMAGED;
  }
}

static void escape(j_common_ptr codec) {
  error_state *errors = (error_state *)codec->err;
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  cimage_fail(errors->result, status_of(codec->err->msg_code), message);
  longjmp(errors->escape, 1);
}

/* Whether every pixel of the picture is in the file after a warning of libjpeg.

   | warning               | what libjpeg does                            | pixels            |
   |-----------------------|----------------------------------------------|-------------------|
   | JWRN_ADOBE_XFORM      | takes an unknown transform as YCbCr or YCCK  | all from the file |
   | JWRN_BOGUS_ICC        | drops a colour profile                       | all from the file |
   | JWRN_EXTRANEOUS_DATA  | passes over bytes between parts of the file  | all from the file |
   | JWRN_JFIF_MAJOR       | reads an unknown version of JFIF             | all from the file |
   | JWRN_NOT_SEQUENTIAL   | does without numbers that only progressive   | all from the file |
   |                       | scans need; Samsung's cameras write zeros    |                   |
   | JWRN_ARITH_BAD_CODE   | leaves the rest of a segment out             | made up           |
   | JWRN_BOGUS_PROGRESSION| refines what an earlier scan should have set | made up           |
   | JWRN_HIT_MARKER       | fills the rest of a segment with zeros       | made up           |
   | JWRN_HUFF_BAD_CODE    | takes a code that does not exist as zero     | made up           |
   | JWRN_JPEG_EOF         | ends the file by itself                      | made up           |
   | JWRN_MUST_RESYNC      | goes on at another marker than expected      | made up           |

   One that is not named here counts as made up. */
static int keeps_pixels(int warning) {
  switch (warning) {
  case JWRN_ADOBE_XFORM:
  case JWRN_BOGUS_ICC:
  case JWRN_EXTRANEOUS_DATA:
  case JWRN_JFIF_MAJOR:
  case JWRN_NOT_SEQUENTIAL: return 1;
  default: return 0;
  }
}

/* Levels of 0 and above are traces. A negative level is a warning: libjpeg goes on, and where it then
   makes pixels up, that is an error, or is kept as the result's message when damage is accepted. */
static void note(j_common_ptr codec, int level) {
  error_state *errors = (error_state *)codec->err;
  if (level >= 0 || keeps_pixels(codec->err->msg_code)) return;
  if (!errors->accept_warnings) escape(codec);
  if (errors->result->message[0] != '\0') return;
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  snprintf(errors->result->message, sizeof errors->result->message, "%s", message);
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

static void set_up(error_state *errors, cimage_result *result, int accept_warnings) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = escape;
  errors->manager.emit_message = note;
  errors->manager.output_message = stay_silent;
  errors->result = result;
  errors->accept_warnings = accept_warnings;
}

static void count_scans(j_common_ptr codec) {
  scan_counter *scans = (scan_counter *)codec->progress;
  error_state *errors = (error_state *)codec->err;
  j_decompress_ptr decompressor = (j_decompress_ptr)codec;
  uint64_t pixels = (uint64_t)decompressor->image_width * decompressor->image_height;
  int scan = decompressor->input_scan_number;
  if (scan <= scans->max_scans && pixels * (uint64_t)scan <= scans->max_visits) return;
  cimage_fail(errors->result, CIMAGE_TOO_LARGE, "more progressive scans than the limit");
  longjmp(errors->escape, 1);
}

/* Pillow's conversion: the values are taken as inverted (Adobe's habit), then each ink times the
   black is subtracted, with the division by 255 rounded. */
static void rgb_from_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    int white = cmyk[3];
    for (int channel = 0; channel < 3; channel++) {
      int product = (255 - cmyk[channel]) * white + 128;
      rgb[channel] = (uint8_t)(white - (((product >> 8) + product) >> 8));
    }
  }
}

static void read_rows(decoder *state, cimage_result *result) {
  j_decompress_ptr codec = &state->codec;
  size_t stride = (size_t)result->width * 3;
  int is_cmyk = codec->out_color_space == JCS_CMYK;
  if (is_cmyk) {
    state->row = codec->mem->alloc_sarray(
        (j_common_ptr)codec, JPOOL_IMAGE, result->width * 4, 1);
  }
  while (codec->output_scanline < codec->output_height) {
    uint8_t *row = state->pixels + codec->output_scanline * stride;
    if (is_cmyk) {
      jpeg_read_scanlines(codec, state->row, 1);
      rgb_from_inverted_cmyk(state->row[0], row, result->width);
    } else {
      jpeg_read_scanlines(codec, &row, 1);
    }
  }
}

static void decode(
    decoder *state, const uint8_t *data, size_t count, cimage_limits limits, size_t capacity,
    cimage_result *result) {
  j_decompress_ptr codec = &state->codec;
  if (setjmp(state->errors.escape)) return;
  jpeg_create_decompress(codec);
  jpeg_mem_src(codec, data, (unsigned long)count);
  jpeg_read_header(codec, TRUE);
  result->width = codec->image_width;
  result->height = codec->image_height;
  if (codec->num_components != 1 && codec->num_components != 3 && codec->num_components != 4) {
    cimage_fail(result, CIMAGE_UNSUPPORTED, "its number of channels is not 1, 3 or 4");
    return;
  }
  if (!cimage_admit(result, limits.max_pixels, state->pixels, capacity)) return;
  if (state->pixels == NULL) return;
  codec->out_color_space = codec->num_components == 4 ? JCS_CMYK : JCS_RGB;
  state->scans.progress.progress_monitor = count_scans;
  state->scans.max_scans = limits.max_scans;
  state->scans.max_visits = limits.max_visits;
  codec->progress = &state->scans.progress;
  jpeg_start_decompress(codec);
  read_rows(state, result);
  jpeg_finish_decompress(codec);
}

cimage_result cimage_decode_jpeg(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity) {
  cimage_result result = {0};
  decoder state = {.pixels = pixels};
  set_up(&state.errors, &result, limits.accept_warnings);
  state.codec.err = &state.errors.manager;
  decode(&state, data, count, limits, capacity, &result);
  jpeg_destroy_decompress(&state.codec);
  return result;
}

static void encode(
    encoder *state, const uint8_t *pixels, uint32_t width, uint32_t height, int quality) {
  j_compress_ptr codec = &state->codec;
  if (setjmp(state->errors.escape)) return;
  jpeg_create_compress(codec);
  jpeg_mem_dest(codec, &state->file, &state->file_count);
  codec->image_width = width;
  codec->image_height = height;
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  codec->dct_method = JDCT_ISLOW;
  jpeg_start_compress(codec, TRUE);
  while (codec->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)codec->next_scanline * width * 3);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
}

cimage_result cimage_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality) {
  cimage_result result = {.width = width, .height = height};
  encoder state = {0};
  set_up(&state.errors, &result, 0);
  state.codec.err = &state.errors.manager;
  encode(&state, pixels, width, height, quality);
  jpeg_destroy_compress(&state.codec);
  /* After a failure `file` may point to a buffer that libjpeg has outgrown and freed: leave it. */
  if (result.status == CIMAGE_OK) {
    result.bytes = state.file;
    result.count = state.file_count;
  }
  return result;
}
