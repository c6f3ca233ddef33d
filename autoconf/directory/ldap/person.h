/* SPDX-License-Identifier: Apache-2.0 */
/* One person looked up at one LDAP server: blocking, within a deadline. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct key;
struct ldap_server;
struct user;

/*
 * The socket of the question that is under way.  libldap shakes hands for TLS without looking at
 * any clock (2.5, GnuTLS): only another thread that shuts the socket down ends that.
 */
struct ldap_line {
	pthread_mutex_t mutex;
	int fd; /* -1: none */
	bool is_cut;
};

/* Any thread: the question that is under way fails soon. */
void ldap_line_cut(struct ldap_line *line);

/* A connection that is kept from one question to the next.  Begins as zeros, and is not moved. */
struct ldap_connection {
	struct ldap *handle;          /* NULL: none */
	struct ldap_watch *callbacks; /* of the handle */
	int fd;                       /* while there is a handle; -1: not connected */
};

struct ldap_terms {
	const char *ca;       /* a PEM file; NULL: the machine's own authorities */
	bool allow_cleartext; /* a server without TLS may be asked, and given the password */
	struct ldap_line *line;
};

/*
 * deadline: milliseconds of CLOCK_MONOTONIC.  Returns 0 with *ret_user, DIRECTORY_E_NOT_FOUND (also
 * for two entries: nobody could say whose the address is), DIRECTORY_E_UNAVAILABLE or
 * DIRECTORY_E_CONFIGURATION with a sentence, or -ENOMEM.
 */
int ldap_person_find(struct ldap_connection *connection, const struct ldap_server *server,
		     const struct ldap_terms *terms, const struct key *key, uint64_t deadline,
		     struct user **ret_user, char **reterr_message);
void ldap_connection_close(struct ldap_connection *connection);
