/* SPDX-License-Identifier: Apache-2.0 */
/* A code with its sentence. */
#include "directory/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int fault(char **reterr_message, int code, const char *format, ...)
{
	va_list arguments;

	if (!reterr_message)
		return code;

	free(*reterr_message);
	va_start(arguments, format);
	if (vasprintf(reterr_message, format, arguments) < 0)
		*reterr_message = NULL;
	va_end(arguments);

	return code;
}
