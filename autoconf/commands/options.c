/* SPDX-License-Identifier: Apache-2.0 */
/* One table of options for all subcommands. */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "settings.h"
#include "settings/loader.h"

static const struct option_row {
	const char *name;
	enum option option;
	size_t offset;
	bool is_flag;
} rows[] = {
	{"--config", OPTION_CONFIG, offsetof(struct options, config), false},
	{"--protocol", OPTION_PROTOCOL, offsetof(struct options, protocol), false},
	{"--database", OPTION_DATABASE, offsetof(struct options, database), false},
	{"--variant", OPTION_VARIANT, offsetof(struct options, variant), false},
	{"--language", OPTION_LANGUAGE, offsetof(struct options, language), false},
	{"--ttl", OPTION_TTL, offsetof(struct options, ttl), false},
	{"--unsigned", OPTION_UNSIGNED, offsetof(struct options, is_unsigned), true},
	{"--page", OPTION_PAGE, offsetof(struct options, page), true},
	{"--user", OPTION_USER, offsetof(struct options, user), true},
	{"--json", OPTION_JSON, offsetof(struct options, json), true},
	{"--sample", OPTION_SAMPLE, offsetof(struct options, sample), true},
	{"--replace", OPTION_REPLACE, offsetof(struct options, replace), true},
	{"--allow-cleartext", OPTION_ALLOW_CLEARTEXT, offsetof(struct options, allow_cleartext),
	 true},
};

/* "--name" or "--name=value"; *ret_value is NULL without "=". */
static const struct option_row *row_find(const char *argument, unsigned int takes,
					 const char **ret_value)
{
	size_t size = strcspn(argument, "=");

	*ret_value = argument[size] ? argument + size + 1 : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if ((takes & rows[i].option) && strlen(rows[i].name) == size &&
		    !strncmp(rows[i].name, argument, size))
			return &rows[i];

	return NULL;
}

static int usage(const struct command *command, const char *sentence, const char *argument)
{
	(void)fprintf(stderr, "carbone-autoconf %s: %s %s\n", command->name, sentence, argument);
	(void)command_usage(command);

	return -1;
}

static int option_take(const struct command *command, const struct option_row *row,
		       const char *value, int argc, char **argv, int *i, struct options *options)
{
	char *member = (char *)options + row->offset;

	if (row->is_flag) {
		if (value)
			return usage(command, "no value belongs to", row->name);
		*(bool *)(void *)member = true;
		return 0;
	}

	if (!value && *i + 1 < argc)
		value = argv[++*i];
	if (!value || !value[0])
		return usage(command, "a value is missing after", row->name);
	memcpy(member, &value, sizeof(value));

	return 0;
}

int options_parse(const struct command *command, unsigned int takes, int argc, char **argv,
		  struct options *ret_options)
{
	bool only_arguments = false;

	*ret_options = (struct options){.config = SETTINGS_DEFAULT_PATH};
	for (int i = 1; i < argc; i++) {
		const struct option_row *row;
		const char *value;

		if (!only_arguments && !strcmp(argv[i], "--")) {
			only_arguments = true;
			continue;
		}
		if (only_arguments || argv[i][0] != '-') {
			if (ret_options->n_arguments == OPTIONS_ARGUMENTS_MAX)
				return usage(command, "too many arguments from", argv[i]);
			ret_options->arguments[ret_options->n_arguments++] = argv[i];
			continue;
		}

		row = row_find(argv[i], takes, &value);
		if (!row)
			return usage(command, "there is no option", argv[i]);
		if (option_take(command, row, value, argc, argv, &i, ret_options))
			return -1;
	}

	return 0;
}

static void complaints_print(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->n_entries; i++) {
		_cleanup_(freep) char *line = complaint_format(&complaints->entries[i]);

		(void)fprintf(stderr, "%s\n", line ? line : complaints->entries[i].sentence);
	}
}

static struct settings *load_settings(const struct options *options)
{
	struct complaints complaints = {0};
	struct settings *settings = NULL;
	struct bundle *bundle = NULL;
	int r;

	r = bundle_new_from_disk(&bundle);
	if (!r)
		r = settings_load(bundle, options->config, &settings, &complaints);
	if (r < 0)
		(void)fprintf(stderr, "%s: %s\n", options->config, strerror(-r));

	complaints_print(&complaints);
	complaints_clear(&complaints);
	bundle_free(bundle);

	return r ? NULL : settings;
}

int options_begin(const struct command *command, unsigned int takes, size_t n_arguments, int argc,
		  char **argv, struct options *ret_options, struct settings **ret_settings)
{
	if (options_parse(command, takes | OPTION_CONFIG, argc, argv, ret_options))
		return EXIT_USAGE;
	if (ret_options->n_arguments != n_arguments)
		return command_usage(command);

	*ret_settings = load_settings(ret_options);

	return *ret_settings ? EXIT_DONE : EXIT_PROBLEM;
}
