/* SPDX-License-Identifier: Apache-2.0 */
/* What MySQL's errors mean: who is to blame, and whether the connection is still good. */
#pragma once

#include <stdbool.h>

/*
 * An error number, of the server or the library, to enum directory_error.  An odd key is not found,
 * never a broken host.
 */
int mysql_status(unsigned int number);
/* The connection broke: nothing more comes from it. */
bool mysql_number_is_lost(unsigned int number);

/* One line of an error message, and what it means; who: of whom, "host:port". */
int mysql_failed(unsigned int number, const char *message, const char *who, char **reterr_message);
