/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link to MySQL or MariaDB: it is made, greets, has its statements prepared, and answers one
 * question at a time.  A call of the library may be done as soon as it is begun; what that comes to
 * is told from the loop all the same.
 */
#include "directory/mysql/link.h"

#include <errno.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/loop.h"
#include "cleanup.h"
#include "directory.h"
#include "directory/fault.h"
#include "directory/mysql/error.h"

#define CONNECT_TIMEOUT 1000           /* milliseconds: whoever waits has given up then */
#define CR_NEW_STATEMENT_METADATA 2057 /* the library's: a result has other columns than before */

static void link_io(void *userdata, uint32_t events);
static void link_advance(struct link *link);

static const char *link_host(const struct link *link)
{
	return mysql_target_host_name(link->options.target, link->options.host);
}

/* The last thing that is heard of it. */
void mysql_link_lost(struct link *link, int status, const char *reason)
{
	link->io = loop_io_free(link->io);
	loop_timer_clear(link->soon);
	link->state = LINK_LOST;
	link->options.events->lost(link->options.userdata,
				   status < 0 ? DIRECTORY_E_UNAVAILABLE : status,
				   reason       ? reason
				   : status < 0 ? strerrordesc_np(-status)
						: "the connection was closed");
}

unsigned int mysql_link_number(const struct link *link)
{
	return link->work.statement ? mysql_stmt_errno(link->work.statement)
				    : mysql_errno(link->mysql);
}

int mysql_link_failed(const struct link *link, char **reterr_reason)
{
	return mysql_failed(mysql_link_number(link),
			    link->work.statement ? mysql_stmt_error(link->work.statement)
						 : mysql_error(link->mysql),
			    link_host(link), reterr_reason);
}

/* With what the library has just said. */
void mysql_link_break(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	int status = mysql_link_failed(link, &reason);

	mysql_link_lost(link, status, reason);
}

/* ---- connecting ---- */

static int link_begin(struct link *link)
{
	int r = loop_io_new(link->options.loop, (int)mysql_get_socket(link->mysql), EPOLLIN,
			    link_io, link, &link->io);

	for (size_t i = 0; !r && i < ARRAY_SIZE(link->queries); i++)
		r = mysql_query_init(&link->queries[i], link->mysql);

	return r;
}

static void link_connected(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	int r = mysql_connector_take(&link->connector, &link->mysql, &reason);

	if (r == DIRECTORY_PENDING)
		return;

	link->io = loop_io_free(link->io);
	mysql_connector_clear(&link->connector);
	if (!r)
		r = link_begin(link);
	if (r) {
		mysql_link_lost(link, r, reason);
		return;
	}

	mysql_greeting_begin(link);
	link_advance(link);
}

/* ---- questions ---- */

/* It is taken off the link before anybody is told. */
static void question_answer(struct link *link, int status, struct user *user)
{
	struct question *question = TAKE_PTR(link->question);

	link->state = LINK_READY;
	link->options.events->answered(link->options.userdata, question, status, user);
}

static void question_failed(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	unsigned int number = mysql_link_number(link);
	bool is_forgotten = number == ER_UNKNOWN_STMT_HANDLER || number == ER_NEED_REPREPARE ||
			    number == CR_NEW_STATEMENT_METADATA;
	int status;

	if (mysql_number_is_lost(number) || (is_forgotten && link->was_prepared_again)) {
		mysql_link_break(link);
		return;
	}

	if (is_forgotten) {
		link->was_prepared_again = true;
		link->state = LINK_PREPARING_AGAIN;
		mysql_work_prepare(&link->work, link->query->statement,
				   mysql_query_sql(link->query));
		return;
	}

	status = mysql_link_failed(link, &reason);
	log_line(LOG_LEVEL_DEBUG, "the directory refuses a question", LOG_S("reason", reason));
	question_answer(link, status, NULL);
}

static int question_execute(struct link *link)
{
	int r = mysql_query_fill(link->query, link->question->key);

	if (r)
		return r;

	link->state = LINK_EXECUTING;
	mysql_work_execute(&link->work, link->query->statement);
	return 0;
}

static void question_prepared_again(struct link *link)
{
	_cleanup_(freep) char *reason = NULL;
	int r = link->work.code ? mysql_link_failed(link, &reason)
				: mysql_query_bind(link->query, &reason);

	if (!r && !link->question)
		question_answer(link, DIRECTORY_E_UNAVAILABLE, NULL);
	else if (!r)
		r = question_execute(link);
	if (r)
		mysql_link_lost(link, r, reason);
}

static void question_executed(struct link *link)
{
	if (link->work.code) {
		question_failed(link);
		return;
	}

	link->state = LINK_STORING;
	mysql_work_store_result(&link->work, link->query->statement);
}

