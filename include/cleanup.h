/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ownership, spelled where it is declared: _cleanup_(…) frees at the end of the scope, TAKE_PTR()
 * gives away.
 */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(destructor) __attribute__((cleanup(destructor)))

#define TAKE_PTR(pointer)                                                                          \
	__extension__({                                                                            \
		__typeof__(pointer) *_taken = &(pointer);                                          \
		__typeof__(pointer) _value = *_taken;                                              \
		*_taken = NULL;                                                                    \
		_value;                                                                            \
	})

#define TAKE_FD(descriptor)                                                                        \
	__extension__({                                                                            \
		int *_taken = &(descriptor);                                                       \
		int _value = *_taken;                                                              \
		*_taken = -1;                                                                      \
		_value;                                                                            \
	})

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* For _cleanup_(freep): any pointer from malloc. */
static inline void freep(void *pointer)
{
	free(*(void **)pointer);
}

static inline void closep(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
}
