/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of tables we can read: one .sql file in schemas/, made into one of these by schemas.py,
 * which reads this header for the names of sections and dialects.
 */
#pragma once

enum dialect {
	DIALECT_SQLITE,
	DIALECT_POSTGRESQL,
	DIALECT_MYSQL, /* and MariaDB */
	_DIALECT_MAX,
};

enum section {
	SECTION_META,    /* makes the table of the version, if it is not there */
	SECTION_VERSION, /* one row, one column: 0 or NULL when nothing has been made yet */
	SECTION_DOMAINS, /* the rest: docs/directory.md, "Your own tables" */
	SECTION_SERVICES,
	SECTION_TEXTS,
	SECTION_USER,
	SECTION_ALIAS,
	/* further addresses of the mailbox that one of those two has found, a row each */
	SECTION_ADDRESSES,
	/* domains whose people are in an LDAP directory, with the server (ldap/servers.c) */
	SECTION_LDAP,
	SECTION_LOGINS, /* a row, when there is anybody whose login is not their address */
	SECTION_COUNT,
	SECTION_SAMPLES,
	_SECTION_MAX,
};

/* The queries that ask for one person: LOOKUPS of them, from SECTION_USER on. */
#define LOOKUPS 3

static inline unsigned int section_lookup(enum section section)
{
	return (unsigned int)(section - SECTION_USER);
}

/*
 * Tables change from release to release: the same section may stand there in several shapes, the
 * newest first.  The first whose tables and columns are all there is taken.
 */
#define SCHEMA_SHAPES_MAX 4

struct schema {
	const char *name;
	/*
	 * NULL: not in this schema, or not in this dialect; no shape stands behind one that is
	 * missing.  %{sogo.view} and the like stand for what the settings say (queries.h).
	 */
	const char *sql[_DIALECT_MAX][_SECTION_MAX][SCHEMA_SHAPES_MAX];
	/* upgrades: the first makes version 1; NULL for tables that are not ours */
	const char *const *steps[_DIALECT_MAX];
	unsigned int n_steps;
};

/* Ends with NULL. */
extern const struct schema *const schemas[];

const struct schema *schema_find(const char *name); /* NULL: no such schema */
