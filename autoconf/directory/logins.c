/* SPDX-License-Identifier: Apache-2.0 */
/* Logins that anonymous answers do not tell. */
#include "directory/logins.h"

#include <stddef.h>

#include "account.h"
#include "directory/backend.h"
#include "directory/reading.h"
#include "settings.h"

#define LOGINS_TIMEOUT 5000 /* milliseconds: nobody waits for it */

static int logins_take(void *userdata, const struct row *row)
{
	bool *is_found = userdata;

	(void)row;
	*is_found = true;
	return 0;
}

bool logins_are_hidden(const struct reading *reading, const struct settings *settings, int stop_fd)
{
	const struct session_limits limits = {.timeout = LOGINS_TIMEOUT, .stop_fd = stop_fd};
	const struct session_ops *ops = reading->backend->session;
	const char *sql = reading->queries.sql[SECTION_LOGINS][0];
	struct session *session = NULL;
	bool is_found = false;

	if (!sql || settings->directory.reveal & REVEAL_LOGIN ||
	    ops->open(settings->directory.url, &limits, &session, NULL))
		return false;

	(void)ops->query(session, sql, logins_take, &is_found, NULL);
	ops->close(session);

	return is_found;
}
