/* SPDX-License-Identifier: Apache-2.0 */
/* Files with the page's words: what they change, what they add, and what is wrong in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "cleanup.h"
#include "load.h"
#include "settings.h"

/* clang-format off */
static const struct file files[] = {
	{.name = "en.txt", .content = "\xef\xbb\xbf# ours\n\nform.heading = Welcome\r\n"},
	{.name = "fine.txt", .content = "form.submit  =  Go on \n"},
	{.name = "ar.txt", .content = "language.name = العربية\nlanguage.direction = rtl\nform.submit = عرض"},
	{.name = "nameless.txt", .content = "form.submit = x\n"},
	{.name = "empty.txt", .content = ""},
	{.name = "wrong.txt", .content = "form.submit Go\nform.sumbit = Go\nform.submit =\nform.lead = a\nform.lead = b\nresult.address = {adress}\nresult.other = *a\n"
		"language.direction = up\nresult.minutes = \xff\ncopy = a\tb\nfault.long = {domain}\n"},
	{0},
};

#define AT_2(value_, ...) "page:\n  texts: " value_ "\n", {__VA_ARGS__}
#define WRONG "2: error: page.texts.en: "

static const struct refusal cases[] = {
	{"other words", AT_2("{en: fine.txt, DE: fine.txt}", NULL)},
	{"a new language", AT_2("{ar: ar.txt}", NULL)},
	{"nothing in it", AT_2("{en: empty.txt}", NULL)},
	{"no file", AT_2("{en: gone.txt}", WRONG)},
	{"no map", AT_2("fine.txt", "2: error: page.texts: this is a text, and a map from languages to files is needed")},
	{"no language", AT_2("{german: fine.txt}", "2: error: page.texts.german: the file has no language.name")},
	{"no tag", AT_2("{d: fine.txt}", "2: error: page.texts.d: \"d\" is no language (de, pt-br)")},
	{"default", AT_2("{default: fine.txt}", "2: error: page.texts.default: ")},
	{"a new language without a name", AT_2("{it: nameless.txt}", "2: error: page.texts.it: the file has no language.name")},
	{"a domain's own words", "domains: {example.org: {page: {texts: {en: fine.txt}}}}\n", {NULL}},
	{"a domain's own language", "domains:\n  example.org:\n    page: {texts: {ar: ar.txt}}\n", {
		"3: error: domains.example.org.page.texts.ar: ar is no language of the page: page.texts must have it, too"}},
};

/* What is said of the lines of wrong.txt. */
static const struct mistake {
	unsigned int line;
	const char *words;
} mistakes[] = {
	{1, "this line is no \"key = text\""},
	{2, "\"form.sumbit\" is no key of this release"},
	{3, "form.submit has no text"},
	{5, "form.lead is written twice"},
	{6, "result.address has no placeholder {adress}"},
	{7, "a * has no second one to go with it"},
	{8, "language.direction is ltr or rtl"},
	{9, "this line is not UTF-8, or holds a control character"},
	{10, "this line is not UTF-8, or holds a control character"},
	{11, "fault.long has no placeholder {domain}"},
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	check_refusals(cases, ARRAY_SIZE(cases), files);
}

static void test_mistakes(void **state)
{
	struct loaded loaded;

	(void)state;
	load("page: {texts: {en: wrong.txt}}\n", files, &loaded);
	assert_null(loaded.settings);
	assert_int_equal(loaded.complaints.n_entries, ARRAY_SIZE(mistakes));
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const struct complaint *complaint = &loaded.complaints.entries[i];

		assert_non_null(strstr(complaint->file, "/wrong.txt"));
		assert_int_equal(complaint->line, mistakes[i].line);
		assert_string_equal(complaint->sentence, mistakes[i].words);
	}
	loaded_clear(&loaded);
}

static const char *text_of(const struct provider *provider, const char *tag, enum sentence sentence)
{
	const struct catalogue_language *language = catalogue_find(provider->catalogue, tag);

	assert_non_null(language);
	return language->sentences[sentence];
}

/* What a file leaves out is the language's own text; of a new language, the English one. */
static void test_words(void **state)
{
	struct loaded loaded;
	const struct provider *provider, *own;

	(void)state;
	load("page: {texts: {ar: ar.txt, en: en.txt}}\n"
	     "domains: {example.org: {page: {texts: {fr: fine.txt}}}, example.net: {}}\n",
	     files, &loaded);
	check_complaints("words", &loaded, (const char *const[]){NULL});
	assert_non_null(loaded.settings);
	provider = &loaded.settings->provider;
	assert_int_equal(loaded.settings->n_domains, 2);
	own = loaded.settings->domains[1].provider;

	assert_string_equal(text_of(provider, "en", SENTENCE_FORM_HEADING), "Welcome");
	assert_string_equal(text_of(provider, "en", SENTENCE_FORM_SUBMIT), "Show my settings");
	assert_string_equal(text_of(provider, "de", SENTENCE_FORM_HEADING), "E-Mail einrichten");
	assert_string_equal(text_of(provider, "ar", SENTENCE_FORM_HEADING), "Welcome");
	assert_string_equal(text_of(provider, "ar", SENTENCE_FORM_SUBMIT), "عرض");
	assert_true(catalogue_is_right_to_left(catalogue_find(provider->catalogue, "AR")));

	assert_string_equal(text_of(own, "fr", SENTENCE_FORM_SUBMIT), "Go on");
	assert_string_equal(text_of(own, "en", SENTENCE_FORM_HEADING), "Welcome");
	assert_string_equal(text_of(provider, "fr", SENTENCE_FORM_SUBMIT), "Voir mes paramètres");
	assert_ptr_equal(loaded.settings->domains[0].provider->catalogue, provider->catalogue);
	loaded_clear(&loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
