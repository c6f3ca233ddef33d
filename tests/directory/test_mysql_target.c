/* SPDX-License-Identifier: Apache-2.0 */
/* URLs of MySQL and MariaDB: what they mean, and that what they hide stays hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cleanup.h"
#include "directory.h"
#include "directory/mysql/target.h"

#define NONE MYSQL_TLS_PREFERRED

static const char *text(const char *value)
{
	return value ? value : "";
}

static const struct {
	const char *url, *user, *password, *database;
	const char *hosts[4]; /* as they are shown */
	enum mysql_tls tls;
	const char *socket, *ca, *certificate, *key;
} good[] = {
	{"mysql://u:p@h/d", "u", "p", "d", {"h:3306"}, NONE},
	{"mariadb://h/d", "", "", "d", {"h:3306"}, NONE},
	{"mysql://u@h:3307/d", "u", "", "d", {"h:3307"}, NONE},
	{"mysql://u:p@h1:3306,h2,[::1]:3308/d",
	 "u",
	 "p",
	 "d",
	 {"h1:3306", "h2:3306", "[::1]:3308"},
	 NONE},
	{"mysql://a%40b:p%2Fp%3a%3F%25@h/d%20e", "a@b", "p/p:?%", "d e", {"h:3306"}, NONE},
	{"mysql://u:p:q@h/d", "u", "p:q", "d", {"h:3306"}, NONE},
	{"mysql://u@h/d?ssl-mode=DISABLED", "u", "", "d", {"h:3306"}, MYSQL_TLS_DISABLED},
	{"mysql://u@h/d?ssl-mode=required", "u", "", "d", {"h:3306"}, MYSQL_TLS_REQUIRED},
	{"mysql://u@h/d?ssl-mode=VERIFY_IDENTITY",
	 "u",
	 "",
	 "d",
	 {"h:3306"},
	 MYSQL_TLS_VERIFY_IDENTITY},
	{"mysql://u@h/d?ssl-ca=/a/b.pem&ssl-mode=VERIFY_CA",
	 "u",
	 "",
	 "d",
	 {"h:3306"},
	 MYSQL_TLS_VERIFY_CA,
	 NULL,
	 "/a/b.pem"},
	{"mysql://u@h/d?ssl-ca=%2Fa%20b&ssl-cert=c&ssl-key=k",
	 "u",
	 "",
	 "d",
	 {"h:3306"},
	 MYSQL_TLS_VERIFY_IDENTITY,
	 NULL,
	 "/a b",
	 "c",
	 "k"},
	{"mysql://u@/d?socket=/run/s", "u", "", "d", {"/run/s"}, MYSQL_TLS_DISABLED, "/run/s"},
	{"mysql:///d?socket=/run/s", "", "", "d", {"/run/s"}, MYSQL_TLS_DISABLED, "/run/s"},
	{"mysql://u@localhost/d?socket=/run/s",
	 "u",
	 "",
	 "d",
	 {"/run/s"},
	 MYSQL_TLS_DISABLED,
	 "/run/s"},
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		_cleanup_(mysql_target_freep) struct target *target = NULL;
		_cleanup_(freep) char *message = NULL;
		size_t n = 0;

		if (mysql_target_new(good[i].url, &target, &message))
			fail_msg("%s: %s", good[i].url, message);
		assert_string_equal(target->user, good[i].user);
		assert_string_equal(target->password, good[i].password);
		assert_string_equal(target->database, good[i].database);
		for (; good[i].hosts[n]; n++)
			assert_string_equal(mysql_target_host_name(target, n), good[i].hosts[n]);
		assert_int_equal(mysql_target_n_hosts(target), n);
		assert_int_equal(target->tls, good[i].tls);
		assert_string_equal(text(target->socket), text(good[i].socket));
		assert_string_equal(text(target->ca), text(good[i].ca));
		assert_string_equal(text(target->certificate), text(good[i].certificate));
		assert_string_equal(text(target->key), text(good[i].key));
	}
}

static void test_wrong(void **state)
{
	static const struct {
		const char *url, *words;
	} cases[] = {
		{"mysql:s3cret", "form"},
		{"mysql://", "form"},
		{"mysql://u:s3cret@h", "form"},
		{"mysql://u:s3cret@h/", "form"},
		{"mysql://u:s3cret@h/d/e", "form"},
		{"mysql://u:s3cret@h:/d", "form"},
		{"mysql://u:s3cret@h:0/d", "form"},
		{"mysql://u:s3cret@h:65536/d", "form"},
		{"mysql://u:s3cret@h:33 06/d", "form"},
		{"mysql://u:s3cret@h1,,h2/d", "form"},
		{"mysql://u:s3cret@h1,/d", "form"},
		{"mysql://u:s3cret@,h1/d", "form"},
		{"mysql://u:s3cret@[::1/d", "form"},
		{"mysql://u:s3cret@[::1]3306/d", "form"},
		{"mysql://u:s3cret%@h/d", "form"},
		{"mysql://u:s3cret%4@h/d", "form"},
		{"mysql://u:s3cret%zz@h/d", "form"},
		{"mysql://u:s3cret%00@h/d", "form"},
		{"mysql://u:s3cret@/d", "neither a host nor a socket"},
		{"mysql://u:s3cret@h/d?socket=/run/s", "both"},
		{"mysql://u@/d?socket=/run/s&ssl-mode=VERIFY_IDENTITY", "no name"},
		{"mysql://u@h/d?s3cret=1", "none of ssl-mode"},
		{"mysql://u@h/d?charset=utf8", "none of ssl-mode"},
		{"mysql://u@h/d?ssl-mode=s3cret", "none of DISABLED"},
		{"mysql://u@h/d?ssl-mode=VERIFY_CA", "needs ssl-ca"},
		{"mysql://u@h/d?ssl-key=/s3cret", "needs ssl-cert"},
		{"mysql://h,h,h,h,h,h,h,h,h,h,h,h,h,h,h,h,h/d", "form"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(mysql_target_freep) struct target *target = NULL;
		_cleanup_(freep) char *message = NULL;

		if (mysql_target_new(cases[i].url, &target, &message) != DIRECTORY_E_CONFIGURATION)
			fail_msg("%s is taken", cases[i].url);
		if (!strstr(message, cases[i].words) || strstr(message, "s3cret"))
			fail_msg("%s: %s", cases[i].url, message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
