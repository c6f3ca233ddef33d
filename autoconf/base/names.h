/* SPDX-License-Identifier: Apache-2.0 */
/* The spelling of every enum value in settings, tables and logs. */
#pragma once

#include <stddef.h>

#include "profile.h"
#include "service.h"

/* imap pop3 submission managesieve caldav … */
extern const char *const service_type_names[_SERVICE_TYPE_MAX];
extern const char *const security_names[_SECURITY_MAX]; /* none starttls tls */
/* password password-encrypted ntlm gssapi tls-client-cert oauth2 client-ip-address none */
extern const char *const authentication_names[_AUTHENTICATION_MAX];

extern const char *const profile_variant_names[_PROFILE_VARIANT_MAX]; /* everything mail */

/* The index of a name in such a table (exact case), or -1. */
int name_find(const char *const *names, size_t n_names, const char *name);
