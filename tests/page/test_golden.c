/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole pages: each scene in its languages is byte for byte its file in golden/.  usage:
 * test_page_golden GOLDEN [--write]
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "cleanup.h"
#include "document.h"
#include "files.h"
#include "scenes.h"

static const char *golden_folder;
static bool writes;

/* What changes with the bytes of a style sheet says nothing about a page. */
static void blank_tags(char *bytes)
{
	while ((bytes = strstr(bytes, "?v="))) {
		bytes += strlen("?v=");
		memset(bytes, '0', strspn(bytes, "0123456789abcdef"));
	}
}

static int check_page(const struct scene *scene, const char *language)
{
	_cleanup_(document_clear) struct document document = {0};
	char name[128];
	int r = scene_render(scene, language, NULL, &document);

	(void)snprintf(name, sizeof(name), "%s.%s.html", scene->name, language);
	if (r || document.refusal != scene->refusal) {
		print_error("%s: %d, refusal %d\n", name, r, document.refusal);
		return 1;
	}
	blank_tags(document.bytes);
	if (writes)
		file_write(golden_folder, name, document.bytes, document.size);

	return !file_matches(golden_folder, name, document.bytes, document.size);
}

static void test_pages(void **state)
{
	int n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_scenes; i++)
		for (size_t k = 0; k < catalogue_builtin.n_languages; k++)
			if (!k || scenes[i].in_all_languages)
				n_wrong +=
					check_page(&scenes[i], catalogue_builtin.languages[k].tag);

	assert_int_equal(n_wrong, 0);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
	};

	if (argc < 2) {
		fprintf(stderr, "usage: test_page_golden GOLDEN [--write]\n");
		return 2;
	}

	golden_folder = argv[1];
	writes = argc > 2 && !strcmp(argv[2], "--write");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
