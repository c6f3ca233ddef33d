/* SPDX-License-Identifier: Apache-2.0 */
/* Forms that a text must have, for rows of the table: NULL, or what is wrong, "is not …". */
#pragma once

const char *check_color(const char *text);
const char *check_identifier(const char *text);
/* One line of what XML can hold. */
const char *check_line(const char *text);
const char *check_distinguished_name(const char *text);
const char *check_redirect_url(const char *text);
const char *check_user(const char *text);
const char *check_sql_name(const char *text);
const char *check_delimiter(const char *text);
