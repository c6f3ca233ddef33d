/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the self-service page may offer to one person, made by the server for one answer: links are
 * sealed there, and the page knows neither keys nor clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Absolute URLs, borrowed; NULL: not offered. */
struct page_offer {
	const char *profile;          /* everything that a profile can set up */
	const char *profile_mail;     /* mail alone; NULL also where that is everything */
	const char *profile_unsigned; /* the bare property list, for importers that read no CMS */
	/* this page for another device of the same person; never holds an address in clear */
	const char *page;
	const char *profile_name; /* as the device shows it; NULL: the provider's default name */
	bool is_signed;           /* profiles are signed */
	bool needs_link; /* profiles are made for those who hold a link, and this one does not */
	unsigned int minutes; /* how long the links last */
};
