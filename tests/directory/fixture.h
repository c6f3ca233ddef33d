/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of directories share: settings by hand, a folder of their own, statements sent to
 * a database, look-ups awaited.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "directory.h"
#include "settings.h"

#define FIXTURE_PATIENCE 5000 /* milliseconds until something that must happen has not */

/*
 * Settings with two services (imap, submission) and the provider "Common"; url NULL for no
 * directory.
 */
struct settings fixture_settings(const char *url);

/* A new empty folder; fixture_folder_remove takes it away with the files in it. */
char *fixture_folder(void);
void fixture_folder_remove(char *folder);
char *fixture_path(const char *folder, const char *name);
/* sqlite: URL of a file in it. */
char *fixture_url(const char *folder, const char *name);

/* Statements on a database of any kind; fails the test when they fail. */
void fixture_execute(const char *url, const char *sql);
/* The same, with what comes of it. */
int fixture_try(const char *url, const char *sql, char **reterr_message);
/* The tables of `carbone`, empty. */
void fixture_init(const char *url);

/*
 * Waits for the keeper until it publishes (its generation is another), has failed to read, or its
 * state is so.
 */
void fixture_wait_generation(struct keeper *keeper, uint64_t before);
void fixture_wait_failure(struct keeper *keeper);
void fixture_wait_freshness(struct keeper *keeper, enum keeper_freshness freshness);

/*
 * A look-up, driven to its end.  *ret_user is a copy (fixture_user_clear), zeroed unless
 * DIRECTORY_OK.
 */
struct fixture_user {
	char mailbox[255], login[256], display_name[256], language[36];
	char imap_host[254], pop3_host[254], smtp_host[254];
	char addresses[2048]; /* with a blank behind each */
	bool enabled;
	uint32_t switched_off;
};
int fixture_find(struct loop *loop, struct directory *directory, const char *address,
		 struct fixture_user *ret_user);
/* The same with further addresses. */
int fixture_find_person(struct loop *loop, struct directory *directory, const char *address,
			const char *canonical, struct fixture_user *ret_user);
/* With the domain that an alias domain stands for, NULL for none. */
int fixture_find_in(struct loop *loop, struct directory *directory, const char *address,
		    const char *canonical, struct fixture_user *ret_user);
