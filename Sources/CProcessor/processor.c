/* On x86-64 the suite is built for x86-64-v3. This file is not, and says so before `main` on a
   processor that lacks it, where an illegal instruction would be the alternative. */
#include "processor.h"

#include <stdlib.h>
#include <unistd.h>

#if defined(__x86_64__)
__attribute__((constructor(101))) static void assay_check_processor(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2"))
    return;
  static const char line[] =
      "assay: this processor lacks AVX2, FMA or BMI2; on x86-64 Assay needs an x86-64-v3 processor "
      "(Intel Haswell of 2013, AMD Zen of 2017, or later)\n";
  ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
  (void)written;
  _exit(69);
}
#endif
