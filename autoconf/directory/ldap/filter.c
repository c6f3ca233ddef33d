/* SPDX-License-Identifier: Apache-2.0 */
/* Filters for one address. */
#include "directory/ldap/filter.h"

#include <string.h>

#include "text/writer.h"

static void filter_write_escaped(struct writer *writer, const char *value)
{
	for (; *value; value++) {
		if (strchr("*()\\", *value) || (unsigned char)*value >= 0x80)
			writer_printf(writer, "\\%02x", (unsigned char)*value);
		else
			writer_bytes(writer, value, 1);
	}
}

static size_t placeholder_size(const char *text)
{
	return !strncmp(text, "{0}", 3) ? 3 : !strncmp(text, "{}", 2) ? 2 : 0;
}

char *ldap_filter(const char *template, const char *address)
{
	struct writer writer = {0};
	char *filter;

	while (*template) {
		size_t size = placeholder_size(template);

		if (size)
			filter_write_escaped(&writer, address);
		else
			writer_bytes(&writer, template, 1);
		template += size ? size : 1;
	}

	return writer_finish_string(&writer, &filter, NULL) ? NULL : filter;
}
