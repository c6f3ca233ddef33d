/* SPDX-License-Identifier: Apache-2.0 */
/* How near the end of a certificate is. */
#include "cleanup.h"
#include "profile.h"

#define DAY (24 * 60 * 60)

/* Fewer than n whole days are left from this second on. */
static const struct stage_row {
	enum certificate_stage stage;
	int days;
} stage_rows[] = {
	{CERTIFICATE_ENDS_SOON, 30},
	{CERTIFICATE_IS_URGENT, 14},
	{CERTIFICATE_HAS_ENDED, 0},
};

enum certificate_stage certificate_stage(time_t not_after, time_t now, time_t *ret_next)
{
	enum certificate_stage stage = CERTIFICATE_LASTS;

	*ret_next = 0;
	for (size_t i = 0; i < ARRAY_SIZE(stage_rows); i++) {
		time_t begins = not_after - (time_t)stage_rows[i].days * DAY + 1;

		if (now < begins) {
			*ret_next = begins;
			break;
		}
		stage = stage_rows[i].stage;
	}

	return stage;
}
