/* SPDX-License-Identifier: Apache-2.0 */
/* zlib on whole documents, with a window no larger than they are: a stream takes 25 KB. */
#include "server/gzip.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "cleanup.h"

#define WINDOW_BITS (12 + 16) /* 4 KiB; 16 stands for gzip's head and sum */
#define MEMORY_LEVEL 4
#define LEVEL 6

/* "q=0", "q=0.000": anything else is some weight. */
static bool is_refused(const char *parameters, const char *end)
{
	const char *q = parameters;

	while (q < end && (*q == ';' || *q == ' ' || *q == '\t'))
		q++;
	if (end - q < 3 || (q[0] | 0x20) != 'q' || q[1] != '=')
		return false;

	for (q += 2; q < end && *q != ' ' && *q != '\t'; q++)
		if (*q != '0' && *q != '.')
			return false;

	return true;
}

static bool is_coding(const char *element, const char *name)
{
	size_t size = strcspn(element, ",; \t");

	return size == strlen(name) && !strncasecmp(element, name, size);
}

bool gzip_is_accepted(const char *accept_encoding)
{
	const char *element = accept_encoding;

	while (element && *element) {
		const char *end;

		element += strspn(element, ", \t");
		end = element + strcspn(element, ",");
		if (is_coding(element, "gzip") || is_coding(element, "x-gzip"))
			return !is_refused(element + strcspn(element, ",; \t"), end);
		element = end;
	}

	return false;
}

static int compress_stream(z_stream *stream, size_t capacity, char **ret_bytes, size_t *ret_size)
{
	_cleanup_(freep) char *bytes = malloc(capacity);

	if (!bytes)
		return -ENOMEM;

	stream->next_out = (unsigned char *)bytes;
	stream->avail_out = (unsigned int)capacity;
	if (deflate(stream, Z_FINISH) != Z_STREAM_END)
		return -ERANGE;

	*ret_size = stream->total_out;
	*ret_bytes = TAKE_PTR(bytes);
	return 0;
}

int gzip_bytes(const char *bytes, size_t size, char **ret_bytes, size_t *ret_size)
{
	z_stream stream = {0};
	int r;

	if (!gzip_is_worth_it(size))
		return -ERANGE;
	if (deflateInit2(&stream, LEVEL, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;

	stream.next_in = (unsigned char *)(uintptr_t)bytes;
	stream.avail_in = (unsigned int)size;
	/* What does not become smaller goes out as it is. */
	r = compress_stream(&stream, size, ret_bytes, ret_size);
	(void)deflateEnd(&stream);

	return r;
}
