/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How rows of the table are written: each ties a path to a member of the C type that its reader
 * writes, and the compiler refuses another.
 */
#pragma once

#include <stddef.h>

#include "cleanup.h"
#include "settings/table.h"

#define MILLISECOND 1u
#define SECOND (1000 * MILLISECOND)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The offset of a member, if it has this type; else an array of negative size. */
#define IS_OF(struct_, member_, type_)                                                             \
	__builtin_types_compatible_p(__typeof__(((struct_ *)NULL)->member_), type_)
#define MEMBER(struct_, member_, type_)                                                            \
	(offsetof(struct_, member_) + 0 * sizeof(char[IS_OF(struct_, member_, type_) ? 1 : -1]))

/* A path, its reader, and the member behind it. */
#define ROW(struct_, path_, read_, type_, member_)                                                 \
	.path = (path_), .read = (read_), .offset = MEMBER(struct_, member_, type_)
/* A reader that knows the whole struct. */
#define WHOLE(path_, read_) .path = (path_), .read = (read_)

#define WORDS_OF(names_) (&(const struct words){(names_), ARRAY_SIZE(names_)})
