/* SPDX-License-Identifier: Apache-2.0 */
/* `import`: settings from elsewhere, as a file of ours on stdout or into our own tables. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cleanup.h"
#include "commands/command.h"
#include "commands/imported.h"
#include "commands/options.h"

static int source_read(struct imported *imported, const struct options *options)
{
	if (!strcmp(options->arguments[0], "automx2"))
		return import_automx2(imported, options->arguments[1]);

	return import_ispdb(imported, options->arguments + 1, options->n_arguments - 1);
}

static bool is_well_used(const struct options *options)
{
	const char *source = options->n_arguments > 1 ? options->arguments[0] : "";

	return (!strcmp(source, "ispdb") ||
		(!strcmp(source, "automx2") && options->n_arguments == 2)) &&
	       (options->database || !options->replace);
}

static int import_write(struct imported *imported, const struct options *options)
{
	if (!imported->n_domains) {
		imported_lose(imported, "there is no domain in %s", imported->origin);
		return EXIT_PROBLEM;
	}

	return options->database
		       ? imported_write_tables(imported, options->database, options->replace)
		       : imported_write_yaml(imported);
}

static int import_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(imported_clear) struct imported imported = {0};
	struct options options;
	int r;

	if (options_parse(command, OPTION_DATABASE | OPTION_REPLACE | OPTION_ALLOW_CLEARTEXT, argc,
			  argv, &options))
		return EXIT_USAGE;
	if (!is_well_used(&options))
		return command_usage(command);

	/* Of the directory's lines none: what they would tell is told here, in sentences. */
	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "import");
	r = imported_init(&imported, options.allow_cleartext);
	if (!r)
		r = source_read(&imported, &options);
	if (!r)
		r = import_write(&imported, &options);
	if (r < 0)
		imported_note("%s", strerrordesc_np(-r));

	return r || imported.is_lossy ? EXIT_PROBLEM : EXIT_DONE;
}

const struct command command_import = {
	.name = "import",
	.arguments = "automx2 URL | ispdb FILE… [--database URL [--replace]] [--allow-cleartext]",
	.summary = "settings from elsewhere, as a file or into our own tables",
	.run = import_run,
};
