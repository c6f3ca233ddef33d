/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's blocking sessions. */
#pragma once

#include "directory/session.h"

extern const struct session_ops postgresql_session;
