/* SPDX-License-Identifier: Apache-2.0 */
/* "300ms", "10s", "15m", "24h", "2d": a number and a unit, always both. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Milliseconds.  Returns 0 or -EINVAL (no unit, an unknown one, over 32 bits, trailing text). */
int duration_parse(const char *text, uint32_t *ret_milliseconds);
/* The shortest exact spelling, for messages. */
void duration_format(uint32_t milliseconds, char *ret_text, size_t capacity);
