/* libhdf5 as Swift sees it: constants that are macros in C become functions here. */
#include <hdf5.h>
