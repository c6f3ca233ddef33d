/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PEM files.  OpenSSL's reader passes over whatever it does not know, so a chain with a damaged
 * line would quietly become a shorter one; the lines are therefore looked at first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "cleanup.h"
#include "profile.h"
#include "profiles/openssl.h"
#include "profiles/pem.h"
#include "text/writer.h"

/* May hold a key: wiped when freed. */
struct file {
	char bytes[PEM_FILE_MAX + 2]; /* one more than allowed, and a NUL */
	size_t size;
};

static void file_freep(struct file **file)
{
	if (!*file)
		return;

	OPENSSL_cleanse(*file, sizeof(**file));
	free(*file);
}

static int refuse(struct writer *why, const char *path, const char *reason)
{
	writer_printf(why, "%s: %s", path, reason);
	return PROFILE_E_BAD_CERTIFICATE;
}

/* With the words of the library that could not read it. */
static int refuse_unread(struct writer *why, const char *path, const char *reason)
{
	const char *detail = ERR_reason_error_string(ERR_peek_last_error());

	writer_printf(why, "%s: %s (%s)", path, reason, detail ? detail : "no reason given");
	return PROFILE_E_BAD_CERTIFICATE;
}

/* Reads at most one byte more than a file may have.  Returns 0 or -errno. */
static int read_all(int fd, struct file *file)
{
	while (file->size <= PEM_FILE_MAX) {
		ssize_t n = read(fd, file->bytes + file->size, PEM_FILE_MAX + 1 - file->size);

		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			file->size += (size_t)n;
	}

	return 0;
}

static int file_read(const char *path, struct file **ret_file, struct writer *why)
{
	_cleanup_(file_freep) struct file *file = NULL;
	_cleanup_(closep) int fd = -1;
	int r;

	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refuse(why, path, strerror(errno));

	r = read_all(fd, file);
	if (r)
		return refuse(why, path, strerror(-r));
	if (file->size == 0)
		return refuse(why, path, "the file is empty");
	if (file->size > PEM_FILE_MAX)
		return refuse(why, path, "the file is larger than 64 KiB");
	if (memchr(file->bytes, '\0', file->size))
		return refuse(why, path,
			      "the file is not PEM; convert DER or PKCS#12 with openssl");

	*ret_file = TAKE_PTR(file);
	return 0;
}

/* One line and how long it is without its end (LF or CRLF); moves on to the next. */
static bool next_line(const char **cursor, const char **ret_line, size_t *ret_size)
{
	const char *line = *cursor, *end = strchrnul(line, '\n');
	size_t size = (size_t)(end - line);

	if (!line[0])
		return false;

	*cursor = *end ? end + 1 : end;
	*ret_line = line;
	*ret_size = size && line[size - 1] == '\r' ? size - 1 : size;
	return true;
}

static bool begins_with(const char *line, size_t size, const char *prefix)
{
	return size >= strlen(prefix) && !memcmp(line, prefix, strlen(prefix));
}

/*
 * What openssl and certificate authorities write between certificates: blank lines, comments,
 * "subject=…", "Bag Attributes", and the indented text of openssl ca.  A line of a damaged
 * certificate is none of these.
 */
static bool is_explanation(const char *line, size_t size)
{
	return size == 0 || strchr(" \t#", line[0]) || memchr(line, '=', size) ||
	       memchr(line, ':', size) || begins_with(line, size, "Bag Attributes");
}

/*
 * Every block has its end, and between the blocks there is nothing that could be the rest of one.
 */
static int check_lines(const char *path, const char *text, struct writer *why)
{
	size_t begun = 0, size;
	const char *line;

	for (size_t number = 1; next_line(&text, &line, &size); number++) {
		bool begins = begins_with(line, size, "-----BEGIN ");
		bool ends = begins_with(line, size, "-----END ");

		if (begun && begins)
			break;
		if (!begun && (ends || (!begins && !is_explanation(line, size)))) {
			writer_printf(why, "%s: line %zu belongs to no certificate", path, number);
			return PROFILE_E_BAD_CERTIFICATE;
		}
		if (begins)
			begun = number;
		if (ends)
			begun = 0;
	}

	if (!begun)
		return 0;
	writer_printf(why, "%s: what begins in line %zu has no end", path, begun);
	return PROFILE_E_BAD_CERTIFICATE;
}

