/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answer codes as HTTP statuses (RFC 9110 section 15). A test walks the enum and finds no empty
 * row.
 */
#include "server/statuses.h"

/* clang-format off */
const struct status_row statuses[_ANSWER_MAX] = {
	[ANSWER_OK]			= {"ok", 200, "", 0, false},
	[ANSWER_E_BAD_REQUEST]		= {"bad_request", 400, "This request cannot be understood.\n", 0, true},
	[ANSWER_E_NOT_IMPLEMENTED]	= {"not_implemented", 501, "This transfer coding is not known here.\n", 0, true},
	[ANSWER_E_NO_PATH]		= {"no_path", 404, "There is nothing at this address.\n", 0, false},
	[ANSWER_E_UNKNOWN_DOMAIN]	= {"unknown_domain", 404, "This mail domain is not served here.\n", 0, false},
	[ANSWER_E_NO_PROFILE]		= {"no_profile", 404, "No profile can be made for this address. "
					   "Please set the account up by hand, with the settings of your mail provider.\n", 0, false},
	[ANSWER_E_NO_LINK]		= {"no_link", 404, "This link has ended, or is not whole. "
					   "Please ask for a new one where you got it.\n", 0, false},
	[ANSWER_E_NO_ADDRESS]		= {"no_address", 400, "Please say for which mail address: "
					   "?emailaddress=you@example.org\n", 0, false},
	[ANSWER_E_METHOD]		= {"method", 405, "This method is not allowed here.\n", 0, false},
	[ANSWER_E_TOO_LARGE]		= {"too_large", 413, "This request is too large.\n", 0, true},
	[ANSWER_E_URI_TOO_LONG]		= {"uri_too_long", 414, "This address is too long.\n", 0, true},
	[ANSWER_E_MOVED]		= {"moved", 301, "", 0, false},
	[ANSWER_E_REDIRECT]		= {"redirect", 302, "", 0, false},
	[ANSWER_E_REDIRECT_KEEP_METHOD]	= {"redirect_keep_method", 307, "", 0, true},
	[ANSWER_E_UNAVAILABLE]		= {"unavailable", 503, "This cannot be answered at the moment. Please try again.\n", 2, false},
	[ANSWER_E_BUSY]			= {"busy", 503, "Too much to do at the moment. Please try again.\n", 2, false},
	[ANSWER_E_DRAINING]		= {"draining", 503, "This service is about to stop. Please try again.\n", 2, true},
	[ANSWER_E_INTERNAL]		= {"internal", 500, "Something went wrong here.\n", 0, false},
};
/* clang-format on */
