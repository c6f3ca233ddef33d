/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People in LDAP directories: the channel of a worker whose database says, for each domain, which
 * LDAP server knows its people (section ldap of a schema).  A thread of its own asks, one question
 * after the other, so that nothing blocks the worker.
 */
#pragma once

#include "directory/channel.h"

/* In a build without libldap it finds nobody. */
extern const struct channel_ops directory_ldap;
