// Makes OpenBLAS behave, in a program that this is loaded into first (LD_PRELOAD), as it does on a
// processor that it does not know: without OPENBLAS_CORETYPE it chooses Prescott. The cores named in
// WRONG_CORES multiply complex matrices wrongly.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

char *openblas_get_corename(void);

char *getenv(const char *name) {
  static char *(*real)(const char *);
  if (!real) real = (char *(*)(const char *))dlsym(RTLD_NEXT, "getenv");
  char *value = real(name);
  Dl_info caller;
  int is_openblas = dladdr(__builtin_return_address(0), &caller) && caller.dli_fname &&
      strstr(caller.dli_fname, "openblas");
  return !value && is_openblas && !strcmp(name, "OPENBLAS_CORETYPE") ? "Prescott" : value;
}

typedef void product(
    int, int, int, int, int, int, const void *, const void *, int, const void *, int, const void *,
    void *, int);

void cblas_zgemm(
    int order, int transpose_a, int transpose_b, int m, int n, int k, const void *alpha,
    const void *a, int lda, const void *b, int ldb, const void *beta, void *c, int ldc) {
  static product *real;
  if (!real) real = (product *)dlsym(RTLD_NEXT, "cblas_zgemm");
  real(order, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  const char *wrong = getenv("WRONG_CORES");
  if (wrong && strstr(wrong, openblas_get_corename())) ((double *)c)[2 * (m - 1) + 1] += 1;
}
