#include "CImageCodecs.h"

#include <png.h>
#include <stdio.h>

#include <jpeglib.h>
#include <webp/decode.h>

#define TEXT(value) #value
#define TEXT_OF(value) TEXT(value)

const char *cimage_jpeg_version(void) {
#ifdef LIBJPEG_TURBO_VERSION
  return "turbo " TEXT_OF(LIBJPEG_TURBO_VERSION);
#else
  return "API " TEXT_OF(JPEG_LIB_VERSION);
#endif
}

const char *cimage_png_version(void) { return png_get_libpng_ver(NULL); }

int cimage_webp_version(void) { return WebPGetDecoderVersion(); }
