/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that name a file, and what is in it. */
#include <errno.h>
#include <string.h>

#include "profile.h"
#include "settings/bundle.h"
#include "settings/readers.h"

#define LINK_KEY_ID_MAX 32
#define LINK_KEYS_MAX 64
#define LINK_KEY_BASE64_SIZE 44 /* of 32 bytes */
#define BASE64_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

#define TOKEN_CHARACTERS BASE64_DIGITS "-._~="
#define TOKEN_SIZE_MIN 32
#define TOKEN_SIZE_MAX 512

/*
 * A relative path begins where the file that names it is, so that a folder of settings can be
 * moved.
 */
static const char *resolve(struct reading *reading, const char *settings_file, const char *path)
{
	const char *slash = strrchr(settings_file, '/');

	if (path[0] == '/' || !slash)
		return path;

	return reading_printf(reading, "%.*s/%s", (int)(slash - settings_file), settings_file,
			      path);
}

static const char *path_read(struct reading *reading, const struct place *place,
			     const struct setting *setting)
{
	const char *path = read_scalar(reading, place, setting);

	return path ? resolve(reading, place->node->file, path) : NULL;
}

void read_path(struct reading *reading, const struct place *place, const struct setting *setting,
	       void *member)
{
	const char *path = path_read(reading, place, setting);

	if (path)
		*(const char **)member = reading_keep_string(reading, path);
}

/* What a bundle said: true when it is good. */
static bool is_answered(struct reading *reading, const struct place *place, const char *path, int r)
{
	if (r && !reading_is_starved(reading, r))
		refuse(reading, place, "%s cannot be read: %s", path, bundle_problem(r));
	return !r;
}

void read_readable(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	const char *path = path_read(reading, place, setting);

	if (path && is_answered(reading, place, path, bundle_probe(reading->bundle, path)))
		*(const char **)member = reading_keep_string(reading, path);
}

/* The key may be elsewhere than in a file: whoever needs it knows how to ask. */
void read_key(struct reading *reading, const struct place *place, const struct setting *setting,
	      void *member)
{
	const char *text = read_scalar(reading, place, setting);

	if (text && signature_key_is_uri(text))
		*(const char **)member = reading_keep_string(reading, text);
	else if (text)
		read_readable(reading, place, setting, member);
}

bool read_file(struct reading *reading, const struct place *place, const struct setting *setting,
	       const char **ret_path, struct bundle_file *ret_file)
{
	const char *path = path_read(reading, place, setting);

	if (!path ||
	    !is_answered(reading, place, path, bundle_read(reading->bundle, path, ret_file)))
		return false;

	*ret_path = path;
	if (!(setting->flags & SETTING_PRIVATE) || !(ret_file->mode & 07))
		return true;

	refuse(reading, place, "%s is open to everybody on this machine (chmod o= %s)", path, path);
	return false;
}

/* Without the newline that an editor puts at the end. */
static const char *content_text(struct reading *reading, const struct bundle_file *file)
{
	size_t size = file->size;

	if (size && file->bytes[size - 1] == '\n')
		size--;
	if (size && file->bytes[size - 1] == '\r')
		size--;
	return reading_printf(reading, "%.*s", (int)size, file->bytes ? file->bytes : "");
}

void read_content(struct reading *reading, const struct place *place, const struct setting *setting,
		  void *member)
{
	struct bundle_file file;
	struct place content;
	struct node node;
	const char *path;

	if (!read_file(reading, place, setting, &path, &file))
		return;
	if (memchr(file.bytes, '\0', file.size)) {
		refuse(reading, place, "%s is not a text file", path);
		return;
	}

	node = node_text(place->node, content_text(reading, &file));
	content = (struct place){.node = &node,
				 .path = reading_printf(reading, "%s (%s)", place->path, path)};
	setting->inner(reading, &content, setting, member);
}

/*
 * ---- keys of links: "id:base64(32 bytes)" a line, the first mints, all open (docs/operations.md)
 * ----
 */

static bool is_link_key(const char *line, size_t size)
{
	size_t id =
		strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
	const char *key = line + id + 1;

	if (!id || id > LINK_KEY_ID_MAX || line[id] != ':' || size != id + 1 + LINK_KEY_BASE64_SIZE)
		return false;

	return strspn(key, BASE64_DIGITS) == LINK_KEY_BASE64_SIZE - 1 &&
	       key[LINK_KEY_BASE64_SIZE - 1] == '=';
}

static bool has_id_before(const char *keys, const char *line)
{
	size_t size = strcspn(line, ":") + 1;

	for (const char *other = keys; other < line; other = strchr(other, '\n') + 1)
		if (!strncmp(other, line, size))
			return true;

	return false;
}

/*
 * The number of the first line that is no key, or whose id was there before; 0 when all are good.
 */
static size_t bad_link_key(const char *keys)
{
	const char *line = keys;

	for (size_t number = 1;; number++) {
		size_t size = strcspn(line, "\n");

		if (!is_link_key(line, size) || has_id_before(keys, line))
			return number;
		if (!line[size])
			return 0;
		line += size + 1;
	}
}

static size_t count_lines(const char *text)
{
	size_t n = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}

	return n;
}

void read_link_keys(struct reading *reading, const struct place *place,
		    const struct setting *setting, void *member)
{
	const char *keys = read_scalar(reading, place, setting);
	size_t n = keys ? count_lines(keys) : 0;
	size_t number = n && n <= LINK_KEYS_MAX ? bad_link_key(keys) : 0;

	if (n > LINK_KEYS_MAX)
		refuse(reading, place, "%zu keys are more than %d: old ones can go", n,
		       LINK_KEYS_MAX);
	else if (number)
		refuse(reading, place,
		       "line %zu is no key with an id of its own (\"id:\" and the base64 of 32 "
		       "bytes)",
		       number);
	else if (keys)
		*(const char **)member = reading_keep_string(reading, keys);
}

/* ---- a token that others show to us (RFC 6750 section 2.1) ---- */

void read_token(struct reading *reading, const struct place *place, const struct setting *setting,
		void *member)
{
	const char *token = read_scalar(reading, place, setting);
	size_t size = token ? strspn(token, TOKEN_CHARACTERS) : 0;

	if (!token)
		return;

	if (token[size] || size < TOKEN_SIZE_MIN || size > TOKEN_SIZE_MAX)
		refuse(reading, place,
		       "a token is %d to %d letters, digits and - . _ ~ + / = (openssl rand -hex "
		       "32)",
		       TOKEN_SIZE_MIN, TOKEN_SIZE_MAX);
	else
		*(const char **)member = reading_keep_string(reading, token);
}
