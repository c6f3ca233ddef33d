/* SPDX-License-Identifier: Apache-2.0 */
/* What the page hands to apps: a code for Thunderbird on Android, links for DAVx⁵. */
#pragma once

struct account;
struct service;

/*
 * The text of Thunderbird's import code (format 1 of the app's reader), the caller's; *ret_text is
 * NULL when the app would refuse the account.  Returns 0 or -ENOMEM.
 */
int handover_thunderbird(const struct account *account, char **ret_text);

/*
 * A link that opens DAVx⁵ with place and login filled in; *ret_url is NULL where there is none.
 * Returns 0 or -ENOMEM.
 */
int handover_davx5(const struct account *account, const struct service *service, char **ret_url);

/* The login for a service, expanded; the caller's. */
int handover_login(const struct account *account, const struct service *service, char **ret_login);
/* The URL of a service, expanded; the caller's. */
int handover_url(const struct account *account, const char *template, char **ret_url);
