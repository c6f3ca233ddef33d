/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the page's languages somebody reads. */
#pragma once

struct catalogue;

/*
 * The tag of the language that an Accept-Language header asks for (RFC 9110 section 12.5.4; lookup
 * of RFC 4647 section 3.4), or the first language's.  header may be NULL, and may be anything.
 */
const char *language_choose(const struct catalogue *catalogue, const char *header);

/* The tag of a language named by itself ("de", also for "de-AT"), or NULL. */
const char *language_named(const struct catalogue *catalogue, const char *tag);
