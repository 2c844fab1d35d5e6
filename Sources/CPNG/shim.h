#pragma once
#include <png.h>
#include <string.h>

// libpng tells of a fault by longjmp, which must not cross Swift: here it ends where it began.

#define PNG_MESSAGE_ROOM 128

struct png_source {
  const unsigned char *bytes;
  size_t count;
  char message[PNG_MESSAGE_ROOM];
};

static inline void png_source_fail(png_structp png, png_const_charp message) {
  struct png_source *source = png_get_error_ptr(png);
  strncpy(source->message, message, PNG_MESSAGE_ROOM - 1);
  png_longjmp(png, 1);
}

static inline void png_source_ignore(png_structp png, png_const_charp message) {}

static inline void png_source_read(png_structp png, png_bytep bytes, size_t count) {
  struct png_source *source = png_get_io_ptr(png);
  if (count > source->count) png_error(png, "the file is cut short");
  memcpy(bytes, source->bytes, count);
  source->bytes += count;
  source->count -= count;
}

// Decodes a picture into rows of bytes: gray, gray of 16 bits (the high byte first) or RGB. Gamma,
// colour profiles and transparency are left aside. Gives 0, with a message, when there is a fault.
static inline int png_decode(struct png_source *source, unsigned char *pixels, size_t row_size,
                             size_t rows) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, source, png_source_fail, png_source_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, source, png_source_read);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the size was checked before
  png_read_info(png, info);
  int color = png_get_color_type(png, info);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (color == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  else png_set_strip_16(png);
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != row_size || png_get_image_height(png, info) != rows)
    png_error(png, "it has two sizes");
  for (int pass = 0; pass < passes; pass++)
    for (size_t row = 0; row < rows; row++) png_read_row(png, pixels + row * row_size, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

struct png_target {
  // Takes bytes; gives 0 where they can't be kept.
  int (*take)(void *context, const unsigned char *bytes, size_t count);
  void *context;
};

static inline void png_target_fail(png_structp png, png_const_charp message) {
  png_longjmp(png, 1);
}

static inline void png_target_write(png_structp png, png_bytep bytes, size_t count) {
  struct png_target *target = png_get_io_ptr(png);
  if (!target->take(target->context, bytes, count)) png_error(png, "no room");
}

static inline void png_target_flush(png_structp png) {}

// Encodes rows of bytes of 1 (gray), 2 (gray and alpha), 3 (RGB) or 4 channels, with texts of keywords (Latin-1)
// and contents (UTF-8), one behind the other, each ended by a zero. Gives 0 when there is a fault.
static inline int png_encode(struct png_target *target, const unsigned char *pixels, unsigned width,
                             unsigned height, int channels, const char *texts, int text_count) {
  static const int colors[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                               PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, target, png_target_fail,
                                            png_source_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, target, png_target_write, png_target_flush);
  png_set_IHDR(png, info, width, height, 8, colors[channels], PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  for (int index = 0; index < text_count; index++) {
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = (char *)texts;
    texts += strlen(texts) + 1;
    text.text = (char *)texts;
    texts += strlen(texts) + 1;
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (unsigned row = 0; row < height; row++)
    png_write_row(png, pixels + (size_t)row * width * channels);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}