struct block {
	char *name, *header;
	unsigned char *data;
	long size;
};

static void block_clear(struct block *block)
{
	OPENSSL_free(block->name);
	OPENSSL_free(block->header);
	OPENSSL_clear_free(block->data, (size_t)block->size);
}

static bool is_certificate(const struct block *block)
{
	return !strcmp(block->name, PEM_STRING_X509) || !strcmp(block->name, PEM_STRING_X509_OLD) ||
	       !strcmp(block->name, PEM_STRING_X509_TRUSTED);
}

/* Adds the block's certificate, if it is one. */
static int add_certificate(const char *path, const struct block *block,
			   STACK_OF(X509) * certificates, struct writer *why)
{
	_cleanup_(x509_freep) X509 *certificate = NULL;
	const unsigned char *end = block->data;

	if (!is_certificate(block))
		return 0;

	certificate = d2i_X509_AUX(NULL, &end, block->size);
	if (!certificate)
		return refuse_unread(why, path, "a certificate cannot be read");
	if (end != block->data + block->size)
		return refuse(why, path, "a certificate has bytes behind its end");
	if (!sk_X509_push(certificates, certificate))
		return -ENOMEM;

	(void)TAKE_PTR(certificate);
	return 0;
}

/* Returns 0 with a block, 1 at the end. */
static int next_block(BIO *bio, struct block *ret_block)
{
	*ret_block = (struct block){0};
	return !PEM_read_bio(bio, &ret_block->name, &ret_block->header, &ret_block->data,
			     &ret_block->size);
}

int pem_read_certificates(const char *path, STACK_OF(X509) * certificates, struct writer *why)
{
	_cleanup_(file_freep) struct file *file = NULL;
	_cleanup_(bio_freep) BIO *bio = NULL;
	int before = sk_X509_num(certificates), r;

	r = file_read(path, &file, why);
	if (r)
		return r;
	r = check_lines(path, file->bytes, why);
	if (r)
		return r;

	bio = BIO_new_mem_buf(file->bytes, (int)file->size);
	if (!bio)
		return -ENOMEM;

	for (;;) {
		_cleanup_(block_clear) struct block block;

		if (next_block(bio, &block))
			break;
		r = add_certificate(path, &block, certificates, why);
		if (r)
			return r;
	}

	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return refuse_unread(why, path, "a certificate cannot be read");
	if (sk_X509_num(certificates) == before)
		return refuse(why, path, "there is no certificate in the file");
	return 0;
}

/* Instead of OpenSSL's own, which asks the terminal: a service has nobody to ask. */
static int have_no_pass_phrase(char *buffer, int size, int is_writing, void *userdata)
{
	bool *ret_asked = userdata;

	(void)buffer, (void)size, (void)is_writing;
	*ret_asked = true;
	return -1;
}

int pem_read_key(const char *path, EVP_PKEY **ret_key, struct writer *why)
{
	_cleanup_(file_freep) struct file *file = NULL;
	_cleanup_(bio_freep) BIO *bio = NULL;
	bool asked = false;
	int r;

	r = file_read(path, &file, why);
	if (r)
		return r;

	bio = BIO_new_mem_buf(file->bytes, (int)file->size);
	if (!bio)
		return -ENOMEM;

	*ret_key = PEM_read_bio_PrivateKey(bio, NULL, have_no_pass_phrase, &asked);
	if (*ret_key)
		return 0;
	if (asked)
		return refuse(why, path, "the key is encrypted; keep it without a pass phrase");
	return refuse_unread(why, path, "there is no private key in the file that can be read");
}
