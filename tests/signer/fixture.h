/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signing process of the tests' own: forked for real, with a loop, its sockets, and requests that
 * count their answers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "certificates.h"
#include "signer.h"

#define SOCKETS 2
#define NOBODY 65534

struct fixture {
	struct loop *loop;
	pid_t pid;
	int sockets[SOCKETS]; /* the workers' ends, until a client takes one */
	char report[512];
};

struct ask {
	struct signer_client *client;
	uint64_t id;
	char content[64];
	unsigned int n_answers;
	int status;
	size_t size;
	bool matches; /* the signature is of this content */
};

/* Around all tests of a program. */
int fixtures_begin(void **state);
int fixtures_end(void **state);

extern const struct certificates_parts usual_parts;
void start(struct fixture *fixture, const struct leaf *leaf,
	   const struct certificates_parts *parts);
/* For the real clock, because the signer reads it. */
void start_well(struct fixture *fixture);
/* Closes what is still open and returns how the signer ended: its status, or -signal. */
int finish(struct fixture *fixture);

/* Takes the socket i. */
struct signer_client *client_of(struct fixture *fixture, size_t i);

int ask(struct ask *ask, struct signer_client *client, unsigned int number);
void ask_done(void *userdata, int status, const void *der, size_t size);
void wait_for(struct fixture *fixture, const struct ask *asks, size_t n);
/* Each was answered once, with this status, and signed if that is 0. */
void expect_all(const struct ask *asks, size_t n, int status);
