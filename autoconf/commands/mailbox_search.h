/* SPDX-License-Identifier: Apache-2.0 */
/* Domains and people as the server would find them, for commands: one at a time, waited for. */
#pragma once

#include <stdbool.h>

#include "directory.h"

struct address;
struct domain;
struct loop;
struct settings;

struct mailbox_search {
	const char *command; /* whose words on stderr they are */
	struct keeper *keeper;
	struct snapshot *snapshot;
	struct loop *loop;
	struct directory *directory; /* NULL: the settings name none */
};

/* Returns 0, or -1 after a sentence on stderr.  To be ended in any case. */
int mailbox_search_begin(struct mailbox_search *search, struct settings *settings);
void mailbox_search_end(struct mailbox_search *search);

/*
 * Looks a person up in the directory, which must be there: `done` is called before it returns.
 * everything: as for a link, else as for an anonymous request.
 */
void mailbox_search_find(struct mailbox_search *search, const struct address *address,
			 const struct domain *domain, bool everything, directory_done done,
			 void *userdata);
