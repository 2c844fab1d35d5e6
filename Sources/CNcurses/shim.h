#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#include <ncursesw/ncurses.h>
#include <wchar.h>

// What Swift can't import: macros with casts, globals and C's standard streams.
static inline SCREEN *ncurses_open(const char *terminal) { return newterm(terminal, stdout, stdin); }
static inline WINDOW *ncurses_screen(void) { return stdscr; }
static inline WINDOW *ncurses_shown_screen(void) { return curscr; }
static inline int ncurses_color_count(void) { return COLORS; }
static inline int ncurses_pair_count(void) { return COLOR_PAIRS; }
static inline attr_t ncurses_bold(void) { return A_BOLD; }
static inline attr_t ncurses_dim(void) { return A_DIM; }
static inline attr_t ncurses_underline(void) { return A_UNDERLINE; }
static inline attr_t ncurses_reverse(void) { return A_REVERSE; }
int wcswidth(const wchar_t *, size_t);  // hidden by wchar.h without _XOPEN_SOURCE
int memfd_create(const char *, unsigned int);  // by sys/mman.h, with _GNU_SOURCE
int setupterm(const char *, int, int *);  // of term.h, whose macros take the names of all capabilities
