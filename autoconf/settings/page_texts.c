/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page's words in the operator's own files: others for a language that is there, or a new one.
 */
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "catalogue/catalogue.h"
#include "provider.h"
#include "settings/readers.h"

#define LANGUAGES_MAX 32

/* A file while it is read. */
struct file_reading {
	struct reading *reading;
	const char *path;
};

static const char *keep(void *userdata, const char *text, size_t size)
{
	const struct file_reading *file = userdata;
	const char *string = reading_printf(file->reading, "%.*s", (int)size, text);

	return reading_keep_string(file->reading, string);
}

static void complain(void *userdata, unsigned int line, const char *sentence)
{
	const struct file_reading *file = userdata;

	refuse_at(file->reading, file->path, line, "%s", sentence);
}

static bool read_sentences(struct reading *reading, const struct place *place,
			   const struct setting *setting, const char **sentences)
{
	struct file_reading file = {.reading = reading};
	struct bundle_file content;

	if (!read_file(reading, place, setting, &file.path, &content))
		return false;

	catalogue_read(
		&(struct catalogue_file){
			.bytes = content.bytes ? content.bytes : "",
			.size = content.size,
			.userdata = &file,
			.keep = keep,
			.complain = complain,
		},
		sentences);
	return true;
}

/* What a new language's file leaves out is said in the first one, with the operator's own words. */
static void fill_in(const struct catalogue *catalogue, struct catalogue_language *languages)
{
	for (size_t i = 1; i < catalogue->n_languages; i++)
		for (size_t k = 0; k < _SENTENCE_MAX; k++)
			if (!languages[i].sentences[k])
				languages[i].sentences[k] = languages[0].sentences[k];
}

static void read_language(struct reading *reading, const struct place *place,
			  const struct setting *setting, const char *tag,
			  struct catalogue_language *languages, struct catalogue *catalogue,
			  bool may_add)
{
	struct catalogue_language *language =
		(struct catalogue_language *)catalogue_find(catalogue, tag);

	if (!language && !may_add) {
		refuse(reading, place,
		       "%s is no language of the page: page.texts must have it, too", tag);
		return;
	}
	if (!language && catalogue->n_languages == LANGUAGES_MAX) {
		refuse(reading, place, "the page has %d languages at most", LANGUAGES_MAX);
		return;
	}

	if (!language) {
		language = &languages[catalogue->n_languages++];
		*language = (struct catalogue_language){.tag = tag};
	}
	if (read_sentences(reading, place, setting, language->sentences) &&
	    !language->sentences[SENTENCE_LANGUAGE_NAME])
		refuse(reading, place, "the file has no language.name");
}

/* A catalogue of its own, which begins as the one that the provider has. */
static struct catalogue *copy_catalogue(struct reading *reading, const struct provider *provider,
					struct catalogue_language **ret_languages)
{
	const struct catalogue *old =
		provider->catalogue ? provider->catalogue : &catalogue_builtin;
	struct catalogue *catalogue = reading_keep(reading, sizeof(*catalogue));
	struct catalogue_language *languages =
		reading_keep(reading, LANGUAGES_MAX * sizeof(*languages));

	if (!catalogue || !languages)
		return NULL;

	memcpy(languages, old->languages, old->n_languages * sizeof(*languages));
	*catalogue = (struct catalogue){languages, old->n_languages};
	*ret_languages = languages;
	return catalogue;
}

static void read_catalogue(struct reading *reading, const struct place *place,
			   const struct setting *setting, void *member, bool may_add)
{
	struct provider *provider = member;
	const struct node *node = place->node;
	struct catalogue_language *languages;
	struct catalogue *catalogue;

	if (node->kind != NODE_MAP) {
		refuse(reading, place, "this is %s, and a map from languages to files is needed",
		       node_kind_names[node->kind]);
		return;
	}

	catalogue = copy_catalogue(reading, provider, &languages);
	if (!catalogue)
		return;
	for (size_t i = 0; i < node->n_entries; i++) {
		const struct node_entry *entry = &node->entries[i];
		struct place below = place_below(reading, place, entry->key, &entry->node);
		const char *tag = language_read(reading, entry->key);

		if (entry->node.kind == NODE_REFUSED || !tag)
			continue;
		if (language_is_tag(entry->key))
			read_language(reading, &below, setting, tag, languages, catalogue, may_add);
		else
			refuse(reading, &below, "\"%.80s\" is no language (de, pt-br)", entry->key);
	}
	fill_in(catalogue, languages);
	provider->catalogue = catalogue;
}

void read_page_texts(struct reading *reading, const struct place *place,
		     const struct setting *setting, void *member)
{
	read_catalogue(reading, place, setting, member, true);
}

void read_domain_page_texts(struct reading *reading, const struct place *place,
			    const struct setting *setting, void *member)
{
	read_catalogue(reading, place, setting, member, false);
}