static void question_stored(struct link *link)
{
	struct user *user = NULL;
	int r;

	if (link->work.code) {
		question_failed(link);
		return;
	}
	if (!link->question) {
		(void)mysql_stmt_free_result(link->query->statement);
		question_answer(link, DIRECTORY_E_UNAVAILABLE, NULL);
		return;
	}

	r = mysql_query_read(link->query, link->question, &user);
	if (r < 0)
		mysql_link_lost(link, r, NULL);
	else
		question_answer(link, r, user);
}

/* ---- the way ahead ---- */

typedef void (*link_next)(struct link *link);

/* What follows when a work is done; nothing where no work is under way. */
static const link_next next[_LINK_STATE_MAX] = {
	[LINK_LIMITING] = mysql_greeting_limited,
	[LINK_ASKING_ROLE] = mysql_greeting_asked,
	[LINK_READING_ROLE] = mysql_greeting_read,
	[LINK_PREPARING] = mysql_greeting_prepared,
	[LINK_PREPARING_AGAIN] = question_prepared_again,
	[LINK_EXECUTING] = question_executed,
	[LINK_STORING] = question_stored,
};

static int link_watch(struct link *link)
{
	/* Between two questions the server says nothing but that it goes. */
	return loop_io_set_events(link->io,
				  link->work.waits_for ? mysql_work_events(&link->work) : EPOLLIN);
}

static void link_advance(struct link *link)
{
	int r;

	while (!link->work.waits_for && next[link->state])
		next[link->state](link);
	if (link->state == LINK_LOST)
		return;

	r = link_watch(link);
	if (r)
		mysql_link_lost(link, r, NULL);
}

static void link_io(void *userdata, uint32_t events)
{
	struct link *link = userdata;

	if (link->state == LINK_CONNECTING) {
		link_connected(link);
		return;
	}
	if (!link->work.waits_for) {
		/* The turn of `soon`, or the server's last words. */
		if (link->state == LINK_READY)
			mysql_link_lost(link, DIRECTORY_E_UNAVAILABLE, NULL);
		return;
	}

	mysql_work_continue(&link->work, events);
	link_advance(link);
}

static void link_soon(void *userdata)
{
	link_advance(userdata);
}

static int link_send(struct link *link, struct question *question)
{
	int r;

	link->question = question;
	link->query = &link->queries[section_lookup(question->section)];
	link->was_prepared_again = false;
	question->slot = link;
	r = question_execute(link);
	if (r)
		return r;

	(*link->options.n_queries)++;
	return link->work.waits_for ? link_watch(link) : loop_timer_set(link->soon, 0);
}

static int link_flush(struct link *link)
{
	(void)link;
	return 0;
}

static void link_forget(struct link *link, struct question *question)
{
	if (link->question == question)
		link->question = NULL;
}

static void link_close(struct link *link)
{
	if (!link)
		return;

	link->io = loop_io_free(link->io);
	loop_timer_free(link->soon);
	mysql_connector_clear(&link->connector);
	if (link->role_result) {
		mysql_cut_off(link->mysql);
		mysql_free_result(link->role_result);
	}
	mysql_hang_up(link->mysql, link->state == LINK_READY);
	for (size_t i = 0; i < ARRAY_SIZE(link->queries); i++)
		mysql_query_clear(&link->queries[i]);
	free(link);
}

static void link_closep(struct link **link)
{
	link_close(*link);
}

static int link_open(const struct link_options *options, struct link **ret_link,
		     char **reterr_message)
{
	_cleanup_(link_closep) struct link *link = calloc(1, sizeof(*link));
	int r;

	if (!link)
		return -ENOMEM;

	link->options = *options;
	link->role = DIRECTORY_ROLE_ANY;
	for (size_t i = 0; i < LOOKUPS; i++)
		link->queries[i].statements = &options->lookups[i];
	r = loop_timer_new(options->loop, link_soon, link, &link->soon);
	if (!r)
		r = mysql_connector_start(&link->connector, options->target, options->host, false,
					  CONNECT_TIMEOUT);
	if (!r)
		r = loop_io_new(options->loop, mysql_connector_fd(&link->connector), EPOLLIN,
				link_io, link, &link->io);
	if (r == -EAGAIN)
		return fault(reterr_message, DIRECTORY_E_UNAVAILABLE,
			     "%s: too many connections are being made", link_host(link));
	if (r)
		return r;

	*ret_link = TAKE_PTR(link);
	return 0;
}

const struct link_ops mysql_link = {
	.depth = 1,
	.n_connections = 4,
	.target_new = mysql_target_new,
	.target_free = mysql_target_free,
	.n_hosts = mysql_target_n_hosts,
	.host_name = mysql_target_host_name,
	.open = link_open,
	.close = link_close,
	.send = link_send,
	.flush = link_flush,
	.forget = link_forget,
};
