#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_SYNTHESIS_H

// The advance of a character in font units; 0 where it has none.
static inline long glyph_advance(FT_Face face, unsigned character) {
  return FT_Load_Char(face, character, FT_LOAD_NO_SCALE) ? 0 : face->glyph->metrics.horiAdvance;
}

// How far a character reaches above the line on which letters stand, and below it, in font units.
static inline int glyph_extent(FT_Face face, unsigned character, long *top, long *bottom) {
  if (!FT_Get_Char_Index(face, character)) return 0;
  if (FT_Load_Char(face, character, FT_LOAD_NO_SCALE)) return 0;
  *top = face->glyph->metrics.horiBearingY;
  *bottom = *top - face->glyph->metrics.height;
  return 1;
}

struct glyph {
  int width, height, pitch;
  // From the pen and the line on which letters stand to the upper left pixel.
  int left, top;
  double advance;
  const unsigned char *coverage;
};

// Draws a character in a size of pixels an em, its width multiplied; what it covers, of 255, stays until the next.
// Gives 0 where that can't be.
static inline int glyph_draw(FT_Face face, unsigned character, double size, double stretch,
                             int is_emboldened, struct glyph *glyph) {
  if (FT_Set_Char_Size(face, 0, (FT_F26Dot6)(size * 64), 72, 72)) return 0;
  FT_Matrix matrix = {(FT_Fixed)(stretch * 0x10000), 0, 0, 0x10000};
  FT_Set_Transform(face, &matrix, NULL);
  if (FT_Load_Char(face, character, FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP)) return 0;
  FT_GlyphSlot slot = face->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return 0;
  double advance = slot->linearHoriAdvance / 65536.0 * stretch;
  if (is_emboldened) FT_GlyphSlot_Embolden(slot);
  if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL)) return 0;
  const FT_Bitmap *bitmap = &slot->bitmap;
  *glyph = (struct glyph){bitmap->width, bitmap->rows, bitmap->pitch, slot->bitmap_left,
                          slot->bitmap_top, advance, bitmap->buffer};
  return bitmap->pitch >= 0;
}
