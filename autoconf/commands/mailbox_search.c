/* SPDX-License-Identifier: Apache-2.0 */
/* A keeper, a loop and a directory, for the length of a command. */
#include <stdbool.h>
#include <stdio.h>

#include "base/address_syntax.h"
#include "base/loop.h"
#include "cleanup.h"
#include "commands/mailbox_search.h"
#include "domain.h"
#include "settings.h"

static int complain(const struct mailbox_search *search, const char *message, const char *otherwise)
{
	(void)fprintf(stderr, "carbone-autoconf %s: %s\n", search->command,
		      message ? message : otherwise);

	return -1;
}

int mailbox_search_begin(struct mailbox_search *search, struct settings *settings)
{
	_cleanup_(freep) char *message = NULL;
	int r;

	if (keeper_new(settings, &search->keeper, &message))
		return complain(search, message, "the directory cannot be read");

	search->snapshot = keeper_snapshot(search->keeper);
	r = loop_new(&search->loop);
	if (!r && settings->directory.url)
		r = directory_new(settings, search->loop, &search->directory, &message);

	return r ? complain(search, message, "the directory cannot be opened") : 0;
}

void mailbox_search_end(struct mailbox_search *search)
{
	if (search->directory)
		directory_free(search->directory);
	loop_free(search->loop);
	snapshot_unref(search->snapshot);
	if (search->keeper)
		keeper_free(search->keeper);
}

struct waiting {
	directory_done done;
	void *userdata;
	bool is_over;
};

static void waiting_end(void *userdata, int status, const struct user *user)
{
	struct waiting *waiting = userdata;

	waiting->is_over = true;
	waiting->done(waiting->userdata, status, user);
}

void mailbox_search_find(struct mailbox_search *search, const struct address *address,
			 const struct domain *domain, bool everything, directory_done done,
			 void *userdata)
{
	struct waiting waiting = {done, userdata, false};
	struct directory_lookup *lookup;
	const struct user *user = NULL;
	char key[ADDRESS_KEY_SIZE];
	int r;

	address_key(address, domain->name, key);
	r = (everything ? directory_find_person : directory_find_user)(
		search->directory, key, domain->canonical, waiting_end, &waiting, &user, &lookup);
	if (r != DIRECTORY_PENDING)
		waiting_end(&waiting, r, user);
	while (!waiting.is_over)
		(void)loop_turn(search->loop, -1);
}
