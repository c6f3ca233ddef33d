/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the subcommands' command lines have in common, and loading settings with their mistakes on
 * stderr.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct command;
struct settings;

#define OPTIONS_ARGUMENTS_MAX 1024

struct options {
	const char *config;   /* --config, else the default file */
	const char *protocol; /* --protocol */
	const char *database; /* --database */
	const char *variant;  /* --variant */
	const char *language; /* --language */
	const char *ttl;      /* --ttl */
	bool user, json, sample, replace, allow_cleartext, is_unsigned, page;
	const char *arguments[OPTIONS_ARGUMENTS_MAX]; /* what is no option */
	size_t n_arguments;
};

enum option {
	OPTION_CONFIG = 1 << 0,
	OPTION_PROTOCOL = 1 << 1,
	OPTION_DATABASE = 1 << 2,
	OPTION_USER = 1 << 3,
	OPTION_JSON = 1 << 4,
	OPTION_SAMPLE = 1 << 5,
	OPTION_REPLACE = 1 << 6,
	OPTION_ALLOW_CLEARTEXT = 1 << 7,
	OPTION_VARIANT = 1 << 8,
	OPTION_LANGUAGE = 1 << 9,
	OPTION_TTL = 1 << 10,
	OPTION_UNSIGNED = 1 << 11,
	OPTION_PAGE = 1 << 12,
};

/*
 * takes: bits of the options that this command has.  Returns 0, or -1 after a sentence and the
 * usage on stderr.
 */
int options_parse(const struct command *command, unsigned int takes, int argc, char **argv,
		  struct options *ret_options);

/*
 * What every command that reads the settings begins with: its command line, with n_arguments of
 * them, and the settings, with warnings and mistakes on stderr.  Returns EXIT_DONE with
 * *ret_settings, which the caller owns, or the status to end with.
 */
int options_begin(const struct command *command, unsigned int takes, size_t n_arguments, int argc,
		  char **argv, struct options *ret_options, struct settings **ret_settings);
