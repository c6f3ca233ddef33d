/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's side of LDAP: a bounded queue, a thread that works it off, answers into the loop. */
#include "directory/ldap/channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <utlist.h>

#include "base/loop.h"
#include "cleanup.h"
#include "directory/backend.h"
#include "directory/key.h"
#include "directory/ldap/work.h"
#include "directory/queries.h"
#include "settings.h"
#include "user.h"

#define WAITING_MAX 64 /* questions; the next is refused */

struct channel {
	struct channel_options options;
	struct ldap_work *work; /* shared with the thread */
	struct loop_io *io;
	size_t n_pending; /* asked, and not answered yet */
};

static void job_settle(struct channel *channel, struct ldap_job *job)
{
	struct question *question = job->question;
	struct user *user = TAKE_PTR(job->user);
	int status = job->status;

	channel->n_pending--;
	ldap_job_free(job);
	if (question)
		question->answered(question, status, user);
	else
		user_free(user);
}

static void channel_read(void *userdata, uint32_t events)
{
	struct channel *channel = userdata;
	struct ldap_job *jobs = ldap_work_take(channel->work), *job, *next;

	(void)events;
	DL_FOREACH_SAFE(jobs, job, next)
	{
		DL_DELETE(jobs, job);
		job_settle(channel, job);
	}
}

static int ldap_ask(struct channel *channel, struct question *question, struct user **ret_user)
{
	struct ldap_job *job;

	(void)ret_user;
	if (question->section != SECTION_USER)
		return DIRECTORY_E_NOT_FOUND;
	if (channel->n_pending == WAITING_MAX)
		return DIRECTORY_E_BUSY;

	job = calloc(1, sizeof(*job));
	if (!job)
		return -ENOMEM;

	job->key = *question->key;
	job->question = question;
	question->slot = job;
	(*channel->options.n_queries)++;
	channel->n_pending++;
	ldap_work_give(channel->work, job);
	return DIRECTORY_PENDING;
}

/* The thread may be at it: its answer is nobody's any more. */
static void ldap_withdraw(struct channel *channel, struct question *question, bool too_late)
{
	struct ldap_job *job = question->slot;

	job->question = NULL;
	if (too_late)
		ldap_work_hurry(channel->work);
}

static void ldap_close(struct channel *channel)
{
	if (!channel)
		return;

	loop_io_free(channel->io);
	ldap_work_end(channel->work);
	free(channel);
}

static void ldap_closep(struct channel **channel)
{
	ldap_close(*channel);
}

static int ldap_open(const struct channel_options *options, struct channel **ret_channel,
		     char **reterr_message)
{
	_cleanup_(ldap_closep) struct channel *channel = calloc(1, sizeof(*channel));
	const struct settings *settings = options->settings;
	int r;

	if (!channel)
		return -ENOMEM;

	channel->options = *options;
	r = ldap_work_begin(
		&(struct ldap_work_options){
			.session = options->backend->session,
			.url = options->url,
			.sql = options->queries->sql[SECTION_LDAP][0],
			.ca = settings->directory.ldap_ca,
			.allow_cleartext = settings->allow_cleartext,
			.timeout = options->timeout,
			.refresh = settings->directory.refresh,
		},
		&channel->work, reterr_message);
	if (!r)
		r = loop_io_new(options->loop, ldap_work_descriptor(channel->work), EPOLLIN,
				channel_read, channel, &channel->io);
	if (r)
		return r;

	*ret_channel = TAKE_PTR(channel);
	return 0;
}

const struct channel_ops directory_ldap = {
	.open = ldap_open,
	.close = ldap_close,
	.ask = ldap_ask,
	.withdraw = ldap_withdraw,
};
