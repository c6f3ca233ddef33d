/* SPDX-License-Identifier: Apache-2.0 */
/* The table of subcommands. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "commands/command.h"
#include "config.h"

static const struct command *const commands[] = {
	&command_serve, &command_check,  &command_show, &command_health, &command_init,
	&command_dns,   &command_doctor, &command_link, &command_import,
};

static void print_help(FILE *stream)
{
	(void)fprintf(stream, "Usage: carbone-autoconf COMMAND [OPTION…]\n\nSets mail accounts up "
			      "by themselves.\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		(void)fprintf(stream, "  %-7s %-45s %s\n", commands[i]->name,
			      commands[i]->arguments, commands[i]->summary);
	(void)fprintf(stream, "\nExit status: 0 done, 1 a problem was found, 2 wrong usage. See "
			      "carbone-autoconf(8).\n");
}

static void command_print_usage(const struct command *command, FILE *stream)
{
	(void)fprintf(stream, "Usage: carbone-autoconf %s %s\n", command->name, command->arguments);
}

int command_usage(const struct command *command)
{
	command_print_usage(command, stderr);

	return EXIT_USAGE;
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];

	return NULL;
}

static bool is_help(const char *argument)
{
	return !strcmp(argument, "--help") || !strcmp(argument, "-h");
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i]))
			return true;

	return false;
}

int command_main(int argc, char **argv)
{
	const struct command *command;

	/* No command at all, or options only: serve. */
	if (argc < 2)
		return command_serve.run(&command_serve, argc, argv);

	if (is_help(argv[1]) || !strcmp(argv[1], "help")) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		(void)printf("carbone-autoconf %s\n", PROJECT_VERSION);
		return EXIT_DONE;
	}
	if (argv[1][0] == '-')
		return command_serve.run(&command_serve, argc, argv);

	command = command_find(argv[1]);
	if (!command) {
		(void)fprintf(stderr, "carbone-autoconf: there is no command %s\n", argv[1]);
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (asks_for_help(argc - 1, argv + 1)) {
		command_print_usage(command, stdout);
		return EXIT_DONE;
	}

	return command->run(command, argc - 1, argv + 1);
}
