#pragma once
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Reads the system's settings of fonts. What fontconfig dislikes of them it says on standard error, which may
// be a screen that something is drawn on.
static inline void fonts_begin(void) {
  int kept = dup(STDERR_FILENO);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  FcInit();
  if (kept >= 0) dup2(kept, STDERR_FILENO);
  if (kept >= 0) close(kept);
  if (nowhere >= 0) close(nowhere);
}

static inline FcPattern *fonts_wanted(int is_bold) {
  FcPattern *wanted = FcPatternCreate();
  if (!wanted) return NULL;
  FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"monospace");
  FcPatternAddInteger(wanted, FC_WEIGHT, is_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcConfigSubstitute(NULL, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  return wanted;
}

// All fonts, the best for monospaced text first; NULL where there are none. FcFontSetDestroy ends it.
static inline FcFontSet *fonts_sorted(int is_bold) {
  FcPattern *wanted = fonts_wanted(is_bold);
  if (!wanted) return NULL;
  FcResult result;
  FcFontSet *fonts = FcFontSort(NULL, wanted, FcFalse, NULL, &result);
  FcPatternDestroy(wanted);
  return fonts;
}

// The place of the first font from one on that has outlines of one colour, and a character; -1 for none.
static inline int fonts_find(const FcFontSet *fonts, int first, unsigned character) {
  for (int place = first; place < fonts->nfont; place++) {
    FcBool has_outlines = FcFalse, has_colours = FcFalse;
    FcCharSet *characters = NULL;
    FcPatternGetBool(fonts->fonts[place], FC_OUTLINE, 0, &has_outlines);
    FcPatternGetBool(fonts->fonts[place], FC_COLOR, 0, &has_colours);
    FcPatternGetCharSet(fonts->fonts[place], FC_CHARSET, 0, &characters);
    if (has_outlines && !has_colours && characters && FcCharSetHasChar(characters, character))
      return place;
  }
  return -1;
}

// The file of a font, the font's place in it, and whether it is to be made bold; 0 where it has no file.
static inline int fonts_file(const FcFontSet *fonts, int place, int is_bold, char *path,
                             size_t room, int *index, int *is_emboldened) {
  FcPattern *wanted = fonts_wanted(is_bold);
  FcPattern *font = wanted ? FcFontRenderPrepare(NULL, wanted, fonts->fonts[place]) : NULL;
  FcChar8 *file = NULL;
  FcBool emboldens = FcFalse;
  *index = 0;
  if (font) {
    FcPatternGetString(font, FC_FILE, 0, &file);
    FcPatternGetInteger(font, FC_INDEX, 0, index);
    FcPatternGetBool(font, FC_EMBOLDEN, 0, &emboldens);
  }
  *is_emboldened = emboldens;
  int has_file = file && snprintf(path, room, "%s", (const char *)file) < (int)room;
  if (font) FcPatternDestroy(font);
  if (wanted) FcPatternDestroy(wanted);
  return has_file;
}
