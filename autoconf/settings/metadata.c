/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of the operator's about authorization servers and protected resources: served as they
 * are, at the place that the URL inside them says.
 */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/url.h"
#include "cleanup.h"
#include "settings.h"
#include "settings/readers.h"

#define DOCUMENTS_MAX 64

/* clang-format off */
static const struct kind {
	const char *setting, *member, *prefix;
} kinds[] = {
	{"oauth2_metadata.authorization_server", "issuer",   WELL_KNOWN_AUTHORIZATION_SERVER},	/* RFC 8414 sections 2 and 3.1 */
	{"oauth2_metadata.protected_resource",   "resource", WELL_KNOWN_PROTECTED_RESOURCE},	/* RFC 9728 sections 2 and 3.1 */
};
/* clang-format on */

static const struct kind *kind_of(const struct setting *setting)
{
	return strcmp(setting->path, kinds[0].setting) ? &kinds[1] : &kinds[0];
}

static void json_free(json_t **json)
{
	json_decref(*json);
}

/* The URL that the document is about goes behind the well-known prefix, without a last slash. */
static bool place_document(struct reading *reading, const struct place *place,
			   const struct kind *kind, const char *url,
			   struct metadata_document *document)
{
	struct url_parts parts;
	size_t size;

	if (!url || !url_split(url, &parts) || !parts.is_encrypted || parts.has_port ||
	    parts.path[parts.path_size]) {
		refuse(reading, place,
		       "its member \"%s\" is no https URL without port, query and fragment",
		       kind->member);
		return false;
	}

	size = parts.path_size;
	while (size && parts.path[size - 1] == '/')
		size--;
	document->host = reading_keep_string(
		reading, reading_printf(reading, "%.*s", (int)parts.host_size, parts.host));
	document->path = reading_keep_string(
		reading, reading_printf(reading, "%s%.*s", kind->prefix, (int)size, parts.path));

	return document->host && document->path;
}

static bool read_document(struct reading *reading, const struct place *place,
			  const struct setting *setting, struct metadata_document *ret_document)
{
	const struct kind *kind = kind_of(setting);
	_cleanup_(json_free) json_t *json = NULL;
	struct bundle_file file;
	json_error_t error;
	const char *path;

	if (!read_file(reading, place, setting, &path, &file))
		return false;

	json = json_loadb(file.bytes ? file.bytes : "", file.size, JSON_REJECT_DUPLICATES, &error);
	if (!json) {
		refuse(reading, place, "%s, line %d: %s", path, error.line, error.text);
		return false;
	}

	ret_document->size = file.size;
	ret_document->bytes = arena_copy(reading->arena, file.bytes, file.size);

	return place_document(reading, place, kind,
			      json_string_value(json_object_get(json, kind->member)),
			      ret_document) &&
	       ret_document->bytes;
}

static bool is_there(const struct metadata *metadata, const struct metadata_document *document)
{
	for (size_t i = 0; i < metadata->n_documents; i++)
		if (!strcmp(metadata->documents[i].path, document->path) &&
		    !strcmp(metadata->documents[i].host, document->host))
			return true;

	return false;
}

/* A list of files; both settings go into one array. */
void read_metadata(struct reading *reading, const struct place *place,
		   const struct setting *setting, void *member)
{
	struct metadata *metadata = &((struct settings *)member)->oauth2_metadata;
	size_t n = list_size(reading, place);
	struct metadata_document *documents;

	if (n > DOCUMENTS_MAX) {
		refuse(reading, place, "more than %d files", DOCUMENTS_MAX);
		return;
	}

	documents = reading_keep(reading, (metadata->n_documents + n + 1) * sizeof(*documents));
	if (!documents)
		return;
	if (metadata->n_documents)
		memcpy(documents, metadata->documents, metadata->n_documents * sizeof(*documents));
	metadata->documents = documents;
	for (size_t i = 0; i < n; i++) {
		struct place item = list_item(reading, place, i);
		struct metadata_document *document = &documents[metadata->n_documents];

		if (!read_document(reading, &item, setting, document))
			continue;
		if (is_there(metadata, document))
			refuse(reading, &item, "another file is about the same URL");
		else
			metadata->n_documents++;
	}
}
