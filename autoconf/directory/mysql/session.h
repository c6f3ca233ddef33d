/* SPDX-License-Identifier: Apache-2.0 */
/* MySQL and MariaDB for the keeper's thread, init and check. */
#pragma once

#include "directory/session.h"

extern const struct session_ops mysql_session;
