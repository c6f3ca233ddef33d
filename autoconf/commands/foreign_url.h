/* SPDX-License-Identifier: Apache-2.0 */
/* Where automx2 has its database, in its own spellings: SQLAlchemy's URLs and its settings file. */
#pragma once

/*
 * location: an SQLAlchemy URL, automx2's settings file ([automx2] db_uri) or an SQLite file; a URL
 * of ours is one, too.  Returns 0 with a URL of ours, which is the caller's; 1 with a sentence,
 * which holds no secret; or -ENOMEM.
 */
int foreign_url_read(const char *location, char **ret_url, char **reterr_message);
