/* The check that runs before `main`: see processor.c. */
#ifndef ASSAY_PROCESSOR_H
#define ASSAY_PROCESSOR_H
#endif
