/* SPDX-License-Identifier: Apache-2.0 */
/* The thread behind LDAP. */
#include "directory/ldap/work.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <utlist.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/ldap/person.h"
#include "directory/ldap/servers.h"
#include "directory/session.h"
#include "user.h"

#define RETRY_FIRST 100 /* milliseconds until a silent server is asked again; doubles ... */
#define RETRY_MAX 1000  /* ... up to this */
#define RETRY_REFUSED 30000
#define HASTE 50 /* milliseconds that the owner's clock may be ahead */

/* What the thread remembers of a server, by its place in the list. */
struct contact {
	struct ldap_connection connection;
	uint64_t next;  /* not asked before */
	uint32_t pause; /* the next one */
	int status;     /* why */
	bool is_said;   /* it stands in the log */
};

struct ldap_work {
	struct ldap_work_options options;
	char *url, *sql, *ca;
	pthread_mutex_t mutex;
	pthread_cond_t given;
	struct ldap_job *todo, *done; /* under the mutex, with is_ended */
	bool is_ended;
	int done_fd, stop_fd;
	uint64_t current; /* under the mutex: the deadline of what is asked now, 0 for nothing */
	struct ldap_line line;
	atomic_uint n_owners;
	/* the thread's own */
	struct ldap_servers servers;
	struct contact *contacts;
	uint64_t next_refresh;
	int servers_status; /* of the last reading */
};

void ldap_job_free(struct ldap_job *job)
{
	if (job)
		user_free(job->user);
	free(job);
}

static void jobs_free(struct ldap_job *jobs)
{
	struct ldap_job *job, *next;

	DL_FOREACH_SAFE(jobs, job, next)
	ldap_job_free(job);
}

/* ---- servers ---- */

static void servers_forget(struct ldap_work *work)
{
	for (size_t i = 0; i < work->servers.n_servers; i++)
		ldap_connection_close(&work->contacts[i].connection);
	free(work->contacts);
	work->contacts = NULL;
	ldap_servers_clear(&work->servers);
}

static void servers_refresh(struct ldap_work *work)
{
	const struct session_limits limits = {.timeout = work->options.timeout,
					      .stop_fd = work->stop_fd};
	_cleanup_(freep) char *message = NULL;
	struct ldap_servers servers = {0};
	struct contact *contacts = NULL;
	int r;

	if (clock_now() < work->next_refresh)
		return;

	r = ldap_servers_read(work->options.session, work->url, work->sql, &limits, &servers,
			      &message);
	if (!r)
		contacts = calloc(servers.n_servers + 1, sizeof(*contacts));
	work->servers_status = r ? r : contacts ? 0 : -ENOMEM;
	work->next_refresh =
		clock_now() + (work->servers_status ? RETRY_MAX : work->options.refresh);
	if (!contacts) {
		ldap_servers_clear(&servers);
		return;
	}

	servers_forget(work);
	work->servers = servers;
	work->contacts = contacts;
}

static struct contact *server_contact(struct ldap_work *work, const struct ldap_server *server)
{
	size_t i = 0;

	while (work->servers.servers[i] != server)
		i++;

	return &work->contacts[i];
}

/* ---- one job ---- */

static void contact_note(struct contact *contact, const struct ldap_server *server, int status,
			 const char *message)
{
	bool is_failure = status != DIRECTORY_OK && status != DIRECTORY_E_NOT_FOUND;

	contact->status = status;
	if (!is_failure) {
		if (contact->is_said)
			log_line(LOG_LEVEL_INFO, "the LDAP server answers again",
				 LOG_S("server", server->host));
		contact->is_said = false;
		contact->next = contact->pause = 0;
		return;
	}

	contact->pause = status == DIRECTORY_E_CONFIGURATION ? RETRY_REFUSED
			 : contact->pause                    ? 2 * contact->pause
							     : RETRY_FIRST;
	if (contact->pause > RETRY_MAX && status != DIRECTORY_E_CONFIGURATION)
		contact->pause = RETRY_MAX;
	contact->next = clock_now() + contact->pause;
	if (!contact->is_said)
		log_line(LOG_LEVEL_WARNING, "the LDAP server does not answer",
			 LOG_S("server", server->host), LOG_S("reason", message ? message : ""));
	contact->is_said = true;
}

static int job_ask(struct ldap_work *work, struct ldap_job *job, const struct ldap_server *server)
{
	const struct ldap_terms terms = {.ca = work->ca,
					 .allow_cleartext = work->options.allow_cleartext,
					 .line = &work->line};
	struct contact *contact = server_contact(work, server);
	_cleanup_(freep) char *message = NULL;
	int r;

	if (clock_now() < contact->next)
		return contact->status;

	r = ldap_person_find(&contact->connection, server, &terms, &job->key, job->deadline,
			     &job->user, &message);
	contact_note(contact, server, r, message);
	return r;
}

