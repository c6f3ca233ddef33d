/* SPDX-License-Identifier: Apache-2.0 */
/* `serve`: run. */
#include <stddef.h>

#include "cleanup.h"
#include "commands/command.h"
#include "commands/options.h"
#include "server/supervisor.h"
#include "settings.h"

static int serve_run(const struct command *command, int argc, char **argv)
{
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct options options;
	int status;

	status = options_begin(command, 0, 0, argc, argv, &options, &settings);
	if (status)
		return status;

	return supervisor_run(options.config, settings) ? EXIT_PROBLEM : EXIT_DONE;
}

const struct command command_serve = {
	.name = "serve",
	.arguments = "[--config FILE]",
	.summary = "run (the default)",
	.run = serve_run,
};
