/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's blocking sessions. */
#pragma once

#include "directory/session.h"

extern const struct session_ops sqlite_session;
