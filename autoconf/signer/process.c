/* SPDX-License-Identifier: Apache-2.0 */
/* The signing process: read the key, give up every right, say so, answer. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cleanup.h"
#include "profile.h"
#include "signer.h"
#include "signer/answering.h"
#include "signer/sandbox.h"
#include "text/writer.h"

static void answering_freep(struct answering **answering)
{
	answering_free(*answering);
}

/*
 * Signals to a whole group (a terminal's, a service manager's) are the supervisor's affair: we end
 * when our sockets do.
 */
static void ignore_signals(void)
{
	static const int ignored[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2};

	for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
		(void)signal(ignored[i], SIG_IGN);
}

static int keep_descriptors(const int *sockets, size_t n_sockets, int report_fd)
{
	_cleanup_(freep) int *kept = calloc(n_sockets + 2, sizeof(*kept));

	if (!kept)
		return -ENOMEM;

	memcpy(kept, sockets, n_sockets * sizeof(*kept));
	kept[n_sockets] = report_fd;
	kept[n_sockets + 1] = STDERR_FILENO;
	sandbox_keep_descriptors(kept, n_sockets + 2);
	return 0;
}

static void log_warnings(char *warnings)
{
	char *rest = warnings, *line;

	while (rest && (line = strsep(&rest, "\n")))
		log_line(LOG_LEVEL_WARNING, "signing certificate", LOG_S("warning", line));
}

/* Returns 0 with a signature, or a code with a sentence where there is one. */
static int load(const struct signature_files *files, struct signature **ret_signature,
		char **reterr_message)
{
	_cleanup_(freep) char *warnings = NULL;
	int r;

	r = signature_new(files, time(NULL), ret_signature, &warnings, reterr_message);
	log_warnings(warnings);
	return r;
}

/* One line for the supervisor. */
static void report(int fd, const struct signature *signature, int error, const char *message)
{
	_cleanup_(writer_clear) struct writer line = {0};

	if (signature)
		writer_printf(&line, "ok %lld %s\n", (long long)signature_not_after(signature),
			      signature_fingerprint(signature));
	else
		writer_printf(&line, "%s\n",
			      message ? message : strerror(error < 0 ? -error : EIO));

	if (!line.error)
		(void)!write(fd, line.bytes, line.size);
	(void)close(fd);
}

/* Everything that needs a right, in an order in which each is still there. */
static int prepare(const struct signer_options *options, const int *sockets, size_t n_sockets,
		   int report_fd, struct signature **ret_signature,
		   struct answering **ret_answering, char **reterr_message)
{
	int r;

	ignore_signals();
	(void)prctl(PR_SET_NAME, "autoconf-signer");
	r = keep_descriptors(sockets, n_sockets, report_fd);
	if (r)
		return r;

	tzset(); /* reads a file */
	r = load(&options->files, ret_signature, reterr_message);
	if (r)
		return r;
	r = answering_new(*ret_signature, sockets, n_sockets, ret_answering);
	if (r)
		return r;

	if (options->drop) {
		r = sandbox_become(options->uid, options->gid);
		if (r)
			return r;
	}
	if (!signature_key_is_elsewhere(options->files.key_path))
		return sandbox_close();

	log_line(LOG_LEVEL_WARNING,
		 "the signer keeps files and system calls: its key is not in a file");
	return sandbox_close_ajar();
}

int signer_process(const struct signer_options *options, const int *sockets, size_t n_sockets,
		   int report_fd)
{
	_cleanup_(signature_freep) struct signature *signature = NULL;
	_cleanup_(answering_freep) struct answering *answering = NULL;
	_cleanup_(freep) char *message = NULL;
	int r;

	r = prepare(options, sockets, n_sockets, report_fd, &signature, &answering, &message);
	report(report_fd, r ? NULL : signature, r, message);
	if (r)
		return EXIT_FAILURE;

	r = answering_run(answering);
	if (r) {
		log_line(LOG_LEVEL_ERROR, "the signer stops", LOG_S("reason", strerror(-r)));
		return EXIT_FAILURE;
	}

	return EXIT_SUCCESS;
}
