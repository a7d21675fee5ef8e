#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "result.h"

static void fail_by(cimage_result *result, VP8StatusCode status) {
  switch (status) {
  case VP8_STATUS_OUT_OF_MEMORY:
    cimage_fail(result, CIMAGE_NO_MEMORY, "no memory for the decoder");
    break;
  case VP8_STATUS_SUSPENDED:
  case VP8_STATUS_NOT_ENOUGH_DATA:
    cimage_fail(result, CIMAGE_TRUNCATED, "the picture ends early");
    break;
  case VP8_STATUS_UNSUPPORTED_FEATURE:
    cimage_fail(result, CIMAGE_UNSUPPORTED, "it uses a feature of WebP that libwebp does not read");
    break;
  default: cimage_fail(result, CIMAGE_DAMAGED, "its compressed data contradict the format");
  }
}

/* Decodes a frame to its place on the canvas, alpha dropped. What the frame of an animation leaves free
   is black, as in libwebp's own decoder of animations, which Pillow uses. */
static void decode_frame(
    const WebPIterator *frame, uint8_t *pixels, size_t capacity, cimage_result *result) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) {
    cimage_fail(result, CIMAGE_UNSUPPORTED, "libwebp is older than the one it was built with");
    return;
  }
  size_t stride = (size_t)result->width * 3;
  int is_whole = frame->x_offset == 0 && frame->y_offset == 0 &&
      (uint32_t)frame->width == result->width && (uint32_t)frame->height == result->height;
  if (!is_whole) memset(pixels, 0, stride * result->height);
  size_t start = (size_t)frame->y_offset * stride + (size_t)frame->x_offset * 3;
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels + start;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = capacity - start;
  VP8StatusCode status = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
  if (status != VP8_STATUS_OK) fail_by(result, status);
  WebPFreeDecBuffer(&config.output);
}

static void decode(
    const WebPDemuxer *file, uint64_t max_pixels, uint8_t *pixels, size_t capacity,
    cimage_result *result) {
  result->width = WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH);
  result->height = WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT);
  if (!cimage_admit(result, max_pixels, pixels, capacity)) return;
  WebPIterator frame;
  if (!WebPDemuxGetFrame(file, 1, &frame)) {
    cimage_fail(result, CIMAGE_DAMAGED, "it holds no picture");
    return;
  }
  if (pixels != NULL) decode_frame(&frame, pixels, capacity, result);
  WebPDemuxReleaseIterator(&frame);
}

cimage_result cimage_decode_webp(
    const uint8_t *data, size_t count, cimage_limits limits, uint8_t *pixels, size_t capacity) {
  cimage_result result = {0};
  WebPData bytes = {.bytes = data, .size = count};
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  WebPDemuxer *file = WebPDemuxPartial(&bytes, &state);
  if (file != NULL && state == WEBP_DEMUX_DONE) {
    decode(file, limits.max_pixels, pixels, capacity, &result);
  } else if (state == WEBP_DEMUX_PARSE_ERROR) {
    cimage_fail(&result, CIMAGE_DAMAGED, "its chunks contradict the format");
  } else {
    cimage_fail(&result, CIMAGE_TRUNCATED, "the file ends inside a chunk");
  }
  WebPDemuxDelete(file);
  return result;
}
