/* SPDX-License-Identifier: Apache-2.0 */
/* When the signer looks at its certificate again, and what it has told by then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "cleanup.h"
#include "signer/expiry.h"

#define END ((time_t)1790000000)
#define DAY (24 * 60 * 60)
#define HOUR (60 * 60)

/* In the order in which a clock shows them, and one that is set back. */
static void test_stages_as_time_goes_by(void **state)
{
	static const struct {
		time_t left;
		enum certificate_stage stage;
		int wait; /* s */
	} rows[] = {
		{31 * DAY, CERTIFICATE_LASTS, HOUR},
		{30 * DAY + 60, CERTIFICATE_LASTS, 61},
		{30 * DAY - 1, CERTIFICATE_ENDS_SOON, HOUR},
		{14 * DAY, CERTIFICATE_ENDS_SOON, 1},
		{14 * DAY - 1, CERTIFICATE_IS_URGENT, HOUR},
		{3, CERTIFICATE_IS_URGENT, 4},
		{-1, CERTIFICATE_HAS_ENDED, HOUR},
		{20 * DAY, CERTIFICATE_ENDS_SOON, HOUR},
	};
	struct expiry expiry = {.end = END, .not_before = END - 100 * DAY};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int wait = expiry_look(&expiry, END - rows[i].left);

		if (expiry.stage != rows[i].stage || wait != rows[i].wait * 1000)
			fail_msg("%lld s left: stage %d, again in %d ms", (long long)rows[i].left,
				 (int)expiry.stage, wait);
	}
}

/* Said once each time the clock goes before the beginning. */
static void test_clock_before_the_beginning(void **state)
{
	struct expiry expiry = {.end = END, .not_before = END - 100 * DAY};

	(void)state;
	(void)expiry_look(&expiry, END - 101 * DAY);
	assert_true(expiry.said_too_early);
	(void)expiry_look(&expiry, END - 99 * DAY);
	assert_false(expiry.said_too_early);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stages_as_time_goes_by),
		cmocka_unit_test(test_clock_before_the_beginning),
	};

	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "signer");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
