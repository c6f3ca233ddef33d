/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines of a certificate that comes to its end. */
#include "signer/expiry.h"

#include "base/log.h"

#define DAY (24 * 60 * 60)
#define LOOK_AGAIN (60 * 60) /* s */

void expiry_init(struct expiry *expiry, const struct signature *signature, time_t now)
{
	time_t next;

	*expiry = (struct expiry){
		.end = signature_first_end(signature),
		.not_before = signature_not_before(signature),
	};
	expiry->stage = certificate_stage(expiry->end, now, &next);
}

static void say_stage(const struct expiry *expiry, time_t now)
{
	long days = (long)((expiry->end - now) / DAY);

	switch (expiry->stage) {
	case CERTIFICATE_LASTS:
		return;
	case CERTIFICATE_ENDS_SOON:
		log_line(LOG_LEVEL_WARNING, "the signing certificate ends soon",
			 LOG_N("days", days), LOG_N("not_after", expiry->end));
		return;
	case CERTIFICATE_IS_URGENT:
		log_line(LOG_LEVEL_WARNING, "the signing certificate ends soon: renew it now",
			 LOG_N("days", days), LOG_N("not_after", expiry->end));
		return;
	case CERTIFICATE_HAS_ENDED:
		log_line(LOG_LEVEL_ERROR, "the signing certificate has ended",
			 LOG_N("not_after", expiry->end));
		return;
	}
}

int expiry_look(struct expiry *expiry, time_t now)
{
	time_t next;
	enum certificate_stage stage = certificate_stage(expiry->end, now, &next);

	/* A clock that is set back says it again. */
	if (stage != expiry->stage) {
		expiry->stage = stage;
		say_stage(expiry, now);
	}
	if (now < expiry->not_before && !expiry->said_too_early)
		log_line(LOG_LEVEL_ERROR, "the clock is before the signing certificate's beginning",
			 LOG_N("not_before", expiry->not_before));
	expiry->said_too_early = now < expiry->not_before;

	return (!next || next - now > LOOK_AGAIN ? LOOK_AGAIN : (int)(next - now)) * 1000;
}
