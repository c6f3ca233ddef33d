/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenSSL's CMS_sign in a loop, with the key, certificate and flags that sign profiles: what a core
 * can sign at most.
 *
 *	bare_cms KEY CERTIFICATE CONTENT SECONDS	prints how many, and the CPU seconds it took
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <openssl/cms.h>
#include <openssl/pem.h>

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);

	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void sign(X509 *certificate, EVP_PKEY *key, const char *content, int size)
{
	const unsigned int flags = CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;
	BIO *bio = BIO_new_mem_buf(content, size);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	unsigned char *der = NULL;

	if (!CMS_add1_signer(cms, certificate, key, EVP_sha256(), flags) ||
	    !CMS_final(cms, bio, NULL, CMS_BINARY) || i2d_CMS_ContentInfo(cms, &der) <= 0)
		exit(1);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	(void)BIO_free(bio);
}

int main(int argc, char **argv)
{
	static char content[1 << 20];
	FILE *key_file = argc == 5 ? fopen(argv[1], "r") : NULL;
	FILE *certificate_file = argc == 5 ? fopen(argv[2], "r") : NULL;
	FILE *content_file = argc == 5 ? fopen(argv[3], "r") : NULL;
	EVP_PKEY *key;
	X509 *certificate;
	unsigned long n = 0;
	double end, cpu;
	int size;

	if (!key_file || !certificate_file || !content_file)
		return 2;

	key = PEM_read_PrivateKey(key_file, NULL, NULL, NULL);
	certificate = PEM_read_X509(certificate_file, NULL, NULL, NULL);
	size = (int)fread(content, 1, sizeof(content), content_file);
	end = seconds_of(CLOCK_MONOTONIC) + strtod(argv[4], NULL);
	cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	for (; seconds_of(CLOCK_MONOTONIC) < end; n++)
		sign(certificate, key, content, size);

	(void)printf("%lu %.6f\n", n, seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	return 0;
}
