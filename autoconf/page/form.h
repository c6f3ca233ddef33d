/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a posted form: application/x-www-form-urlencoded (URL Standard section 5.1). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * The first field of this name, decoded into buffer as UTF-8.  Returns false when it is missing,
 * holds %00, a bad escape, bad UTF-8 or a control character, or does not fit: "" then.
 * *ret_is_long: it is there and did not fit.
 */
bool form_field(const char *body, size_t size, const char *name, char *ret_value, size_t capacity,
		bool *ret_is_long);
