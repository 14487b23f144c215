/* OpenBLAS as Swift sees it: the peer of the benchmarks and an oracle of the tests. */
#include <cblas.h>
