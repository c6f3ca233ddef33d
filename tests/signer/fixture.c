/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, asking and ending signers. */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/cms.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "profiles/openssl.h"

static char directory[] = "/tmp/test-signer-XXXXXX";

const struct certificates_parts usual_parts = {"K", "L", "lu", false};

static void read_report(int fd, char *ret_report, size_t size)
{
	size_t n = 0;
	ssize_t got;

	while (n < size - 1 && (got = read(fd, ret_report + n, size - 1 - n)) > 0)
		n += (size_t)got;
	ret_report[n] = '\0';
	(void)close(fd);
}

static pid_t fork_signer(const struct signer_options *options, int pairs[SOCKETS][2], int report_fd)
{
	int sockets[SOCKETS];
	pid_t pid = fork();

	if (pid)
		return pid;

	for (size_t i = 0; i < SOCKETS; i++)
		sockets[i] = pairs[i][1];
	_exit(signer_process(options, sockets, SOCKETS, report_fd));
}

void start(struct fixture *fixture, const struct leaf *leaf, const struct certificates_parts *parts)
{
	struct certificates_paths paths;
	struct signer_options options = {.files = {paths.key, paths.certificate, paths.chain}};
	int pairs[SOCKETS][2], report[2];

	options.drop = geteuid() == 0;
	options.uid = options.gid = NOBODY;
	certificates_write_all(directory, leaf, parts, &paths);

	assert_int_equal(loop_new(&fixture->loop), 0);
	assert_int_equal(pipe(report), 0);
	for (size_t i = 0; i < SOCKETS; i++)
		assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pairs[i]),
				 0);

	fixture->pid = fork_signer(&options, pairs, report[1]);
	assert_true(fixture->pid > 0);
	(void)close(report[1]);
	for (size_t i = 0; i < SOCKETS; i++) {
		(void)close(pairs[i][1]);
		fixture->sockets[i] = pairs[i][0];
	}
	read_report(report[0], fixture->report, sizeof(fixture->report));
}

void start_well(struct fixture *fixture)
{
	const struct leaf leaf = {.now = time(NULL), .first_day = -1, .last_day = 100};

	start(fixture, &leaf, &usual_parts);
	if (strncmp(fixture->report, "ok ", 3))
		fail_msg("%s", fixture->report);
}

struct signer_client *client_of(struct fixture *fixture, size_t i)
{
	struct signer_client *client;

	assert_int_equal(signer_client_new(fixture->loop, fixture->sockets[i], &client), 0);
	fixture->sockets[i] = -1;
	return client;
}

int finish(struct fixture *fixture)
{
	int status;

	for (size_t i = 0; i < SOCKETS; i++)
		if (fixture->sockets[i] >= 0)
			(void)close(fixture->sockets[i]);
	loop_free(fixture->loop);
	assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool is_signature_of(const void *der, size_t size, const char *content)
{
	_cleanup_(cms_freep) CMS_ContentInfo *cms = NULL;
	_cleanup_(bio_freep) BIO *out = BIO_new(BIO_s_mem());
	const unsigned char *at = der;
	char *text;

	cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	return cms &&
	       CMS_verify(cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) &&
	       BIO_get_mem_data(out, &text) == (long)strlen(content) &&
	       !memcmp(text, content, strlen(content));
}

void ask_done(void *userdata, int status, const void *der, size_t size)
{
	struct ask *ask = userdata;

	ask->n_answers++;
	ask->status = status;
	ask->size = size;
	ask->matches = !status && is_signature_of(der, size, ask->content);
}

int ask(struct ask *ask, struct signer_client *client, unsigned int number)
{
	*ask = (struct ask){.client = client};
	(void)snprintf(ask->content, sizeof(ask->content), "<plist>\n%u of %p</plist>\n", number,
		       (void *)client);
	return signer_client_sign(client, ask->content, strlen(ask->content), ask_done, ask,
				  &ask->id);
}

void wait_for(struct fixture *fixture, const struct ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		while (!asks[i].n_answers)
			assert_int_equal(loop_turn(fixture->loop, 10000), 0);
}

void expect_all(const struct ask *asks, size_t n, int status)
{
	for (size_t i = 0; i < n; i++)
		if (asks[i].n_answers != 1 || asks[i].status != status ||
		    asks[i].matches != (status == 0))
			fail_msg("request %zu: %u answers, status %d", i, asks[i].n_answers,
				 asks[i].status);
}

int fixtures_begin(void **state)
{
	(void)state;
	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "signer");
	return mkdtemp(directory) ? 0 : -1;
}

int fixtures_end(void **state)
{
	(void)state;
	certificates_remove_all(directory);
	certificates_free();
	return rmdir(directory);
}
