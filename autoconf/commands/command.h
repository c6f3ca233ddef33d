/* SPDX-License-Identifier: Apache-2.0 */
/* A subcommand: one file, one row. Results on stdout, words on stderr. */
#pragma once

#include <stddef.h>

enum exit_status {
	EXIT_DONE,
	EXIT_PROBLEM, /* a problem was found */
	EXIT_USAGE,   /* wrong usage */
};

struct command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;
	/* argv[0] is the subcommand's name.  Returns an enum exit_status. */
	int (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command command_serve;
extern const struct command command_check;
extern const struct command command_show;
extern const struct command command_health;
extern const struct command command_init;
extern const struct command command_dns;
extern const struct command command_doctor;
extern const struct command command_link;
extern const struct command command_import;

/* The program: finds the subcommand (serve when there is none) and runs it. */
int command_main(int argc, char **argv);
/* Prints the usage of one command on stderr; returns EXIT_USAGE. */
int command_usage(const struct command *command);