static int job_work(struct ldap_work *work, struct ldap_job *job)
{
	const struct ldap_server *server;

	/* It has waited so long that nobody wants it any more. */
	if (clock_now() >= job->deadline)
		return DIRECTORY_E_UNAVAILABLE;

	servers_refresh(work);
	if (!work->servers.arena)
		return work->servers_status;

	server = ldap_servers_find(&work->servers, key_domain(&job->key));
	return server ? job_ask(work, job, server) : DIRECTORY_E_NOT_FOUND;
}

/* ---- the thread ---- */

/* The next job, or NULL at the end. */
static struct ldap_job *job_wait(struct ldap_work *work)
{
	struct ldap_job *job;

	pthread_mutex_lock(&work->mutex);
	while (!work->todo && !work->is_ended)
		pthread_cond_wait(&work->given, &work->mutex);
	job = work->is_ended ? NULL : work->todo;
	if (job)
		DL_DELETE(work->todo, job);
	work->current = job ? job->deadline : 0;
	pthread_mutex_unlock(&work->mutex);

	return job;
}

static void job_finish(struct ldap_work *work, struct ldap_job *job)
{
	pthread_mutex_lock(&work->mutex);
	work->current = 0;
	DL_APPEND(work->done, job);
	(void)eventfd_write(work->done_fd, 1);
	pthread_mutex_unlock(&work->mutex);
}

static void work_unref(struct ldap_work *work)
{
	if (atomic_fetch_sub_explicit(&work->n_owners, 1, memory_order_acq_rel) > 1)
		return;

	servers_forget(work);
	jobs_free(work->todo);
	jobs_free(work->done);
	(void)pthread_mutex_destroy(&work->mutex);
	(void)pthread_cond_destroy(&work->given);
	(void)pthread_mutex_destroy(&work->line.mutex);
	closep(&work->done_fd);
	closep(&work->stop_fd);
	free(work->url);
	free(work->sql);
	free(work->ca);
	free(work);
}

static void *work_run(void *userdata)
{
	struct ldap_work *work = userdata;
	struct ldap_job *job;

	while ((job = job_wait(work))) {
		job->status = job_work(work, job);
		job_finish(work, job);
	}
	work_unref(work);

	return NULL;
}

static int work_start(struct ldap_work *work)
{
	int r;

	work->n_owners++;
	r = thread_start_detached(work_run, work);
	if (r)
		work->n_owners--;

	return r;
}

static char *copied(const char *string)
{
	return string ? strdup(string) : NULL;
}

static void work_unrefp(struct ldap_work **work)
{
	if (*work)
		work_unref(*work);
}

int ldap_work_begin(const struct ldap_work_options *options, struct ldap_work **ret_work,
		    char **reterr_message)
{
	_cleanup_(work_unrefp) struct ldap_work *work = calloc(1, sizeof(*work));
	int r;

	(void)reterr_message;
	if (!work)
		return -ENOMEM;

	work->n_owners = 1;
	work->options = *options;
	(void)pthread_mutex_init(&work->mutex, NULL);
	(void)pthread_cond_init(&work->given, NULL);
	(void)pthread_mutex_init(&work->line.mutex, NULL);
	work->line.fd = -1;
	work->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	work->stop_fd = eventfd(0, EFD_CLOEXEC);
	work->url = copied(options->url);
	work->sql = copied(options->sql);
	work->ca = copied(options->ca);
	if (work->done_fd < 0 || work->stop_fd < 0)
		return -errno;
	if (!work->url || !work->sql || !work->ca != !options->ca)
		return -ENOMEM;

	r = work_start(work);
	if (r)
		return r;

	*ret_work = TAKE_PTR(work);
	return 0;
}

void ldap_work_end(struct ldap_work *work)
{
	if (!work)
		return;

	pthread_mutex_lock(&work->mutex);
	work->is_ended = true;
	pthread_cond_signal(&work->given);
	pthread_mutex_unlock(&work->mutex);
	(void)eventfd_write(work->stop_fd, 1);
	ldap_line_cut(&work->line);
	work_unref(work);
}

int ldap_work_descriptor(const struct ldap_work *work)
{
	return work->done_fd;
}

void ldap_work_give(struct ldap_work *work, struct ldap_job *job)
{
	job->deadline = clock_now() + work->options.timeout;
	pthread_mutex_lock(&work->mutex);
	DL_APPEND(work->todo, job);
	pthread_cond_signal(&work->given);
	pthread_mutex_unlock(&work->mutex);
}

void ldap_work_hurry(struct ldap_work *work)
{
	bool is_late;

	pthread_mutex_lock(&work->mutex);
	is_late = work->current && clock_now() + HASTE >= work->current;
	pthread_mutex_unlock(&work->mutex);
	if (is_late)
		ldap_line_cut(&work->line);
}

struct ldap_job *ldap_work_take(struct ldap_work *work)
{
	struct ldap_job *jobs;
	eventfd_t count;

	pthread_mutex_lock(&work->mutex);
	(void)eventfd_read(work->done_fd, &count);
	jobs = work->done;
	work->done = NULL;
	pthread_mutex_unlock(&work->mutex);

	return jobs;
}
