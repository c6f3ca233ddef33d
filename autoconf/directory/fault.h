/* SPDX-License-Identifier: Apache-2.0 */
/* A code with its sentence, handed up: the caller decides whether anybody reads it. */
#pragma once

/*
 * Puts the sentence into *reterr_message (NULL: nobody wants it; an earlier one is freed) and
 * returns code.
 */
int fault(char **reterr_message, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
